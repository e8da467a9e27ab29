//! An account is unbound from an identity, and bound to another; its `sub` stays.

use larkgate::domain::admin::Role;

use super::{browser, gate, is_signed_in, noticed, path_of, seen, send, signed_in};
use crate::harness::on_each_database;

on_each_database! {
    async fn whoever_is_unbound_is_refused_until_bound_again(kind) {
        let gate = gate(kind).await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let mut owner = browser(&gate, "lin", Role::Admin).await;
        let path = path_of(&gate, "zhou").await;
        assert!(seen(&gate, &mut owner, &format!("{path}/unbind")).await.body.contains("解绑周明的身份？"));
        let done = send(&gate, &mut owner, &format!("{path}/unbind"), &[("reason", "换了账号")]).await;
        let page = noticed(&mut owner, &done, "身份已解绑").await;
        assert!(page.body.contains("没有绑定身份，无法登录。"), "{}", page.body);
        assert!(!is_signed_in(&gate, &mut zhou).await);
        let refused = gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "zhou").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("你的身份已与账号解绑"), "{}", refused.body);
        assert_eq!(gate.refusal(&refused).await.reason.as_deref(), Some("identity_unbound"));
        // It is still there to be found, and there is nothing more to unbind.
        assert!(seen(&gate, &mut owner, "/admin/accounts?q=%E5%91%A8").await.body.contains("周明"));
        let again = send(&gate, &mut owner, &format!("{path}/unbind"), &[("reason", "x")]).await;
        assert_eq!(again.status, 409);
        let open_id = gate.feishu.open_id("zhou");
        let fields = [("reason", "恢复"), ("open_id", open_id.as_str())];
        let done = send(&gate, &mut owner, &format!("{path}/rebind"), &fields).await;
        noticed(&mut owner, &done, "已绑定到新的身份").await;
        assert_eq!(gate.claims_of("zhou").await["sub"], open_id);
    }

    async fn another_identity_takes_the_account_over_and_the_sub_stays(kind) {
        let gate = gate(kind).await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let mut admin = browser(&gate, "lin", Role::Admin).await;
        let path = path_of(&gate, "zhou").await;
        let (sub, open_id) = (gate.feishu.open_id("zhou"), gate.feishu.open_id("chen"));
        let fields = [("reason", "换了飞书账号"), ("open_id", open_id.as_str())];
        let done = send(&gate, &mut admin, &format!("{path}/rebind"), &fields).await;
        noticed(&mut admin, &done, "已绑定到新的身份").await;
        assert!(!is_signed_in(&gate, &mut zhou).await);
        let claims = gate.claims_of("chen").await;
        assert_eq!((claims["sub"].as_str(), claims["name"].as_str()), (Some(sub.as_str()), Some("陈伟")));
        let page = seen(&gate, &mut admin, &path).await;
        assert!(page.body.contains(&format!("feishu:{sub} → feishu:{open_id}")), "{}", page.body);
        // Whoever had it before is nobody now, and gets no other account by the same sub.
        let refused = gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "zhou").await;
        assert_eq!(refused.status, 403);
    }

    async fn nobody_loses_an_account_unawares(kind) {
        let gate = gate(kind).await;
        let mut chen = signed_in(&gate, "chen").await;
        let mut zhou = signed_in(&gate, "zhou").await;
        let mut admin = browser(&gate, "lin", Role::Admin).await;
        let (path, own) = (path_of(&gate, "zhou").await, path_of(&gate, "lin").await);
        let (taken, free) = (gate.feishu.open_id("chen"), gate.feishu.open_id("wang"));
        for (path, open_id, status, says) in [
            (&path, taken.as_str(), 409, "这个身份已绑定账号"),
            (&path, "", 400, "open_id：应为 open_id，如 ou_1234"),
            (&path, "ou with space", 400, "open_id：应为 open_id，如 ou_1234"),
            (&own, &free, 409, "自己的账号"),
        ] {
            let fields = [("reason", "x"), ("open_id", open_id)];
            let page = send(&gate, &mut admin, &format!("{path}/rebind"), &fields).await;
            assert_eq!(page.status, status, "{open_id}: {}", page.body);
            assert!(page.body.contains(says), "{}", page.body);
        }
        assert!(is_signed_in(&gate, &mut chen).await && is_signed_in(&gate, &mut zhou).await);
        assert!(!gate.audit().await.iter().any(|row| row.kind == "account.rebound"));
    }
}
