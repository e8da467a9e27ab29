//! PKCE: S256, the default `plain`, and where v2 and v3 differ.

use serde_json::{Value, json};

use super::{Feishu, S256, V1, V2, V3, VERIFIER};

async fn code_for(feishu: &Feishu, path: &str, challenge: &[(&str, &str)], verifier: Option<&str>) -> Value {
    let code = feishu.code("lin", challenge).await;
    let mut body = feishu.exchange(&code);
    if let Some(verifier) = verifier {
        body["code_verifier"] = json!(verifier);
    }
    feishu.post(path, body).await.1["code"].clone()
}

#[tokio::test]
async fn s256_takes_the_verifier_and_nothing_else() {
    let feishu = Feishu::start().await;
    let challenge = [("code_challenge", S256), ("code_challenge_method", "S256")];
    for path in [V3, V2] {
        assert_eq!(code_for(&feishu, path, &challenge, Some(VERIFIER)).await, 0);
        assert_eq!(code_for(&feishu, path, &challenge, Some(S256)).await, 20049);
        assert_eq!(code_for(&feishu, path, &challenge, None).await, 20049);
    }
}

#[tokio::test]
async fn without_a_method_the_challenge_is_plain() {
    let feishu = Feishu::start().await;
    assert_eq!(code_for(&feishu, V3, &[("code_challenge", S256)], Some(VERIFIER)).await, 20049);
    assert_eq!(code_for(&feishu, V3, &[("code_challenge", VERIFIER)], Some(VERIFIER)).await, 0);
    assert_eq!(code_for(&feishu, V3, &[("code_challenge", "short")], Some("short")).await, 20049);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_ignored_by_v2_and_refused_by_v3() {
    let feishu = Feishu::start().await;
    assert_eq!(code_for(&feishu, V2, &[], Some(VERIFIER)).await, 0);
    assert_eq!(code_for(&feishu, V3, &[], Some(VERIFIER)).await, 20049);
}

#[tokio::test]
async fn v1_cannot_prove_a_challenge() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[("code_challenge", VERIFIER)]).await;
    let token = feishu.tenant_token().await;
    let body = json!({ "grant_type": "authorization_code", "code": code, "app_access_token": token });
    assert_eq!(feishu.post(V1, body).await.1["code"], 20003);
}
