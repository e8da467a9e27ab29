//! What is done in the console is done, said, and written down.

use larkgate::domain::admin::Role;

use super::{browser, gate, is_signed_in, noticed, path_of, seen, send, signed_in, take_away, url};
use crate::harness::{Gate, Kind, on_each_database};

/// The latest audit line of this kind.
async fn line(gate: &Gate, kind: &str) -> larkgate::store::AuditRow {
    let row = gate.audit().await.into_iter().find(|row| row.kind == kind);
    row.unwrap_or_else(|| panic!("no line {kind}"))
}

on_each_database! {
    async fn an_account_is_disabled_and_enabled(kind) {
        let gate = gate(kind).await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
        let path = path_of(&gate, "zhou").await;
        let disable = format!("{path}/disable");
        let page = seen(&gate, &mut helper, &disable).await;
        for text in ["停用周明的账号？", "1 个会话结束，1 个应用的授权"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(is_signed_in(&gate, &mut zhou).await, "a question does nothing");
        let unsaid = send(&gate, &mut helper, &disable, &[("reason", "  ")]).await;
        assert_eq!(unsaid.status, 400);
        assert!(unsaid.body.contains("原因：不能为空"), "{}", unsaid.body);
        assert!(is_signed_in(&gate, &mut zhou).await, "without a reason nothing is done");
        let done = send(&gate, &mut helper, &disable, &[("reason", "电脑丢失")]).await;
        assert_eq!(done.location(), Some(url(&gate, &format!("{path}?done=disabled"))));
        let page = noticed(&mut helper, &done, "账号已停用").await;
        assert!(page.body.contains("已停用</span>") && page.body.contains("电脑丢失"), "{}", page.body);
        assert!(page.body.contains("enabled → disabled") && page.body.contains("林小雨"), "{}", page.body);
        assert!(!is_signed_in(&gate, &mut zhou).await);
        let row = line(&gate, "account.disabled").await;
        assert_eq!(row.reason.as_deref(), Some("电脑丢失"));
        assert_eq!((row.address.as_deref(), row.reference.map(|text| text.len())), (Some("127.0.0.1"), Some(9)));
        let done = send(&gate, &mut helper, &format!("{path}/enable"), &[]).await;
        noticed(&mut helper, &done, "账号已恢复").await;
        gate.code_for(&mut zhou, &gate.ask("app", &[]), "zhou").await;
        send(&gate, &mut helper, &disable, &[("reason", "x")]).await;
        gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "zhou").await;
        let page = seen(&gate, &mut helper, &path).await;
        assert!(page.body.contains("账号已停用</bdi>") && !page.body.contains("account_disabled"), "{}", page.body);
    }

    async fn one_session_is_ended_or_all(kind) {
        let gate = gate(kind).await;
        let (mut first, mut second) = (signed_in(&gate, "zhou").await, signed_in(&gate, "zhou").await);
        let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
        let path = path_of(&gate, "zhou").await;
        let page = seen(&gate, &mut helper, &path).await;
        let session = page.body.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        // Another account has no such session.
        let foreign = path_of(&gate, "lin").await + "/end-session";
        assert_eq!(send(&gate, &mut helper, &foreign, &[("session", &session)]).await.status, 404);
        let end = format!("{path}/end-session");
        let done = send(&gate, &mut helper, &end, &[("session", &session)]).await;
        noticed(&mut helper, &done, "会话已结束。").await;
        let left = [is_signed_in(&gate, &mut first).await, is_signed_in(&gate, &mut second).await];
        assert_eq!(left.iter().filter(|is| **is).count(), 1);
        assert!(line(&gate, "account.sessions_ended").await.change.unwrap().contains(&session));
        let done = send(&gate, &mut helper, &format!("{path}/end-sessions"), &[("reason", "x")]).await;
        noticed(&mut helper, &done, "会话已全部结束").await;
        assert!(!is_signed_in(&gate, &mut first).await && !is_signed_in(&gate, &mut second).await);
    }

    async fn a_note_is_kept_as_it_was_written(kind) {
        let gate = gate(kind).await;
        drop(signed_in(&gate, "zhou").await);
        let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
        let path = path_of(&gate, "zhou").await;
        let note = "常驻上海\r\n<b>VIP</b>";
        let done = send(&gate, &mut helper, &format!("{path}/note"), &[("note", note)]).await;
        let page = noticed(&mut helper, &done, "备注已保存。").await;
        assert!(page.body.contains("常驻上海\n&#60;b&#62;VIP&#60;/b&#62;</textarea>"), "{}", page.body);
        let long = send(&gate, &mut helper, &format!("{path}/note"), &[("note", &"字".repeat(1001))]).await;
        assert_eq!(long.status, 400);
        assert!(long.body.contains("备注：最多 1000 个字"), "{}", long.body);
    }

    async fn roles_are_granted_and_revoked(kind) {
        let gate = gate(kind).await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        let open_id = gate.feishu.open_id("zhou");
        let fields = [("account", open_id.as_str()), ("role", "auditor")];
        let done = send(&gate, &mut owner, "/admin/roles", &fields).await;
        let page = noticed(&mut owner, &done, "角色已授予。").await;
        assert!(page.body.contains("周明") && page.body.contains("审计员"), "{}", page.body);
        seen(&gate, &mut zhou, "/admin/roles").await;
        for (account, role, status) in [("nobody", "auditor", 404), (open_id.as_str(), "root", 400)] {
            let page = send(&gate, &mut owner, "/admin/roles", &[("account", account), ("role", role)]).await;
            assert_eq!(page.status, status, "{account} {role}");
        }
        let own = gate.feishu.open_id("lin");
        let page = send(&gate, &mut owner, "/admin/roles", &[("account", &own), ("role", "auditor")]).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("不能更改自己的角色"), "{}", page.body);
    }

    async fn a_token_is_shown_once_and_revoked(kind) {
        let gate = gate(kind).await;
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        let fields = [("name", "夜间同步"), ("role", "auditor"), ("days", "30")];
        let page = send(&gate, &mut owner, "/admin/tokens", &fields).await;
        let value = page.body.split("lgat_").nth(1).unwrap().split('<').next().unwrap();
        let value = format!("lgat_{value}");
        let asked = || gate.http().get(url(&gate, "/admin/api/v1/accounts")).bearer_auth(&value).send();
        assert_eq!(asked().await.unwrap().status(), 200);
        let list = seen(&gate, &mut owner, "/admin/tokens").await;
        assert!(list.body.contains("夜间同步") && !list.body.contains(&value), "{}", list.body);
        let revoke = list.links().into_iter().find(|href| href.ends_with("/revoke")).unwrap();
        let question = seen(&gate, &mut owner, &revoke).await;
        assert!(question.body.contains("作废令牌“夜间同步”？"), "{}", question.body);
        let done = take_away(&gate, &mut owner, &revoke).await;
        noticed(&mut owner, &done, "令牌已作废。").await;
        assert_eq!(asked().await.unwrap().status(), 401);
        for days in ["0", "367", "-1", "x", "99999999999999999999"] {
            let fields = [("name", "x"), ("role", "auditor"), ("days", days)];
            let page = send(&gate, &mut owner, "/admin/tokens", &fields).await;
            assert_eq!(page.status, 400, "{days}");
            assert!(page.body.contains("有效期：应为 1 到 366 天"), "{}", page.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_refused_is_not_offered() {
    let gate = gate(Kind::Sqlite).await;
    drop(signed_in(&gate, "zhou").await);
    drop(browser(&gate, "chen", Role::Owner).await);
    drop(browser(&gate, "wang", Role::Helpdesk).await);
    let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
    for (person, offered) in [
        ("zhou", &["disable", "end-sessions", "end-session", "note"][..]),
        ("lin", &["end-sessions", "end-session", "note"]),
        ("chen", &[]),
        ("wang", &[]),
    ] {
        let path = path_of(&gate, person).await;
        let page = seen(&gate, &mut helper, &path).await;
        for action in ["disable", "end-sessions", "end-session", "note", "unbind", "rebind"] {
            let is_there = page.body.contains(&format!("\"{path}/{action}\""));
            assert_eq!(is_there, offered.contains(&action), "{person} {action}: {}", page.body);
        }
        for question in ["disable", "end-sessions"] {
            let asked = helper.get(&url(&gate, &format!("{path}/{question}"))).await;
            assert_eq!(
                asked.status == 200,
                offered.contains(&question),
                "{person} {question}: {}",
                asked.status
            );
        }
        let noted = send(&gate, &mut helper, &format!("{path}/note"), &[("note", "x")]).await;
        assert_eq!(noted.status == 303, offered.contains(&"note"), "{person}: {}", noted.status);
    }
}
