//! Redeeming a code: once, by the right client, with the right proof, in time.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::harness::by_hand::VERIFIER;
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Kind, Setup, on_each_database};

const OTHER_VERIFIER: &str = "another-verifier-that-is-long-enough-to-be-one";

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

on_each_database! {
    async fn a_code_used_twice_takes_back_what_it_gave(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        assert_eq!(gate.userinfo(&access).await.status, 200);
        assert_eq!(gate.redeem("app", &code, &[]).await.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.userinfo(&access).await.refusal(), (401, "invalid_token"));
        assert_eq!(gate.refresh("app", &refresh, &[]).await.refusal(), (400, "invalid_grant"));
        let audit = gate.audit().await;
        let row = audit.iter().find(|row| row.kind == "code.replayed").unwrap();
        assert_eq!(row.client_id.as_deref(), Some("app"));
    }

    async fn tokens_of_a_refreshed_family_die_with_its_code_too(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        let first = gate.redeem("app", &code, &[]).await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        gate.redeem("app", &code, &[]).await;
        assert_eq!(gate.userinfo(&second.text("access_token")).await.refusal(), (401, "invalid_token"));
        let third = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(third.refusal(), (400, "invalid_grant"));
    }

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

    async fn a_verifier_without_a_challenge_is_a_downgrade(kind) {
        let gate = gate(kind).await;
        let ask = gate.ask("lax", &[("code_challenge", ""), ("code_challenge_method", "")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[]).await.refusal(), (400, "invalid_grant"));
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[("code_verifier", "")]).await.status, 200);
        // A challenge counts even where none is needed.
        let code = gate.code("lax", "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[("code_verifier", "")]).await.refusal(), (400, "invalid_grant"));
        let code = gate.code("lax", "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[]).await.status, 200);
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

    async fn a_code_lapses(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        gate.clock.advance(60);
        assert_eq!(gate.redeem("app", &code, &[]).await.refusal(), (400, "invalid_grant"));
    }

    async fn of_sixteen_redemptions_at_once_one_succeeds(kind) {
        let gate = Arc::new(gate(kind).await);
        let code = gate.code("app", "lin").await;
        let mut redemptions = JoinSet::new();
        for _ in 0..16 {
            let (gate, code) = (Arc::clone(&gate), code.clone());
            redemptions.spawn(async move { gate.redeem("app", &code, &[]).await });
        }
        let (good, bad): (Vec<_>, Vec<_>) =
            redemptions.join_all().await.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(good.len(), 1, "{good:?}");
        for answer in bad {
            assert_eq!(answer.refusal(), (400, "invalid_grant"));
        }
        // Fifteen replays took it back.
        assert_eq!(gate.userinfo(&good[0].text("access_token")).await.refusal(), (401, "invalid_token"));
        assert_eq!(gate.audit().await.iter().filter(|row| row.kind == "code.replayed").count(), 1);
    }
}
