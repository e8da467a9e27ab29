//! Signing keys by the API: listed, rotated, retired, and a running server that knows at once.

use base64::Engine;
use larkgate::domain::admin::Role;
use serde_json::{Value, json};

use super::{call, token};
use crate::harness::by_hand::Answer;
use crate::harness::waiting::until;
use crate::harness::{Gate, Setup, on_each_database};

/// Every key: algorithm, state, id.
async fn keys(gate: &Gate, token: &str) -> Vec<(String, String, String)> {
    let (status, answer) = call(gate, Some(token), "GET", "/keys", None).await;
    assert_eq!(status, 200, "{answer}");
    let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    let keys = answer.as_array().unwrap().iter();
    keys.map(|key| (text(key, "algorithm"), text(key, "state"), text(key, "kid"))).collect()
}

async fn one(gate: &Gate, token: &str, algorithm: &str, state: &str) -> String {
    let keys = keys(gate, token).await;
    let found = keys.iter().find(|(a, s, _)| a == algorithm && s == state);
    found.unwrap_or_else(|| panic!("no {algorithm} is {state}: {keys:?}")).2.clone()
}

async fn retire(gate: &Gate, token: &str, kid: &str) -> (u16, Value) {
    call(gate, Some(token), "POST", &format!("/keys/{kid}/retire"), Some(json!({ "reason": "泄露" }))).await
}

/// Which key signed the ID token.
fn signed_by(tokens: &Answer) -> String {
    let token = tokens.text("id_token");
    let header =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}

/// Whether the key set has the key, once the server has heard of the change.
async fn published(gate: &Gate, kid: &str, expected: bool) {
    until("the key set follows", async || {
        let answer = gate.http().get(format!("{}/oauth2/jwks", gate.url)).send().await.unwrap();
        answer.text().await.unwrap().contains(kid) == expected
    })
    .await;
}

on_each_database! {
    async fn a_key_that_leaked_is_out_at_once_and_the_next_signs(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let token = token(&gate, Role::Admin).await;
        let old = one(&gate, &token, "RS256", "signing").await;
        let before = gate.tokens("app", "lin").await;
        assert_eq!(signed_by(&before), old);
        // Nothing could sign in its place yet.
        let (status, answer) = retire(&gate, &token, &old).await;
        assert_eq!((status, answer["detail"].as_str().unwrap()), (409, "no other key could sign with RS256; rotate first"));
        let (status, rotated) = call(&gate, Some(&token), "POST", "/keys/rotate", Some(json!({ "reason": "演练" }))).await;
        assert_eq!((status, rotated["keys"].as_array().unwrap().len()), (200, 3), "{rotated}");
        assert_eq!(call(&gate, Some(&token), "POST", "/keys/rotate", Some(json!({}))).await.0, 409, "one at a time");
        let next = one(&gate, &token, "RS256", "next").await;
        published(&gate, &next, true).await;
        assert_eq!(retire(&gate, &token, &next).await.0, 409, "it does not sign yet");
        assert_eq!(retire(&gate, &token, "nobody").await.0, 404);

        assert_eq!(retire(&gate, &token, &old).await.0, 204);
        assert_eq!(one(&gate, &token, "RS256", "signing").await, next);
        assert_eq!(one(&gate, &token, "RS256", "retired").await, old);
        published(&gate, &old, false).await;
        assert_eq!(gate.userinfo(&before.text("access_token")).await.status, 401, "what it signed is worth nothing");
        let after = gate.tokens("app", "lin").await;
        assert_eq!(signed_by(&after), next);
        assert_eq!(gate.userinfo(&after.text("access_token")).await.status, 200);
        assert_eq!(retire(&gate, &token, &old).await.0, 409, "once");
        // The others go on as they were.
        one(&gate, &token, "ES256", "next").await;

        let rows = gate.audit().await;
        let row = |kind: &str| rows.iter().find(|row| row.kind == kind).unwrap();
        let retired = row("key.retired");
        assert_eq!(retired.reason.as_deref(), Some("泄露"));
        assert!(retired.actor.as_deref().unwrap().starts_with("tok_"));
        let change: Value = serde_json::from_str(retired.change.as_deref().unwrap()).unwrap();
        assert_eq!((&change["before"]["signing"], &change["after"]["signing"]), (&json!(old), &json!(next)));
        let change: Value = serde_json::from_str(row("keys.rotated").change.as_deref().unwrap()).unwrap();
        assert_eq!((&change["before"]["RS256"], &change["after"]["RS256"]), (&json!(old), &json!(next)));
    }

    async fn one_that_only_verifies_is_retired_alone(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let token = token(&gate, Role::Owner).await;
        call(&gate, Some(&token), "POST", "/keys/rotate", Some(json!({}))).await;
        gate.clock.advance(7200);
        let old = one(&gate, &token, "ES256", "published").await;
        let signing = one(&gate, &token, "ES256", "signing").await;
        assert_eq!(retire(&gate, &token, &old).await.0, 204);
        assert_eq!(one(&gate, &token, "ES256", "signing").await, signing);
        assert_eq!(one(&gate, &token, "ES256", "retired").await, old);
    }
}
