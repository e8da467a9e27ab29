//! What an application knows a person by: the same everywhere, or pairwise (OpenID Connect Core §8), and where claims
//! stand by its own setting.

use serde_json::Value;

use crate::harness::by_hand::{jwt, names};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    let client = |id: &str, setting: &str, uri: &str| {
        format!(
            "[[clients]]\nid = \"{id}\"\nname = \"{id}\"\nsecret_env = \"CLIENT_SECRET\"\n{setting}\n\
             redirect_uris = [\"{uri}\"]\npost_logout_redirect_uris = [\"{uri}\"]\n"
        )
    };
    let pairwise = "subject_type = \"pairwise\"";
    let clients = [
        client("pair", pairwise, REDIRECT_URI),
        client("twin", pairwise, REDIRECT_URI),
        client("far", pairwise, "http://[::1]:9/callback"),
        client("full", "claims_in_id_token = true", REDIRECT_URI),
        client("sealed", "userinfo_alg = \"ES256\"", REDIRECT_URI),
    ];
    Gate::with(Setup { database: kind, clients: clients.concat(), ..Setup::default() }).await
}

async fn id_token(gate: &Gate, client: &str, person: &str) -> Value {
    jwt(&gate.tokens(client, person).await.text("id_token")).1
}

on_each_database! {
    async fn a_pairwise_subject_is_one_hosts_own(kind) {
        let gate = gate(kind).await;
        let subject = async |client: &str, person: &str| id_token(&gate, client, person).await["sub"].clone();
        let lin = subject("pair", "lin").await;
        assert_ne!(lin, Value::from(gate.feishu.open_id("lin")));
        assert_eq!(lin, subject("pair", "lin").await, "never changes");
        assert_eq!(lin, subject("twin", "lin").await, "the same host, the same subject");
        assert_ne!(lin, subject("pair", "zhou").await);

        let ask = gate.ask("far", &[("redirect_uri", "http://[::1]:9/callback")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let far = gate.redeem("far", &code, &[("redirect_uri", "http://[::1]:9/callback")]).await;
        assert_ne!(lin, jwt(&far.text("id_token")).1["sub"]);
    }

    async fn everything_says_the_same_subject(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("pair", "lin").await;
        let (_, id) = jwt(&tokens.text("id_token"));
        let (_, access) = jwt(&tokens.text("access_token"));
        let userinfo = gate.userinfo(&tokens.text("access_token")).await.json;
        let refreshed = gate.refresh("pair", &tokens.text("refresh_token"), &[]).await;
        let (_, again) = jwt(&refreshed.text("id_token"));
        for other in [&access, &userinfo, &again] {
            assert_eq!(other["sub"], id["sub"]);
        }
        assert_eq!((&access["sid"], &again["sid"]), (&id["sid"], &id["sid"]));
        assert!(!id["sid"].as_str().unwrap().starts_with("ses_"), "the session's own id would join what is kept apart");
    }

    async fn a_pairwise_hint_names_its_person(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("pair", &[]), "lin").await;
        let hint = gate.redeem("pair", &code, &[]).await.text("id_token");
        let silent = |hint: &str| gate.ask("pair", &[("prompt", "none"), ("id_token_hint", hint)]);
        assert!(browser.get(&silent(&hint)).await.answer("code").is_some());
        let zhou = gate.tokens("pair", "zhou").await.text("id_token");
        assert_eq!(browser.get(&silent(&zhou)).await.answer("error").as_deref(), Some("login_required"));
        let logout = format!("{}/oauth2/logout?id_token_hint={hint}&post_logout_redirect_uri={REDIRECT_URI}", gate.url);
        assert!(browser.get(&logout).await.reaches_application());
    }

    async fn claims_stand_in_the_id_token_where_the_client_wants_them(kind) {
        let gate = gate(kind).await;
        let full = id_token(&gate, "full", "lin").await;
        assert_eq!(full["name"], "林小雨");
        assert!(full["email"].is_string() && full["feishu_open_id"].is_string(), "{full}");
        let plain = id_token(&gate, "app", "lin").await;
        assert_eq!(names(&plain), ["at_hash", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"]);
    }

    async fn userinfo_is_signed_where_the_client_wants_it(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("sealed", "lin").await;
        let url = format!("{}/oauth2/userinfo", gate.url);
        let answer = gate.http().get(&url).bearer_auth(tokens.text("access_token")).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/jwt");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let body = answer.text().await.unwrap();
        let (header, claims) = jwt(&body);
        assert_eq!((&header["alg"], &claims["aud"], &claims["iss"]), (&"ES256".into(), &"sealed".into(), &gate.url.as_str().into()));
        assert_eq!((&claims["name"], &claims["sub"]), (&"林小雨".into(), &jwt(&tokens.text("id_token")).1["sub"]));
        assert!(claims.get("nonce").is_none());
        assert!(gate.server.app().keys.verify::<Value>(&body, "JWT").is_some());
        let as_hint = gate.ask("sealed", &[("prompt", "none"), ("id_token_hint", &body)]);
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("sealed", &[]), "lin").await;
        assert_eq!(browser.get(&as_hint).await.answer("error").as_deref(), Some("login_required"), "it is no ID token");
        let refused = gate.userinfo("nonsense").await;
        assert_eq!(refused.refusal(), (401, "invalid_token"), "errors stay JSON");
    }
}
