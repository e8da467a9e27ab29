//! Refresh tokens: good once each, never for more than was granted, and gone with their family.

use crate::harness::by_hand::{jwt, names};
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

on_each_database! {
    async fn each_refresh_makes_the_next(kind) {
        let gate = gate(kind).await;
        let mut tokens = gate.tokens("app", "lin").await;
        let (_, first) = jwt(&tokens.text("id_token"));
        for _ in 0..3 {
            gate.clock.advance(60);
            let next = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
            assert_eq!(next.status, 200, "{next:?}");
            assert_eq!(next.json["scope"], tokens.json["scope"]);
            assert_ne!(next.json["refresh_token"], tokens.json["refresh_token"]);
            assert_eq!(gate.userinfo(&next.text("access_token")).await.json["name"], "林小雨");
            let (_, claims) = jwt(&next.text("id_token"));
            for claim in ["iss", "sub", "aud", "auth_time", "sid"] {
                assert_eq!(claims[claim], first[claim], "{claim}");
            }
            assert!(claims["iat"].as_i64().unwrap() >= first["iat"].as_i64().unwrap() + 60);
            assert!(claims.get("nonce").is_none(), "the nonce belongs to the first: {claims}");
            tokens = next;
        }
    }

    async fn a_refresh_token_used_twice_ends_its_family(kind) {
        let gate = gate(kind).await;
        let first = gate.tokens("app", "lin").await;
        let other = gate.tokens("app", "lin").await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        gate.clock.advance(11);
        let replay = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        assert_eq!(replay.refusal(), (400, "invalid_grant"));
        let third = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(third.refusal(), (400, "invalid_grant"));
        for tokens in [&first, &second] {
            let info = gate.userinfo(&tokens.text("access_token")).await;
            assert_eq!(info.refusal(), (401, "invalid_token"));
        }
        assert_eq!(gate.userinfo(&other.text("access_token")).await.status, 200, "another sign-in goes on");
        assert_eq!(gate.audit().await.iter().filter(|row| row.kind == "refresh_token.replayed").count(), 1);
    }

    async fn another_client_cannot_use_or_spoil_it(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        let refresh = tokens.text("refresh_token");
        assert_eq!(gate.refresh("es256", &refresh, &[]).await.refusal(), (400, "invalid_grant"));
        let next = gate.refresh("app", &refresh, &[]).await;
        assert_eq!(next.status, 200, "{next:?}");
        assert_eq!(gate.refresh("es256", &refresh, &[]).await.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.userinfo(&next.text("access_token")).await.status, 200);
    }

    async fn the_scope_may_be_narrowed_for_once(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        let narrow = gate.refresh("app", &tokens.text("refresh_token"), &[("scope", "openid email")]).await;
        assert_eq!((narrow.status, narrow.text("scope").as_str()), (200, "openid email"));
        let claims = gate.userinfo(&narrow.text("access_token")).await.json;
        assert_eq!(names(&claims), ["email", "email_verified", "sub"]);

        let without = gate.refresh("app", &narrow.text("refresh_token"), &[("scope", "email")]).await;
        assert_eq!((without.status, without.json.get("id_token")), (200, None), "no openid, no ID token");
        let info = gate.userinfo(&without.text("access_token")).await;
        assert_eq!(info.refusal(), (403, "insufficient_scope"));

        let whole = gate.refresh("app", &without.text("refresh_token"), &[]).await;
        assert_eq!(whole.json["scope"], tokens.json["scope"]);
    }

    async fn the_scope_is_never_widened_and_asking_spends_nothing(kind) {
        let gate = gate(kind).await;
        let ask = gate.ask("app", &[("scope", "openid offline_access")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        for scope in ["openid email", "profile", "unheard-of", "open\"id"] {
            let answer = gate.refresh("app", &tokens.text("refresh_token"), &[("scope", scope)]).await;
            assert_eq!(answer.refusal(), (400, "invalid_scope"), "{scope}");
        }
        let next = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!((next.status, next.text("scope").as_str()), (200, "openid offline_access"));
    }

    async fn without_offline_access_there_is_none(kind) {
        let gate = gate(kind).await;
        let ask = gate.ask("app", &[("scope", "openid profile")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        assert_eq!((tokens.status, tokens.json.get("refresh_token")), (200, None));
    }

    async fn it_lapses(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        gate.clock.advance(29 * 24 * 60 * 60);
        let next = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(next.status, 200, "{next:?}");
        gate.clock.advance(30 * 24 * 60 * 60);
        let late = gate.refresh("app", &next.text("refresh_token"), &[]).await;
        assert_eq!(late.refusal(), (400, "invalid_grant"));
        for wrong in ["unknown", &tokens.text("access_token")] {
            assert_eq!(gate.refresh("app", wrong, &[]).await.refusal(), (400, "invalid_grant"));
        }
        assert_eq!(gate.refresh("app", "", &[("refresh_token", "")]).await.refusal(), (400, "invalid_request"));
    }

    async fn the_grace_ends_when_the_successor_is_used(kind) {
        let gate = gate(kind).await;
        let first = gate.tokens("app", "lin").await.text("refresh_token");
        let second = gate.refresh("app", &first, &[]).await;
        assert_eq!(gate.refresh("app", &first, &[]).await.json, second.json, "the same answer within the grace");
        let third = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(third.status, 200, "{third:?}");
        assert_eq!(gate.refresh("app", &first, &[]).await.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.refresh("app", &third.text("refresh_token"), &[]).await.refusal(), (400, "invalid_grant"));
    }
}
