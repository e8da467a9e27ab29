//! Redeeming a code: once, by the right client, with the right proof, in time.

use crate::harness::by_hand::VERIFIER;
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Kind, Setup, on_each_database};

const OTHER_VERIFIER: &str = "another-verifier-that-is-long-enough-to-be-one";

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

on_each_database! {
    async fn another_client_gets_nothing_and_spoils_nothing(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        for _ in 0..2 {
            assert_eq!(gate.redeem("es256", &code, &[]).await.refusal(), (400, "invalid_grant"));
        }
        let tokens = gate.redeem("app", &code, &[]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(gate.redeem("es256", &code, &[]).await.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 200, "a stranger revokes nothing");
    }

    async fn a_wrong_proof_spends_the_code(kind) {
        let gate = gate(kind).await;
        for (wrong, error) in [
            (("redirect_uri", "http://127.0.0.1:9/other"), "invalid_grant"),
            (("redirect_uri", "http://127.0.0.1:9/callback/"), "invalid_grant"),
            (("redirect_uri", ""), "invalid_request"),
            (("code_verifier", OTHER_VERIFIER), "invalid_grant"),
            (("code_verifier", "short"), "invalid_grant"),
            (("code_verifier", ""), "invalid_grant"),
        ] {
            let code = gate.code("app", "lin").await;
            assert_eq!(gate.redeem("app", &code, &[wrong]).await.refusal(), (400, error), "{wrong:?}");
            let second = gate.redeem("app", &code, &[]).await;
            assert_eq!(second.refusal(), (400, "invalid_grant"), "{wrong:?}");
        }
    }

    async fn a_request_that_is_no_redemption_spends_nothing(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        for (wrong, error) in [
            (("code", ""), "invalid_request"),
            (("code", "unknown"), "invalid_grant"),
            (("grant_type", ""), "invalid_request"),
            (("grant_type", "password"), "unsupported_grant_type"),
            (("grant_type", "client_credentials"), "unauthorized_client"),
            (("scope", "\u{7}"), "invalid_request"),
        ] {
            assert_eq!(gate.redeem("app", &code, &[wrong]).await.refusal(), (400, error), "{wrong:?}");
        }
        let url = format!("{}/oauth2/token", gate.url);
        assert_eq!(gate.http().get(&url).send().await.unwrap().status(), 405);
        let json = gate.http().post(&url).json(&serde_json::json!({ "code": code })).send().await.unwrap();
        assert_eq!(json.status(), 400);
        assert_eq!(gate.redeem("app", &code, &[]).await.status, 200);
    }

    async fn a_public_client_has_only_its_verifier(kind) {
        let gate = gate(kind).await;
        for (verifier, status) in [(VERIFIER, 200), (OTHER_VERIFIER, 400)] {
            let code = gate.code("public", "lin").await;
            let form = [
                ("grant_type", "authorization_code"),
                ("client_id", "public"),
                ("code", &code),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", verifier),
            ];
            let answer = gate.token(None, &form).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(gate.token(None, &form).await.refusal(), (400, "invalid_grant"));
        }
    }
}
