//! What is good once: codes, and refresh tokens.

use serde_json::Value;

use super::stored_cases;
use crate::certification::client::{Op, Request, Tokens};
use crate::certification::judge;
use crate::harness::gate::CLIENT_SECRET;

/// Tokens of `client` with offline access, asked for as the suite does.
async fn offline(op: &Op, client: &str) -> Tokens {
    let request = op.request_of(client, &[("scope", "openid offline_access"), ("prompt", "consent")]);
    let reply = op.answered(&mut op.gate.browser(), &request).await;
    op.redeem(&request, &reply).await
}

async fn refreshed(op: &Op, client: &str, first: &Tokens, more: &[(&str, &str)]) -> Tokens {
    op.gate.clock.advance(2);
    let answer = op.gate.refresh(client, &first.text("refresh_token"), more).await;
    judge::token_answer(&answer);
    assert_ne!(answer.json["access_token"], first.answer.json["access_token"]);
    let id_token = op.verified(client, &answer.text("id_token")).await;
    for claim in ["iss", "sub", "aud", "auth_time", "azp"] {
        assert_eq!(id_token.get(claim), first.id_token.get(claim), "{claim}");
    }
    assert_ne!(id_token["iat"], first.id_token["iat"]);
    let info = op.gate.userinfo(&answer.text("access_token")).await;
    assert_eq!((info.status, &info.json["sub"]), (200, &id_token["sub"]));
    Tokens { answer, id_token }
}

/// A code that was traded, and what for.
async fn spent(op: &Op) -> (Request, crate::certification::client::Reply, Tokens) {
    let request = op.request(&[]);
    let reply = op.answered(&mut op.gate.browser(), &request).await;
    let tokens = op.redeem(&request, &reply).await;
    assert_eq!(op.gate.userinfo(&tokens.text("access_token")).await.status, 200);
    (request, reply, tokens)
}

stored_cases! {
    async fn oidcc_codereuse(op) {
        let (request, reply, _tokens) = spent(&op).await;
        judge::token_refusal(&op.present(&request, &reply, &[]).await, "invalid_grant");
    }

    async fn oidcc_codereuse_30seconds(op) {
        let (request, reply, tokens) = spent(&op).await;
        op.gate.clock.advance(30);
        judge::token_refusal(&op.present(&request, &reply, &[]).await, "invalid_grant");
        let dead = op.gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!(dead.refusal(), (401, "invalid_token"));
    }

    async fn oidcc_refresh_token(op) {
        let metadata = op.metadata().await;
        let lists = |name: &str, value: &str| metadata[name].as_array().unwrap().contains(&Value::from(value));
        assert!(lists("grant_types_supported", "refresh_token") && lists("scopes_supported", "offline_access"));
        let (first, second) = (offline(&op, "first").await, offline(&op, "second").await);
        let first = refreshed(&op, "first", &first, &[("scope", "openid offline_access")]).await;
        let second = refreshed(&op, "second", &second, &[]).await;
        let stolen = [("grant_type", "refresh_token"), ("refresh_token", &second.text("refresh_token"))];
        judge::token_refusal(&op.gate.token(Some(("first", CLIENT_SECRET)), &stolen).await, "invalid_grant");
        refreshed(&op, "first", &first, &[]).await;
        refreshed(&op, "second", &second, &[]).await;
    }
}
