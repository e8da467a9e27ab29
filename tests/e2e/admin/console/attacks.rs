//! What nobody gets the console to do: forged forms, frames, markup in names, fields that nobody asked for.

use larkgate::domain::admin::Role;
use serde_json::json;

use super::matrix::{FIELDS, ROUTES, path_for};
use super::{browser, csrf, gate, is_signed_in, path_of, seen, send, signed_in, url};
use crate::harness::{Kind, on_each_database};

on_each_database! {
    async fn every_form_needs_the_token_of_this_very_session(kind) {
        let gate = gate(kind).await;
        let mut elsewhere = browser(&gate, "lin", Role::Owner).await;
        let mut here = browser(&gate, "lin", Role::Owner).await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let path = path_of(&gate, "zhou").await;
        let (foreign, own) = (csrf(&gate, &mut elsewhere).await, csrf(&gate, &mut here).await);
        for (_, route, _) in ROUTES.into_iter().filter(|(method, ..)| *method == "POST") {
            let address = url(&gate, &path_for(&route.replace("/admin/accounts/{account}", &path)));
            for tokens in [&[][..], &[("csrf", "")], &[("csrf", "guess")], &[("csrf", foreign.as_str())],
                           &[("csrf", own.as_str()), ("csrf", own.as_str())]] {
                let form: Vec<_> = FIELDS.iter().chain(tokens).copied().collect();
                let page = here.post(&address, &form).await;
                assert_eq!((page.status.as_u16(), page.location()), (403, None), "{route} {tokens:?}");
                assert!(page.body.contains("页面已失效"), "{}", page.body);
            }
            // As another site would have it sent: without the cookie.
            let form: Vec<_> = FIELDS.into_iter().chain([("csrf", own.as_str())]).collect();
            let stranger = gate.browser().post(&address, &form).await;
            assert_eq!(stranger.location(), Some(url(&gate, "/admin")), "{route}");
            // And in the address instead of the form.
            let query = format!("{address}?csrf={own}");
            assert_eq!(here.post(&query, &FIELDS).await.status, 403, "{route}");
        }
        assert!(is_signed_in(&gate, &mut zhou).await);
        let told: Vec<_> = gate.audit().await.into_iter().filter(|row| row.actor.as_deref().is_some_and(|actor| actor.starts_with("acc_"))).collect();
        assert!(told.is_empty(), "{told:?}");
    }

    // PostgreSQL takes no NUL, and would be thought to be gone.
    async fn nothing_is_called_by_control_characters(kind) {
        let gate = gate(kind).await;
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        for path in ["/admin/accounts/%00", "/admin/accounts/a%00/disable", "/admin/clients/%1b", "/admin/proxy-access/%00"] {
            assert_eq!(owner.get(&url(&gate, path)).await.status, 404, "{path}");
        }
        let sent = send(&gate, &mut owner, "/admin/roles/%00/revoke", &[("reason", "x")]).await;
        assert_eq!(sent.status, 404);
        let cursor = "MTgwMDAwMDAwMC5hY2MA";
        for path in ["/admin/accounts?after=", "/admin/audit?after="] {
            let page = owner.get(&url(&gate, &format!("{path}{cursor}"))).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
        }
    }

    async fn a_disabled_admin_is_nobody_at_once(kind) {
        let gate = gate(kind).await;
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        let mut admin = browser(&gate, "zhou", Role::Admin).await;
        drop(signed_in(&gate, "chen").await);
        let token = csrf(&gate, &mut admin).await;
        let disable = path_of(&gate, "zhou").await + "/disable";
        send(&gate, &mut owner, &disable, &[("reason", "x")]).await;
        let form = [("csrf", token.as_str()), ("reason", "x")];
        let page = admin.post(&url(&gate, &(path_of(&gate, "chen").await + "/disable")), &form).await;
        assert_eq!(page.location(), Some(url(&gate, "/admin")));
        assert!(admin.get(&url(&gate, "/admin/accounts")).await.begins_sign_in());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_can_be_framed_cached_or_run_anything_inline() {
    let gate = gate(Kind::Sqlite).await;
    let mut owner = browser(&gate, "lin", Role::Owner).await;
    for (_, route, _) in ROUTES.into_iter().filter(|(method, ..)| *method == "GET") {
        let page = owner.get(&url(&gate, &path_for(route))).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{route}: {policy}");
        }
        assert_eq!(page.headers["x-frame-options"], "DENY", "{route}");
        assert_eq!(page.headers["cache-control"], "no-store", "{route}");
        for inline in ["style=", "<style", " onclick", "javascript:"] {
            assert!(!page.body.contains(inline), "{route}: {inline}");
        }
        for script in page.body.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{route}: inline script");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_texts_wherever_they_stand() {
    let gate = gate(Kind::Sqlite).await;
    let mut owner = browser(&gate, "lin", Role::Owner).await;
    let names = [
        "<script>alert(1)</script>",
        "\u{202e}gnimA\"'><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://evil.example\")",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let person = format!("odd{number}");
        gate.control(&format!("people/{person}"), json!({ "name": name, "en_name": name })).await;
        drop(browser(&gate, &person, Role::Auditor).await);
        let path = path_of(&gate, &person).await;
        for path in [
            "/admin/accounts",
            "/admin/roles",
            &path,
            &format!("{path}/disable"),
            &format!("{}/revoke", path.replace("accounts", "roles")),
        ] {
            let page = seen(&gate, &mut owner, path).await;
            assert!(!page.body.contains("<script>") && !page.body.contains("<img"), "{path}: {}", page.body);
            // Whatever direction a name is written in ends with it.
            if let Some((before, _)) = page.body.split_once('\u{202e}') {
                assert!(
                    before.ends_with("<bdi>")
                        || path.ends_with("/disable")
                        || path.ends_with("/revoke")
                        || before.ends_with("<title>"),
                    "{path}: {before}"
                );
            }
        }
    }
    let page = seen(&gate, &mut owner, "/admin/accounts.csv").await;
    assert!(page.body.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{}", page.body);
    let search = seen(&gate, &mut owner, "/admin/accounts?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!search.body.contains("<script>alert"), "{}", search.body);
    let done = seen(&gate, &mut owner, "/admin/accounts?done=%3Cb%3Eyou%20won%3C/b%3E").await;
    assert!(!done.body.contains("you won"), "{}", done.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_nobody_asked_for_do_nothing() {
    let gate = gate(Kind::Sqlite).await;
    let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
    drop(signed_in(&gate, "zhou").await);
    drop(signed_in(&gate, "chen").await);
    let path = path_of(&gate, "zhou").await;
    let chen = path_of(&gate, "chen").await.rsplit('/').next().unwrap().to_owned();
    let more = [
        ("note", "x"),
        ("account", chen.as_str()),
        ("id", &chen),
        ("role", "owner"),
        ("enabled", "false"),
        ("sub", "ou_other"),
        ("actor", "acc_other"),
        ("open_id", "ou_other"),
    ];
    let done = send(&gate, &mut helper, &format!("{path}/note"), &more).await;
    assert_eq!(done.location(), Some(url(&gate, &format!("{path}?done=noted"))));
    let mut tx = gate.server.app().store.read().await.unwrap();
    let zhou = tx.account_named(&gate.feishu.open_id("zhou")).await.unwrap().unwrap();
    assert!(zhou.account.enabled && zhou.account.sub == gate.feishu.open_id("zhou"));
    assert_eq!(tx.role_of(&zhou.account.id).await.unwrap(), None);
    let chen = tx.account_named(&gate.feishu.open_id("chen")).await.unwrap().unwrap();
    assert_eq!(tx.note_of(&chen.account.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_those_with_more_rights() {
    let gate = gate(Kind::Sqlite).await;
    let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
    let mut owner = browser(&gate, "zhou", Role::Owner).await;
    let path = path_of(&gate, "zhou").await;
    for action in ["disable", "end-sessions", "enable", "note"] {
        let fields = [("reason", "x"), ("note", "x")];
        let page = send(&gate, &mut helper, &format!("{path}/{action}"), &fields).await;
        assert_eq!(page.status, 409, "{action}");
        assert!(page.body.contains("只有权限更高的人"), "{}", page.body);
    }
    seen(&gate, &mut owner, "/admin/accounts").await;
    let own = path_of(&gate, "lin").await + "/disable";
    let page = send(&gate, &mut helper, &own, &[("reason", "x")]).await;
    assert!(page.body.contains("自己的账号"), "{}", page.body);
}
