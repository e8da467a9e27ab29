//! Refresh tokens: one use each, by generation.

use serde_json::{Value, json};

use super::{Feishu, USER_INFO, V1, V2, V3, reply};

async fn offline(feishu: &Feishu, path: &str) -> Value {
    let code = feishu.code("lin", &[("scope", "offline_access")]).await;
    feishu.post(path, feishu.exchange(&code)).await.1
}

async fn renew(feishu: &Feishu, path: &str, tokens: &Value) -> Value {
    let body = json!({
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
        "client_id": feishu.sim.app_id, "client_secret": feishu.sim.app_secret,
    });
    feishu.post(path, body).await.1
}

#[tokio::test]
async fn a_refresh_token_works_once_and_v3_keeps_the_old_access_token() {
    let feishu = Feishu::start().await;
    let first = offline(&feishu, V3).await;
    let second = renew(&feishu, V3, &first).await;
    assert_eq!(second["refresh_token_expires_in"], 604_800);
    assert_eq!(renew(&feishu, V3, &first).await["code"], 20073);
    feishu.advance(61).await;
    let (_, user) = feishu.get_as(first["access_token"].as_str().unwrap(), USER_INFO).await;
    assert_eq!(user["code"], 0);
}

#[tokio::test]
async fn v2_ends_the_old_access_token_after_a_minute_and_refuses_v3_tokens() {
    let feishu = Feishu::start().await;
    let first = offline(&feishu, V2).await;
    assert_eq!(renew(&feishu, V2, &first).await["code"], 0);
    feishu.advance(61).await;
    assert_eq!(feishu.get_as(first["access_token"].as_str().unwrap(), USER_INFO).await.0, 401);
    assert_eq!(renew(&feishu, V2, &offline(&feishu, V3).await).await["code"], 20026);
    assert_eq!(renew(&feishu, V3, &offline(&feishu, V2).await).await["code"], 0);
}

#[tokio::test]
async fn lifetimes_the_console_switch_and_the_yearly_cap_end_it() {
    let feishu = Feishu::start().await;
    let mut tokens = offline(&feishu, V3).await;
    feishu.post("/_sim/app", json!({ "refresh": false })).await;
    assert_eq!(renew(&feishu, V3, &tokens).await["code"], 20074);
    feishu.post("/_sim/app", json!({ "refresh": true })).await;
    for _ in 0..61 {
        feishu.advance(6 * 24 * 3600 - 10).await;
        let next = renew(&feishu, V3, &tokens).await;
        if next["code"] != 0 {
            assert_eq!(next["code"], 20037);
            return;
        }
        tokens = next;
    }
    panic!("renewed beyond 365 days");
}

#[tokio::test]
async fn v1_renews_once() {
    let feishu = Feishu::start().await;
    let token = feishu.tenant_token().await;
    let body = json!({ "grant_type": "authorization_code", "code": feishu.code("lin", &[]).await });
    let (_, first) = reply(feishu.request("POST", V1).bearer_auth(&token).json(&body)).await;
    let body = json!({ "grant_type": "refresh_token", "refresh_token": first["data"]["refresh_token"] });
    let path = "/open-apis/authen/v1/refresh_access_token";
    let again = || reply(feishu.request("POST", path).bearer_auth(&token).json(&body));
    assert_eq!(again().await.1["data"]["name"], "林小雨");
    assert_eq!(again().await, (200, json!({ "code": 20007, "msg": "failed to generate user access token" })));
}
