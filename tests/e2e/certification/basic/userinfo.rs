//! Userinfo: how it is asked, and what each scope opens.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::cases;
use crate::certification::client::{Op, Tokens};
use crate::certification::judge;
use crate::harness::by_hand::Answer;

/// The answer to a request with the access token, judged.
async fn told(tokens: &Tokens, request: RequestBuilder) -> Value {
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.json["sub"], tokens.id_token["sub"]);
    judge::nothing_is_empty(&answer.json);
    answer.json
}

/// What a flow with this scope tells, its claims beside `sub`, which the ID token keeps to itself.
async fn scope_tells(op: &Op, scope: &str, claims: &[&str]) {
    let tokens = op.flow(&[("scope", &format!("openid {scope}"))]).await;
    judge::is_minimal(&tokens.id_token);
    let url = format!("{}/oauth2/userinfo", op.gate.url);
    let info = told(&tokens, op.gate.http().get(url).bearer_auth(tokens.text("access_token"))).await;
    for claim in claims {
        assert!(info.get(claim).is_some(), "{claim}: {info}");
    }
    assert_eq!(info.as_object().unwrap().len(), claims.len() + 1, "{info}");
}

/// Those of the fourteen that Feishu knows.
const PROFILE: [&str; 5] = ["name", "nickname", "picture", "preferred_username", "updated_at"];

cases! {
    async fn oidcc_userinfo_get(op) {
        let tokens = op.flow(&[]).await;
        let url = format!("{}/oauth2/userinfo", op.gate.url);
        told(&tokens, op.gate.http().get(url).bearer_auth(tokens.text("access_token"))).await;
    }

    async fn oidcc_userinfo_post_header(op) {
        let tokens = op.flow(&[]).await;
        let url = format!("{}/oauth2/userinfo", op.gate.url);
        told(&tokens, op.gate.http().post(url).bearer_auth(tokens.text("access_token"))).await;
    }

    async fn oidcc_userinfo_post_body(op) {
        let tokens = op.flow(&[]).await;
        let url = format!("{}/oauth2/userinfo", op.gate.url);
        told(&tokens, op.gate.http().post(url).form(&[("access_token", tokens.text("access_token"))])).await;
    }

    async fn oidcc_scope_profile(op) {
        scope_tells(&op, "profile", &PROFILE).await;
    }

    async fn oidcc_scope_email(op) {
        scope_tells(&op, "email", &["email", "email_verified"]).await;
    }

    async fn oidcc_scope_phone(op) {
        scope_tells(&op, "phone", &["phone_number", "phone_number_verified"]).await;
    }

    async fn oidcc_scope_address(op) {
        // Skipped where the scope is not supported; whoever asks all the same gets the rest.
        let metadata = op.metadata().await;
        for name in ["scopes_supported", "claims_supported"] {
            assert!(!metadata[name].as_array().unwrap().contains(&"address".into()), "{name}");
        }
        scope_tells(&op, "address", &[]).await;
    }

    async fn oidcc_scope_all(op) {
        let all = [&PROFILE[..], &["email", "email_verified", "phone_number", "phone_number_verified"]].concat();
        scope_tells(&op, "profile email phone address", &all).await;
    }

    async fn oidcc_claims_essential(op) {
        let claims = json!({ "userinfo": { "name": { "essential": true } } }).to_string();
        let tokens = op.flow(&[("claims", &claims)]).await;
        judge::is_minimal(&tokens.id_token);
        let url = format!("{}/oauth2/userinfo", op.gate.url);
        let info = told(&tokens, op.gate.http().get(url).bearer_auth(tokens.text("access_token"))).await;
        assert_eq!(info["name"], "林小雨");
    }
}
