//! Applications in their own name: the client credentials grant, and what such a token is good for.

use crate::harness::by_hand::{Answer, jwt, names};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Kind, Setup, on_each_database};

/// A gate with a client that may ask in its own name, and one that may do that alone.
async fn gate(kind: Kind) -> Gate {
    let clients = r#"
[[clients]]
id = "batch"
name = "Batch"
secret_env = "CLIENT_SECRET"
grant_types = ["client_credentials"]
service_scopes = ["reports.read", "reports.write"]
audience = "https://reports.example.com"
id_token_alg = "ES256"
"#;
    Gate::with(Setup { database: kind, clients: clients.to_owned(), ..Setup::default() }).await
}

async fn ask(gate: &Gate, client: &str, form: &[(&str, &str)]) -> Answer {
    let form: Vec<_> = [("grant_type", "client_credentials")].iter().chain(form).copied().collect();
    gate.token(Some((client, CLIENT_SECRET)), &form).await
}

async fn at(gate: &Gate, path: &str, caller: &str, token: &str) -> Answer {
    let request = gate.http().post(format!("{}/oauth2/{path}", gate.url)).form(&[("token", token)]);
    Answer::of(request.basic_auth(caller, Some(CLIENT_SECRET))).await
}

on_each_database! {
    async fn a_service_gets_a_token_of_its_own(kind) {
        let gate = gate(kind).await;
        let answer = ask(&gate, "batch", &[]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(names(&answer.json), ["access_token", "expires_in", "scope", "token_type"], "nobody signed in");
        assert_eq!(answer.text("scope"), "reports.read reports.write");
        let (header, claims) = jwt(&answer.text("access_token"));
        assert_eq!((&header["typ"], &header["alg"]), (&"at+jwt".into(), &"ES256".into()));
        assert_eq!(names(&claims), ["aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"]);
        assert_eq!((&claims["sub"], &claims["client_id"]), (&"batch".into(), &"batch".into()));
        let narrow = ask(&gate, "batch", &[("scope", "reports.read"), ("resource", "https://reports.example.com")]).await;
        let (_, claims) = jwt(&narrow.text("access_token"));
        assert_eq!(claims["aud"], serde_json::json!(["https://reports.example.com"]));
        assert_eq!(claims["scope"], "reports.read");
    }

    async fn more_than_its_own_it_does_not_get(kind) {
        let gate = gate(kind).await;
        for (client, form, error) in [
            ("app", ("scope", ""), "unauthorized_client"),
            ("batch", ("scope", "openid"), "invalid_scope"),
            ("batch", ("scope", "reports.read admin"), "invalid_scope"),
            ("batch", ("scope", "reports\"read"), "invalid_scope"),
            ("batch", ("resource", "https://other.example.com"), "invalid_target"),
        ] {
            assert_eq!(ask(&gate, client, &[form]).await.refusal(), (400, error), "{client} {form:?}");
        }
        let public = gate.token(None, &[("grant_type", "client_credentials"), ("client_id", "public")]).await;
        assert_eq!(public.refusal(), (400, "unauthorized_client"));
        let code = gate.redeem("batch", "x", &[]).await;
        assert_eq!(code.refusal(), (400, "unauthorized_client"), "the grant is not its own");
    }

    async fn it_tells_userinfo_of_nobody(kind) {
        let gate = gate(kind).await;
        let token = ask(&gate, "batch", &[]).await.text("access_token");
        assert_eq!(gate.userinfo(&token).await.refusal(), (403, "insufficient_scope"));
    }

    async fn it_can_be_asked_about_and_given_back(kind) {
        let gate = gate(kind).await;
        let token = ask(&gate, "batch", &[]).await.text("access_token");
        let other = ask(&gate, "batch", &[]).await.text("access_token");
        let active = async |token: &str| at(&gate, "introspect", "batch", token).await;
        let told = active(&token).await.json;
        assert_eq!(
            names(&told),
            ["active", "aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub", "token_type"]
        );
        assert_eq!(at(&gate, "introspect", "app", &token).await.json, serde_json::json!({ "active": false }));
        assert_eq!(at(&gate, "revoke", "app", &token).await.status, 200, "somebody else's: nothing happens");
        assert_eq!(active(&token).await.json["active"], true);
        for _ in 0..2 {
            assert_eq!(at(&gate, "revoke", "batch", &token).await.status, 200);
        }
        assert_eq!(active(&token).await.json, serde_json::json!({ "active": false }));
        assert_eq!(active(&other).await.json["active"], true, "each stands alone");
        gate.clock.advance(601);
        assert_eq!(active(&other).await.json["active"], false, "lapsed");
    }
}
