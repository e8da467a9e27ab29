//! Codes and their proofs.

use crate::harness::by_hand::{VERIFIER, changed};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Gate, Kind, Setup, on_each_database};

const OTHER_VERIFIER: &str = "another-verifier-that-is-long-enough-to-be-one";

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

on_each_database! {
    async fn code_matrix_wrong_client_expired_used_wrong_redirect_uri(kind) {
        let gate = gate(kind).await;
        // Each flaw alone: the client, seconds that pass, uses before, and what the form says.
        for (client, seconds, uses, change) in [
            ("es256", 0, 0, ("", "")),
            ("app", 60, 0, ("", "")),
            ("app", 0, 1, ("", "")),
            ("app", 0, 0, ("redirect_uri", "http://127.0.0.1:9/other")),
            ("app", 0, 0, ("code_verifier", OTHER_VERIFIER)),
            ("app", 0, 0, ("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ] {
            let code = gate.code("app", "lin").await;
            for _ in 0..uses {
                assert_eq!(gate.redeem("app", &code, &[]).await.status, 200);
            }
            gate.clock.advance(seconds);
            let answer = gate.redeem(client, &code, &[change]).await;
            assert_eq!(answer.refusal(), (400, "invalid_grant"), "{client} {seconds} {uses} {change:?}");
        }
        // None: so it was each of them.
        gate.clock.stop();
        let code = gate.code("app", "lin").await;
        gate.clock.advance(50);
        assert_eq!(gate.redeem("app", &code, &[]).await.status, 200);
    }

    async fn code_replay_revokes_the_family(kind) {
        let gate = gate(kind).await;
        let other = gate.tokens("app", "lin").await;
        let code = gate.code("app", "lin").await;
        let first = gate.redeem("app", &code, &[]).await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        assert_eq!(second.status, 200, "{second:?}");
        assert_eq!(gate.redeem("app", &code, &[]).await.refusal(), (400, "invalid_grant"));
        for tokens in [&first, &second] {
            let info = gate.userinfo(&tokens.text("access_token")).await;
            assert_eq!(info.refusal(), (401, "invalid_token"));
        }
        let third = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(third.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.userinfo(&other.text("access_token")).await.status, 200, "another sign-in goes on");
        let audit = gate.audit().await;
        let row = audit.iter().find(|row| row.kind == "code.replayed").unwrap();
        assert_eq!(row.client_id.as_deref(), Some("app"));
    }

    async fn pkce_downgrade(kind) {
        let gate = gate(kind).await;
        // The challenge was lost on the way: a verifier shows that there should have been one.
        let ask = gate.ask("lax", &[("code_challenge", ""), ("code_challenge_method", "")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[]).await.refusal(), (400, "invalid_grant"));
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[("code_verifier", "")]).await.status, 200);
        // A challenge counts, also where none is needed and the client has a secret.
        for client in ["lax", "app"] {
            let code = gate.code(client, "lin").await;
            let without = gate.redeem(client, &code, &[("code_verifier", "")]).await;
            assert_eq!(without.refusal(), (400, "invalid_grant"), "{client}");
        }
        let code = gate.code("lax", "lin").await;
        assert_eq!(gate.redeem("lax", &code, &[]).await.status, 200);
        let code = gate.code("public", "lin").await;
        let form = [("grant_type", "authorization_code"), ("client_id", "public"), ("code", &code), ("redirect_uri", REDIRECT_URI)];
        assert_eq!(gate.token(None, &form).await.refusal(), (400, "invalid_grant"));
    }

    async fn unknown_pkce_method_refused(kind) {
        let gate = gate(kind).await;
        for client in ["app", "lax", "public"] {
            for method in ["", "plain", "s256", "S512", "none", "S256 plain"] {
                let back = gate.browser().get(&gate.ask(client, &[("code_challenge_method", method)])).await;
                assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{client} {method}");
            }
            let back = gate.browser().get(&gate.ask(client, &[("code_challenge", "")])).await;
            assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{client}: a method of nothing");
        }
    }

    async fn revoked_or_foreign_tokens_are_refused_on_every_grant(kind) {
        let (gate, elsewhere) = (gate(kind).await, gate(kind).await);
        let (own, foreign) = (gate.tokens("app", "lin").await, elsewhere.tokens("app", "lin").await);
        let others = gate.tokens("es256", "lin").await;
        let code = elsewhere.code("app", "lin").await;
        let revoke = gate.http().post(format!("{}/oauth2/revoke", gate.url)).form(&[("token", &own.text("access_token"))]);
        assert_eq!(revoke.basic_auth("app", Some(CLIENT_SECRET)).send().await.unwrap().status(), 200);
        let refresh = [("grant_type", "refresh_token")];
        let redeem = [("grant_type", "authorization_code"), ("redirect_uri", REDIRECT_URI), ("code_verifier", VERIFIER)];
        for (form, name, token, why) in [
            (&refresh[..], "refresh_token", own.text("refresh_token"), "revoked"),
            (&refresh, "refresh_token", others.text("refresh_token"), "another client's"),
            (&refresh, "refresh_token", foreign.text("refresh_token"), "another larkgate's"),
            (&refresh, "refresh_token", own.text("access_token"), "no refresh token"),
            (&redeem, "code", code, "another larkgate's"),
            (&redeem, "code", others.text("refresh_token"), "no code"),
            (&redeem, "code", others.text("id_token"), "no code"),
        ] {
            let form = changed(form, &[(name, &token)]);
            let answer = gate.token(Some(("app", CLIENT_SECRET)), &form).await;
            assert_eq!(answer.refusal(), (400, "invalid_grant"), "{name}: {why}");
        }
        assert_eq!(gate.refresh("es256", &others.text("refresh_token"), &[]).await.status, 200, "none was spent");
    }
}
