//! What changes about a person from one login to the next, what never does, and who comes first.

use larkgate::store::AccountSearch;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Gate, Setup, on_each_database};

on_each_database! {
    async fn a_profile_is_as_of_the_last_login(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let first = gate.claims_of("lin").await;
        assert_eq!((&first["name"], &first["email"]), (&json!("林小雨"), &json!("lin@example.com")));

        gate.clock.advance(60);
        gate.control("people/lin", json!({ "name": "林大雨", "email": "rain@example.com" })).await;
        let second = gate.claims_of("lin").await;
        assert_eq!((&second["name"], &second["email"]), (&json!("林大雨"), &json!("rain@example.com")));
        assert_eq!(second["sub"], first["sub"]);
        assert!(second["updated_at"].as_i64().unwrap() >= first["updated_at"].as_i64().unwrap() + 60);

        gate.control("people/lin", json!({ "email": "", "enterprise_email": "" })).await;
        let third = gate.claims_of("lin").await;
        assert!(third.get("email").is_none() && third.get("email_verified").is_none(), "{third}");
        assert_eq!((&third["name"], &third["sub"]), (&json!("林大雨"), &first["sub"]));
    }

    async fn a_sub_survives_a_change_of_everything_else(kind) {
        let connector = "allowed_tenants = [\"00aa11bb22cc33dd\", \"dd33cc22bb11aa00\"]";
        let gate = Gate::with(Setup { database: kind, connector, ..Setup::default() }).await;
        let before = gate.claims_of("zhou").await;
        let change = json!({
            "name": "另一个人", "en_name": "Another", "union_id": "on_another", "user_id": "another1",
            "email": "another@example.com", "enterprise_email": "", "mobile": "+8613900000000",
            "employee_no": "E9999", "tenant_key": "dd33cc22bb11aa00", "avatar_has_scheme": false,
        });
        gate.control("people/zhou", change).await;
        let after = gate.claims_of("zhou").await;
        for claim in ["sub", "feishu_open_id"] {
            assert_eq!(after[claim], before[claim]);
        }
        for (claim, value) in [
            ("name", "另一个人"),
            ("email", "another@example.com"),
            ("phone_number", "+8613900000000"),
            ("preferred_username", "another1"),
            ("feishu_union_id", "on_another"),
            ("feishu_user_id", "another1"),
            ("feishu_tenant_key", "dd33cc22bb11aa00"),
        ] {
            assert_eq!(after[claim], value, "{claim}");
        }
        assert_eq!(accounts(&gate).await, 1);
    }

    async fn account_linking_never_by_email_or_phone(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let lin = gate.claims_of("lin").await;
        let twin = json!({
            "name": "林小雨", "email": lin["email"], "mobile": lin["phone_number"],
            "user_id": lin["feishu_user_id"],
        });
        gate.control("people/twin", twin).await;
        let twin = gate.claims_of("twin").await;
        assert_eq!(twin["email"], lin["email"]);
        assert_ne!(twin["sub"], lin["sub"]);
        assert_eq!(accounts(&gate).await, 2);
    }

    async fn eight_first_logins_at_once_make_one_account(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut arrivals = Vec::new();
        for _ in 0..8 {
            let mut browser = gate.browser();
            let page = browser.follow(&gate.ask("app", &[])).await;
            arrivals.push((browser, gate.at_feishu(Some("chen"), &page.feishu_link()).await));
        }
        let mut logins = JoinSet::new();
        for (mut browser, callback) in arrivals {
            logins.spawn(async move { browser.get(&callback).await });
        }
        for back in logins.join_all().await {
            assert!(back.reaches_application(), "{}", back.body);
            let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
            let claims = gate.userinfo(&tokens.text("access_token")).await.json;
            assert_eq!(claims["sub"], Value::from(gate.feishu.open_id("chen")));
        }
        assert_eq!(accounts(&gate).await, 1);
        let audit = gate.audit().await;
        let count = |kind: &str| audit.iter().filter(|row| row.kind == kind).count();
        assert_eq!((count("account.bound"), count("login.succeeded")), (1, 8));
    }
}

async fn accounts(gate: &Gate) -> usize {
    gate.server
        .app()
        .store
        .read()
        .await
        .unwrap()
        .find_accounts(&AccountSearch::default(), None, 100)
        .await
        .unwrap()
        .len()
}
