//! Discovery, the key set, and keys that change while tokens are under way.

use std::collections::BTreeSet;

use larkgate::keys;
use serde_json::{Value, json};

use crate::harness::by_hand::{Answer, jwt};
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

async fn document(gate: &Gate, path: &str) -> Answer {
    let answer = Answer::of(gate.http().get(format!("{}{path}", gate.url))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    answer
}

/// The published keys, by `kid`.
async fn published(gate: &Gate) -> BTreeSet<String> {
    let set = document(gate, "/oauth2/jwks").await.json;
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn reload(gate: &Gate) {
    let app = gate.server.app();
    app.keys.reload(&app.store, &app.seal, app.now()).await.unwrap();
}

fn kid(token: &str) -> String {
    jwt(token).0["kid"].as_str().unwrap().to_owned()
}

on_each_database! {
    async fn both_documents_say_the_same_and_nothing_that_is_not_so(kind) {
        let gate = gate(kind).await;
        let openid = document(&gate, "/.well-known/openid-configuration").await.json;
        assert_eq!(document(&gate, "/.well-known/oauth-authorization-server").await.json, openid);
        assert_eq!(openid["issuer"], Value::from(gate.url.as_str()));
        let endpoint = |name: &str| openid[name].as_str().unwrap().to_owned();

        let authorize = gate.http().get(endpoint("authorization_endpoint")).send().await.unwrap();
        assert_eq!(authorize.status(), 400);
        let token = Answer::of(gate.http().post(endpoint("token_endpoint")).form(&[("a", "b")])).await;
        assert_eq!(token.refusal(), (401, "invalid_client"));
        for name in ["introspection_endpoint", "revocation_endpoint"] {
            let answer = Answer::of(gate.http().post(endpoint(name)).form(&[("token", "x")])).await;
            assert_eq!(answer.refusal(), (401, "invalid_client"), "{name}");
        }
        let logout = gate.http().get(endpoint("end_session_endpoint")).send().await.unwrap();
        assert_eq!(logout.status(), 200);
        let userinfo = gate.http().get(endpoint("userinfo_endpoint")).send().await.unwrap();
        assert_eq!(userinfo.status(), 401);
        let keys = Answer::of(gate.http().get(endpoint("jwks_uri"))).await;
        assert_eq!(keys.json["keys"].as_array().unwrap().len(), 3);
        let endpoints = openid.as_object().unwrap().keys().filter(|name| name.ends_with("_endpoint"));
        assert_eq!(endpoints.count(), 6, "each one listed was asked: {openid}");
        assert_eq!(openid["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(openid["authorization_response_iss_parameter_supported"], true);
    }

    async fn new_keys_are_published_first_sign_later_and_old_tokens_stay_good(kind) {
        let gate = gate(kind).await;
        let app = gate.server.app();
        let ahead = app.config.keys.publish_ahead;
        let before = published(&gate).await;
        let schedule = keys::Schedule::of(&app.config);
        keys::rotate(&app.store, &app.seal, app.now(), &schedule).await.unwrap();
        reload(&gate).await;
        let both = published(&gate).await;
        assert_eq!((both.len(), both.is_superset(&before)), (6, true));

        // Two minutes before the new keys sign, and two minutes after.
        gate.clock.advance(i64::try_from(ahead.as_secs()).unwrap() - 120);
        let old = gate.tokens("app", "lin").await;
        assert!(before.contains(&kid(&old.text("id_token"))));
        gate.clock.advance(240);
        let new = gate.tokens("app", "lin").await;
        for token in ["id_token", "access_token"] {
            assert!(!before.contains(&kid(&new.text(token))), "{token}");
            assert!(both.contains(&kid(&new.text(token))), "{token}");
        }
        for tokens in [&old, &new] {
            assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 200);
        }
        assert_eq!(gate.refresh("app", &old.text("refresh_token"), &[]).await.status, 200);

        // The last token of the old keys has lapsed, but is good as a hint for as long as its session may live.
        gate.clock.advance(600 + 300);
        reload(&gate).await;
        assert_eq!(published(&gate).await, both);
        assert!(app.keys.verify::<Value>(&old.text("id_token"), "JWT").is_some());

        // After that nothing is left for the old keys to verify.
        let session = app.config.lifetimes.session.as_secs();
        gate.clock.advance(i64::try_from(session).unwrap());
        reload(&gate).await;
        let after = published(&gate).await;
        assert_eq!((after.len(), after.is_disjoint(&before)), (3, true));
        assert_eq!(gate.tokens("app", "lin").await.status, 200);
    }
}
