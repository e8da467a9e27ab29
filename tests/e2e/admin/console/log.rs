//! The audit log and the keys in the console.

use larkgate::domain::admin::Role;
use serde_json::json;

use super::{browser, gate, noticed, path_of, seen, send, signed_in, url};
use crate::harness::{Kind, on_each_database};

on_each_database! {
    async fn who_did_what_is_found_and_followed(kind) {
        let gate = gate(kind).await;
        // So that today is one day.
        gate.clock.stop();
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        drop(signed_in(&gate, "zhou").await);
        let zhou = path_of(&gate, "zhou").await;
        send(&gate, &mut owner, &format!("{zhou}/disable"), &[("reason", "电脑丢失")]).await;
        let page = seen(&gate, &mut owner, "/admin/audit?kind=account.disabled").await;
        for text in ["停用账号</td>", "电脑丢失", &format!("href=\"{zhou}\""), "林小雨", "<bdi>enabled</bdi> → <bdi>disabled</bdi>", "127.0.0.1"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        let of_zhou = seen(&gate, &mut owner, &format!("/admin/audit?account={}", gate.feishu.open_id("zhou"))).await;
        assert_eq!(of_zhou.body.matches("<details><summary>").count(), 3, "bound, signed in, disabled");
        // Every line of the request, by a link on it.
        let link = page.links().into_iter().find(|href| href.contains("reference=")).unwrap();
        assert_eq!(seen(&gate, &mut owner, &link).await.body.matches("<details><summary>").count(), 1);
        let none = seen(&gate, &mut owner, "/admin/audit?address=203.0.113.1").await;
        assert!(none.body.contains("没有符合条件的记录"));
        // Days are the reader's, and the last one counts.
        let now = gate.server.app().now().rfc3339();
        let today = now.split('T').next().unwrap();
        let today = seen(&gate, &mut owner, &format!("/admin/audit?from={today}&until={today}&lang=en")).await;
        assert!(today.body.contains("Account disabled</td>"), "{}", today.body);
        assert!(seen(&gate, &mut owner, "/admin/audit?until=2020-01-01").await.body.contains("No line matches"));
        let wrong = owner.get(&url(&gate, "/admin/audit?from=yesterday")).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains("must be a day"), "{}", wrong.body);
        let account = seen(&gate, &mut owner, &zhou).await;
        assert!(account.links().iter().any(|href| href.starts_with("/admin/audit?account=acc_")));
    }

    async fn lines_are_read_page_by_page_and_taken_away(kind) {
        let gate = gate(kind).await;
        let mut owner = browser(&gate, "lin", Role::Auditor).await;
        let mut tx = gate.server.app().store.write().await.unwrap();
        for number in 0..120 {
            let mut event = larkgate::domain::audit::AuditEvent::new(gate.server.app().now(), larkgate::domain::audit::EventKind::LoggedOut);
            event.reason = Some(format!("=ses_{number}"));
            tx.append_audit(&event).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (mut all, mut path) = (0, "/admin/audit?kind=logout".to_owned());
        loop {
            let page = seen(&gate, &mut owner, &path).await;
            all += page.body.matches("<details><summary>").count();
            match page.links().into_iter().find(|href| href.contains("after=") && !href.contains("lang=")) {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(all, 120);
        let file = seen(&gate, &mut owner, "/admin/audit.csv?kind=logout").await;
        assert_eq!(file.body.lines().count(), 121);
        assert!(file.body.contains("\"'=ses_7\""));
        let file = seen(&gate, &mut owner, "/admin/audit.jsonl?kind=logout").await;
        assert_eq!(file.body.lines().count(), 120);
        let told: Vec<_> = gate.audit().await.into_iter().filter(|row| row.kind == "audit.exported").collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[1].reason.as_deref(), Some("csv kind=logout"));
    }

    async fn keys_are_rotated_and_retired_with_a_reason(kind) {
        let gate = gate(kind).await;
        let mut owner = browser(&gate, "lin", Role::Owner).await;
        let list = seen(&gate, &mut owner, "/admin/keys").await;
        assert_eq!(list.body.matches("签名中").count(), 3, "{}", list.body);
        assert!(list.body.contains("90 天"), "{}", list.body);
        let retire = list.links().into_iter().find(|href| href.ends_with("/retire")).unwrap();
        assert!(seen(&gate, &mut owner, &retire).await.body.contains("立即失效"));
        let refused = send(&gate, &mut owner, &retire, &[("reason", "泄露")]).await;
        assert!(refused.status == 409 && refused.body.contains("请先轮换"), "{}", refused.body);
        assert!(seen(&gate, &mut owner, "/admin/rotate-keys").await.body.contains("2 小时"));
        let done = send(&gate, &mut owner, "/admin/rotate-keys", &[("reason", "")]).await;
        let list = noticed(&mut owner, &done, "新的签名密钥已公布").await;
        assert_eq!(list.body.matches("待启用").count(), 3);
        assert!(!list.links().iter().any(|href| href.contains("rotate-keys")), "once is enough");
        owner.plant("larkgate-minutes-ahead", "480");
        let ahead = owner.get(&url(&gate, "/admin/rotate-keys")).await;
        assert!(ahead.status == 409 && ahead.body.contains(" UTC+8 才开始签名"), "{}", ahead.body);
        assert!(ahead.links().iter().filter(|href| *href == "/admin/keys").count() == 2, "the way back: {}", ahead.body);
        let unsaid = send(&gate, &mut owner, &retire, &[("reason", " ")]).await;
        assert_eq!(unsaid.status, 400, "{}", unsaid.body);
        let done = send(&gate, &mut owner, &retire, &[("reason", "泄露")]).await;
        let list = noticed(&mut owner, &done, "签名密钥已停用。").await;
        assert_eq!((list.body.matches("待启用").count(), list.body.matches("<span class=\"state off\">已停用").count()), (2, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lines_say_is_text() {
    let gate = gate(Kind::Sqlite).await;
    gate.control("people/odd", json!({ "name": "<script>alert(1)</script>" })).await;
    drop(signed_in(&gate, "odd").await);
    let mut owner = browser(&gate, "lin", Role::Owner).await;
    let odd = path_of(&gate, "odd").await;
    send(&gate, &mut owner, &format!("{odd}/note"), &[("note", "<img src=x onerror=alert(1)>")]).await;
    for path in ["/admin/audit", "/admin/audit?account=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"] {
        let page = seen(&gate, &mut owner, path).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{path}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_says_what_feishu_answered_and_what_to_do() {
    let gate = gate(Kind::Sqlite).await;
    let mut owner = browser(&gate, "lin", Role::Admin).await;
    let page = seen(&gate, &mut owner, "/admin/system").await;
    for text in ["SQLite 3.", "connectors.feishu.app_secret</code></th><td>•••", "向飞书申请一次应用凭证"]
    {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains(&gate.feishu.app_secret));
    let check = "/admin/system/connectors/feishu/check";
    let page = send(&gate, &mut owner, check, &[]).await;
    assert!(page.body.contains("飞书接受了这组凭证"), "{}", page.body);
    gate.control("app", json!({ "app_secret": "rotated-at-feishu" })).await;
    gate.clock.advance(11);
    let page = send(&gate, &mut owner, check, &[]).await;
    assert!(
        page.body.contains("code 10014") && page.body.contains("核对 App ID 和 App Secret"),
        "{}",
        page.body
    );
}
