//! Coming in by a link from the server, while Feishu is down.

use larkgate::admin::ops::{Desk, OpError, login_links};
use larkgate::domain::admin::{Actor, Role};
use larkgate::domain::token::SystemEntropy;

use super::{browser, gate, grant, is_signed_in, path_of, seen, send, signed_in, url};
use crate::harness::{Browser, Gate, Outside, Page, Setup, on_each_database};

/// A link for `person`, made as the command line makes it.
async fn link(gate: &Gate, person: &str) -> Result<String, OpError> {
    let app = gate.server.app();
    let actor = Actor::command_line("root");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    let made = login_links::make(&desk, &gate.feishu.open_id(person)).await?;
    Ok(url(gate, &format!("/admin/login-link/{}", made.secret.reveal())))
}

async fn use_up(browser: &mut Browser, link: &str) -> Page {
    browser.post(link, &[]).await
}

on_each_database! {
    async fn a_link_opens_the_console_though_feishu_is_down(kind) {
        let gate = gate(kind).await;
        drop(browser(&gate, "lin", Role::Owner).await);
        let asked = gate.observe("calls").await;
        let link = link(&gate, "lin").await.unwrap();
        let mut browser = gate.browser();
        // Whatever looks at a link before a person does uses nothing up.
        for _ in 0..2 {
            let page = browser.get(&link).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("将以林小雨的身份进入管理后台"), "{}", page.body);
        }
        let opened = use_up(&mut browser, &link).await;
        assert_eq!(opened.location(), Some(url(&gate, "/admin")));
        assert!(seen(&gate, &mut browser, "/admin/accounts").await.body.contains("林小雨"));
        assert_eq!(gate.observe("calls").await, asked, "Feishu had nothing to do with it");
        // It is no sign-in anywhere else: nobody has proven to Feishu who they are.
        assert!(!is_signed_in(&gate, &mut browser).await);
        assert!(browser.get(&url(&gate, "/account")).await.begins_sign_in());
        assert!(!browser.get(&gate.url).await.body.contains("已登录"));
        let kinds: Vec<_> = gate.audit().await.into_iter().map(|row| (row.kind, row.actor)).collect();
        assert!(kinds.contains(&("login_link.made".into(), Some("command line: root".into()))), "{kinds:?}");
        assert!(kinds.contains(&("login_link.used".into(), None)), "{kinds:?}");
    }

    async fn the_command_line_prints_it(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        outside.sign_in(&mut Browser::new(), "lin").await;
        let open_id = outside.feishu.open_id("lin");
        let login_link = ["admin", "login-link", "--account", &open_id];
        let refused = outside.cli(&login_link).await;
        assert_eq!(refused.status.code(), Some(5));
        assert!(refused.stdout.is_empty() && String::from_utf8_lossy(&refused.stderr).contains("has no role"));
        assert!(outside.cli(&["account", "grant", &open_id, "owner"]).await.status.success());
        let printed = outside.cli(&login_link).await;
        let link = String::from_utf8(printed.stdout).unwrap().trim().to_owned();
        assert!(link.starts_with(&outside.url("/admin/login-link/")), "{link}");
        let secret = link.rsplit('/').next().unwrap();
        assert!(!String::from_utf8_lossy(&printed.stderr).contains(secret));
        let mut browser = Browser::new();
        assert_eq!(use_up(&mut browser, &link).await.location(), Some(outside.url("/admin")));
        assert_eq!(browser.get(&outside.url("/admin/accounts")).await.status, 200);
        assert!(!outside.process.said().contains(secret), "no secret in the log");
    }

    async fn a_link_works_once_and_not_for_long(kind) {
        let gate = gate(kind).await;
        drop(browser(&gate, "lin", Role::Owner).await);
        let first = link(&gate, "lin").await.unwrap();
        let mut browsers = [gate.browser(), gate.browser(), gate.browser()];
        let [a, b, c] = &mut browsers;
        let answers = tokio::join!(use_up(a, &first), use_up(b, &first), use_up(c, &first));
        let opened = [answers.0, answers.1, answers.2].iter().filter(|page| page.status == 303).count();
        assert_eq!(opened, 1);
        let page = gate.browser().get(&first).await;
        assert_eq!(page.status, 400);
        assert!(page.body.contains("应急登录链接无法使用"), "{}", page.body);
        let late = link(&gate, "lin").await.unwrap();
        gate.clock.advance(10 * 60);
        assert_eq!(use_up(&mut gate.browser(), &late).await.status, 400);
        let unknown = url(&gate, "/admin/login-link/AAAA");
        assert_eq!(use_up(&mut gate.browser(), &unknown).await.status, 400);
    }

    async fn what_the_browser_had_before_ends(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin", Role::Owner).await;
        use_up(&mut lin, &link(&gate, "lin").await.unwrap()).await;
        seen(&gate, &mut lin, "/admin/accounts").await;
        let mut tx = gate.server.app().store.read().await.unwrap();
        let account = tx.account_named(&gate.feishu.open_id("lin")).await.unwrap().unwrap().account.id;
        let now = gate.server.app().now();
        let sessions = tx.sessions_of(&account, now, now).await.unwrap();
        assert_eq!(sessions.len(), 1);
        assert_eq!(sessions[0].chain, sessions[0].id, "nothing that applications have lives on by it");
    }

    async fn its_session_ends_after_an_hour(kind) {
        let gate = gate(kind).await;
        gate.clock.stop();
        drop(browser(&gate, "lin", Role::Owner).await);
        let mut browser = gate.browser();
        use_up(&mut browser, &link(&gate, "lin").await.unwrap()).await;
        gate.clock.advance(60 * 60 - 1);
        seen(&gate, &mut browser, "/admin/accounts").await;
        gate.clock.advance(1);
        assert!(browser.get(&url(&gate, "/admin/accounts")).await.begins_sign_in());
    }

    async fn it_lets_in_only_those_who_administer(kind) {
        let gate = gate(kind).await;
        drop(signed_in(&gate, "zhou").await);
        assert!(matches!(link(&gate, "zhou").await, Err(OpError::Conflict(_))));
        assert!(matches!(link(&gate, "wang").await, Err(OpError::NotFound { .. })));
        grant(&gate, "zhou", Role::Admin).await;
        let kept = link(&gate, "zhou").await.unwrap();
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        let disable = path_of(&gate, "zhou").await + "/disable";
        send(&gate, &mut owner, &disable, &[("reason", "x")]).await;
        assert!(matches!(link(&gate, "zhou").await, Err(OpError::Conflict(_))));
        assert_eq!(use_up(&mut gate.browser(), &kept).await.status, 400);
    }
}
