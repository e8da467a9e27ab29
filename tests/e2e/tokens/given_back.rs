//! Introspection and revocation: an application asks after its tokens, and gives them back.

use serde_json::json;

use crate::harness::by_hand::{Answer, names};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

async fn post(gate: &Gate, path: &str, client: Option<&str>, form: &[(&str, &str)]) -> Answer {
    let mut request = gate.http().post(format!("{}/oauth2/{path}", gate.url)).form(form);
    if let Some(id) = client {
        request = request.basic_auth(id, Some(CLIENT_SECRET));
    }
    Answer::of(request).await
}

async fn introspect(gate: &Gate, client: &str, token: &str) -> Answer {
    post(gate, "introspect", Some(client), &[("token", token)]).await
}

on_each_database! {
    async fn a_client_learns_of_its_own_tokens(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        let access = introspect(&gate, "app", &tokens.text("access_token")).await;
        assert_eq!(access.status, 200);
        assert_eq!(access.header("cache-control"), Some("no-store"));
        assert_eq!(
            names(&access.json),
            ["active", "aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sub", "token_type"]
        );
        assert_eq!((&access.json["active"], &access.json["client_id"]), (&json!(true), &json!("app")));
        assert_eq!(access.json["sub"], json!(gate.feishu.open_id("lin")));
        let refresh = introspect(&gate, "app", &tokens.text("refresh_token")).await;
        assert_eq!((&refresh.json["active"], &refresh.json["sub"]), (&json!(true), &access.json["sub"]));
        assert!(refresh.json.get("token_type").is_none(), "{refresh:?}");
    }

    async fn of_anything_else_it_learns_nothing(kind) {
        let gate = gate(kind).await;
        let inactive = json!({ "active": false });
        let tokens = gate.tokens("app", "lin").await;
        for name in ["access_token", "refresh_token"] {
            assert_eq!(introspect(&gate, "es256", &tokens.text(name)).await.json, inactive, "another's {name}");
        }
        for token in ["unknown", &tokens.text("id_token")] {
            assert_eq!(introspect(&gate, "app", token).await.json, inactive);
        }
        gate.clock.advance(601);
        assert_eq!(introspect(&gate, "app", &tokens.text("access_token")).await.json, inactive, "lapsed");
        let next = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(introspect(&gate, "app", &tokens.text("refresh_token")).await.json, inactive, "spent");
        let id = gate.server.app().store.read().await.unwrap().account_named(&gate.feishu.open_id("lin")).await;
        let mut tx = gate.server.app().store.write().await.unwrap();
        tx.set_account_enabled(&id.unwrap().unwrap().account.id, false).await.unwrap();
        tx.commit().await.unwrap();
        for name in ["access_token", "refresh_token"] {
            assert_eq!(introspect(&gate, "app", &next.text(name)).await.json, inactive, "disabled: {name}");
        }
    }

    async fn only_a_client_with_a_secret_may_introspect(kind) {
        let gate = gate(kind).await;
        for form in [vec![("token", "x")], vec![("token", "x"), ("client_id", "public")]] {
            assert_eq!(post(&gate, "introspect", None, &form).await.refusal(), (401, "invalid_client"), "{form:?}");
        }
        let missing = post(&gate, "introspect", Some("app"), &[("other", "x")]).await;
        assert_eq!(missing.refusal(), (400, "invalid_request"));
    }

    async fn giving_back_either_token_ends_the_family(kind) {
        let gate = gate(kind).await;
        for given in ["access_token", "refresh_token"] {
            let tokens = gate.tokens("app", "lin").await;
            let revoked = post(&gate, "revoke", Some("app"), &[("token", &tokens.text(given))]).await;
            assert_eq!(revoked.status, 200, "{revoked:?}");
            let info = gate.userinfo(&tokens.text("access_token")).await;
            assert_eq!(info.refusal(), (401, "invalid_token"), "after giving back the {given}");
            let refresh = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
            assert_eq!(refresh.refusal(), (400, "invalid_grant"), "after giving back the {given}");
        }
        assert_eq!(gate.audit().await.iter().filter(|row| row.kind == "grant.revoked").count(), 2);
    }

    async fn a_spent_refresh_token_given_back_ends_its_successors_too(kind) {
        let gate = gate(kind).await;
        let first = gate.tokens("app", "lin").await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        let given = post(&gate, "revoke", Some("app"), &[("token", &first.text("refresh_token"))]).await;
        assert_eq!(given.status, 200);
        let refresh = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(refresh.refusal(), (400, "invalid_grant"));
    }

    async fn nobody_gives_back_what_is_not_theirs(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        for name in ["access_token", "refresh_token"] {
            let answer = post(&gate, "revoke", Some("es256"), &[("token", &tokens.text(name))]).await;
            assert_eq!(answer.status, 200, "a stranger learns nothing");
        }
        let public = post(&gate, "revoke", None, &[("client_id", "public"), ("token", &tokens.text("refresh_token"))]).await;
        assert_eq!(public.status, 200);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(gate.refresh("app", &tokens.text("refresh_token"), &[]).await.status, 200);
        assert_eq!(post(&gate, "revoke", None, &[("token", "x")]).await.refusal(), (401, "invalid_client"));
        assert_eq!(post(&gate, "revoke", Some("app"), &[]).await.refusal(), (400, "invalid_request"));
        assert_eq!(post(&gate, "revoke", Some("app"), &[("token", "unknown")]).await.status, 200);
    }
}
