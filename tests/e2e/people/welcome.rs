//! People who may sign in, and what applications learn of them.

use serde_json::{Value, json};

use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// What the simulator knows of `slug`.
async fn known(gate: &Gate, slug: &str) -> Value {
    let people = gate.observe("people").await;
    people["people"].as_array().unwrap().iter().find(|person| person["slug"] == slug).unwrap().clone()
}

/// No claim may be empty, null, or there without its value.
fn nothing_is_empty(claims: &Value) {
    for (name, value) in claims.as_object().unwrap() {
        assert!(!value.is_null() && value != "", "{name} is empty: {claims}");
    }
}

on_each_database! {
    async fn ordinary_people_are_who_feishu_says(kind) {
        let gate = gate(kind).await;
        for slug in ["lin", "zhou", "wang", "chen", "markup"] {
            let (claims, person) = (gate.claims_of(slug).await, known(&gate, slug).await);
            nothing_is_empty(&claims);
            for (claim, field) in [
                ("sub", "open_id"),
                ("name", "name"),
                ("nickname", "en_name"),
                ("preferred_username", "user_id"),
                ("email", "email"),
                ("phone_number", "mobile"),
                ("feishu_open_id", "open_id"),
                ("feishu_union_id", "union_id"),
                ("feishu_user_id", "user_id"),
                ("feishu_tenant_key", "tenant_key"),
            ] {
                assert_eq!(claims[claim], person[field], "{slug}: {claim}");
            }
            for claim in ["email_verified", "phone_number_verified"] {
                assert_eq!(claims[claim], false, "{slug}: {claim}");
            }
            assert!(claims["picture"].as_str().unwrap().starts_with("http"), "{claims}");
            assert!(claims["updated_at"].is_i64(), "{claims}");
        }
    }

    async fn whoever_has_no_email_has_no_email_claim(kind) {
        let gate = gate(kind).await;
        let claims = gate.claims_of("no-email").await;
        assert_eq!(claims["name"], "赵静");
        assert!(claims.get("email").is_none() && claims.get("email_verified").is_none(), "{claims}");
        nothing_is_empty(&claims);
    }

    async fn permissions_that_the_app_lacks_are_claims_that_are_missing(kind) {
        let gate = gate(kind).await;
        for missing in ["absent", "empty"] {
            let granted = ["auth:user.id:read", "tenant:tenant:readonly"];
            gate.control("permissions", json!({ "granted": granted, "missing_fields": missing })).await;
            let claims = gate.claims_of("wang").await;
            for claim in [
                "email", "email_verified", "phone_number", "phone_number_verified", "preferred_username",
                "feishu_user_id",
            ] {
                assert!(claims.get(claim).is_none(), "{missing} {claim}: {claims}");
            }
            assert_eq!(claims["name"], "王芳");
            assert_eq!(claims["sub"], Value::from(gate.feishu.open_id("wang")));
            nothing_is_empty(&claims);
        }
    }

    async fn without_the_permission_to_know_the_tenant_nobody_enters(kind) {
        let gate = gate(kind).await;
        gate.control("permissions", json!({ "granted": ["auth:user.id:read"] })).await;
        let mut browser = gate.browser();
        let failed = gate.sign_in(&mut browser, &gate.ask("app", &[]), "lin").await;
        assert_eq!(failed.status, 502, "{}", failed.body);
        assert_eq!(gate.refusal(&failed).await.reason.as_deref(), Some("misconfigured (99991672)"));
        gate.control("permissions", json!({ "granted": ["tenant:tenant:readonly"] })).await;
        assert!(gate.try_again(&mut browser, &failed, "lin").await.reaches_application());
    }
}
