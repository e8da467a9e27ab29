//! What stands in the tokens and at userinfo: exactly this, for each scope.

use serde_json::{Value, json};

use crate::harness::by_hand::{jwt, names};
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// Seconds from `iat` to `exp`.
fn lifetime(claims: &Value) -> i64 {
    claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
}

on_each_database! {
    async fn an_id_token_says_who_signed_in_and_no_more(kind) {
        let gate = gate(kind).await;
        for (client, algorithm, at_hash) in
            [("app", "RS256", true), ("es256", "ES256", true), ("eddsa", "EdDSA", false)]
        {
            let tokens = gate.tokens(client, "lin").await;
            let (header, claims) = jwt(&tokens.text("id_token"));
            assert_eq!(names(&header), ["alg", "kid", "typ"]);
            assert_eq!((&header["alg"], &header["typ"]), (&json!(algorithm), &json!("JWT")));
            let mut expected = vec!["aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"];
            if at_hash {
                expected.insert(0, "at_hash");
            }
            assert_eq!(names(&claims), expected);
            assert_eq!(claims["iss"], Value::from(gate.url.as_str()));
            assert_eq!(claims["aud"], client);
            assert_eq!(claims["nonce"], "a-nonce");
            assert_eq!(claims["sub"], Value::from(gate.feishu.open_id("lin")));
            assert_eq!(lifetime(&claims), 600);
        }
    }

    async fn an_access_token_is_one_and_says_so(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        let (header, claims) = jwt(&tokens.text("access_token"));
        assert_eq!(header["typ"], "at+jwt");
        let expected = ["aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sid", "sub"];
        assert_eq!(names(&claims), expected);
        assert_eq!(claims["aud"], json!([gate.url]));
        assert_eq!((&claims["client_id"], &claims["scope"]), (&json!("app"), &tokens.json["scope"]));
        assert_eq!((lifetime(&claims), &tokens.json["expires_in"]), (600, &json!(600)));
        let (_, id) = jwt(&tokens.text("id_token"));
        assert_eq!((&claims["sid"], &claims["auth_time"]), (&id["sid"], &id["auth_time"]));
        let (_, another) = jwt(&gate.tokens("app", "lin").await.text("access_token"));
        assert_ne!(claims["jti"], another["jti"]);
    }

    async fn each_scope_opens_its_claims_and_no_other(kind) {
        let gate = gate(kind).await;
        for (scope, granted, claims) in [
            ("openid", "openid", &["sub"][..]),
            ("openid unheard-of openid", "openid", &["sub"]),
            ("email openid", "openid email", &["email", "email_verified", "sub"]),
            ("openid phone", "openid phone", &["phone_number", "phone_number_verified", "sub"]),
            (
                "openid profile",
                "openid profile",
                &["name", "nickname", "picture", "preferred_username", "sub", "updated_at"],
            ),
            (
                "openid feishu",
                "openid feishu",
                &["feishu_open_id", "feishu_tenant_key", "feishu_union_id", "feishu_user_id", "sub"],
            ),
        ] {
            let ask = gate.ask("app", &[("scope", scope)]);
            let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
            let tokens = gate.redeem("app", &code, &[]).await;
            assert_eq!(tokens.text("scope"), granted);
            let info = gate.userinfo(&tokens.text("access_token")).await;
            assert_eq!(names(&info.json), claims, "{scope}");
        }
    }

    async fn groups_and_departments_are_told_where_the_directory_is_read(kind) {
        let departments = ["engineering", "platform"].map(simulator::Simulator::open_department_id);
        for (connector, claims) in [
            ("", &["sub"][..]),
            ("directory = true", &["departments", "groups", "sub"]),
        ] {
            let gate = Gate::with(Setup { database: kind, connector, ..Setup::default() }).await;
            let ask = gate.ask("app", &[("scope", "openid groups")]);
            let code = gate.code_for(&mut gate.browser(), &ask, "chen").await;
            let tokens = gate.redeem("app", &code, &[]).await;
            assert_eq!(tokens.text("scope"), "openid groups");
            let info = gate.userinfo(&tokens.text("access_token")).await.json;
            assert_eq!(names(&info), claims, "{connector}");
            if claims.len() > 1 {
                let told: Vec<_> = info["departments"].as_array().unwrap().iter().collect();
                assert!(told.len() == 2 && departments.iter().all(|id| told.iter().any(|told| *told == id)), "{info}");
                assert_eq!(info["groups"], serde_json::json!(["g2b3c4d5", "g3c4d5e6"]));
            }
        }
    }
}
