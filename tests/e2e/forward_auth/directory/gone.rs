//! Somebody has left, or is suspended: they are out of everything within the hour.

use super::*;
use crate::harness::on_each_database;

on_each_database! {
    async fn whoever_has_left_is_out_everywhere(kind) {
        for status in ["resigned", "frozen", "exited", "unjoin"] {
            let front = front(kind, "rules = [{ effect = \"allow\" }]").await;
            let gate = &front.gate;
            let (mut browser, cookies) = entered(&front, "lin").await;
            let tokens = gate.tokens("app", "lin").await;
            let (_browser, other) = entered(&front, "wang").await;
            change(gate, "lin", json!({ "status": status })).await;
            gate.clock.advance(HOUR);
            until("it is noticed", async || asked(&front, &cookies).await == 401).await;
            let refreshed = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
            assert_eq!(refreshed.refusal(), (400, "invalid_grant"), "{status}");
            assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 401, "{status}");
            let page = browser.get(&format!("{}/account", gate.url)).await;
            assert!(page.location().is_some_and(|to| to.contains("/login/")), "{status}: {page:?}");
            let expected = if status == "unjoin" { "not_active" } else { status };
            assert_eq!(gone(gate).await, [expected]);
            assert_eq!(asked(&front, &other).await, 200, "{status}: others stay");
            assert!(account(gate, "lin").await.account.enabled, "{status}: who comes back can sign in");
        }
    }

    async fn whoever_has_only_an_offline_grant_is_out_too(kind) {
        let gate = Gate::with(Setup { database: kind, connector: "directory = true", ..Setup::default() }).await;
        let tokens = gate.tokens("app", "lin").await;
        // The session has lapsed; the grant has not.
        gate.clock.advance(13 * HOUR);
        until("Lin is asked about", async || looks(&gate).await > 1).await;
        change(&gate, "lin", json!({ "status": "resigned" })).await;
        gate.clock.advance(HOUR);
        until("it is noticed", async || !gone(&gate).await.is_empty()).await;
        let refreshed = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(refreshed.refusal(), (400, "invalid_grant"));
    }

    async fn whoever_is_suspended_while_they_sign_in_does_not_get_in(kind) {
        let front = front(kind, "rules = [{ effect = \"allow\" }]").await;
        let gate = &front.gate;
        let (_browser, cookies) = entered(&front, "lin").await;
        let before = looks(gate).await;
        // The simulator answers as things are when the wait is over.
        gate.control("faults", json!({ "path": format!("{CONTACT}/users/"), "kind": "hold" })).await;
        let mut browser = gate.browser();
        let ask = gate.ask("app", &[]);
        let suspended = async {
            until("user_info has been read", async || gate.calls("/open-apis/authen/v1/user_info").await == 2).await;
            change(gate, "lin", json!({ "status": "frozen" })).await;
            gate.heal().await;
        };
        let (back, ()) = tokio::join!(gate.sign_in(&mut browser, &ask, "lin"), suspended);
        assert_eq!(back.status, 403, "{}", back.body);
        let refusal = gate.refusal(&back).await;
        assert_eq!(refusal.reason.as_deref(), Some("frozen (directory)"));
        assert_eq!(refusal.identity, Some(format!("feishu:{}", gate.feishu.open_id("lin"))));
        // Without waiting for the hour to end.
        until("the other session ends", async || asked(&front, &cookies).await == 401).await;
        assert_eq!((gone(gate).await, looks(gate).await), (vec!["frozen".to_owned()], before + 2));
    }
}
