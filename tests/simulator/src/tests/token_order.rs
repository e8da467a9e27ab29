//! Which of several wrong things the token endpoint complains about, and how often a code is counted.

use serde_json::{Value, json};

use super::{CALLBACK, Feishu, V2, V3, reply};

async fn refusal(feishu: &Feishu, body: Value) -> (u16, i64) {
    let (status, body) = feishu.post(V3, body).await;
    assert!(body.get("msg").is_none() && body["error"].is_string() && body["error_description"].is_string());
    (status, body["code"].as_i64().unwrap())
}

/// Each step mends what the step before complained about.
#[tokio::test]
async fn the_code_is_looked_up_before_the_client_is_authenticated() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[("code_challenge", "x"), ("code_challenge_method", "S256")]).await;
    let mut body = json!({ "grant_type": "password" });
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20036));
    body["grant_type"] = json!("authorization_code");
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20001));
    (body["client_id"], body["client_secret"]) = (json!("cli_no"), json!("no"));
    body["code"] = json!("no");
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20003));
    body["code"] = json!(code);
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20048));
    body["client_id"] = json!(feishu.sim.app_id);
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20002));
    body["client_secret"] = json!(feishu.sim.app_secret);
    body["redirect_uri"] = json!(format!("{CALLBACK}/"));
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20071));
    body["redirect_uri"] = json!(CALLBACK);
    assert_eq!(refusal(&feishu, body).await, (400, 20049));
}

#[tokio::test]
async fn a_code_works_once_and_the_counters_say_so() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    assert_eq!(feishu.post(V3, feishu.exchange(&code)).await.0, 200);
    assert_eq!(refusal(&feishu, feishu.exchange(&code)).await, (400, 20065));
    let counters = feishu.get("/_sim/counters").await;
    assert_eq!((&counters["most_presented"], &counters["most_succeeded"]), (&json!(2), &json!(1)));
    assert_eq!(counters["codes"][0], json!({ "code": code, "issued": true, "presented": 2, "succeeded": 1 }));
}

#[tokio::test]
async fn a_code_ends_after_five_minutes() {
    let feishu = Feishu::start().await;
    feishu.freeze().await;
    let (early, late) = (feishu.code("lin", &[]).await, feishu.code("lin", &[]).await);
    feishu.advance(299).await;
    assert_eq!(feishu.post(V3, feishu.exchange(&early)).await.0, 200);
    feishu.advance(1).await;
    assert_eq!(refusal(&feishu, feishu.exchange(&late)).await, (400, 20004));
}

#[tokio::test]
async fn codes_can_be_expired_on_demand() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    feishu.post("/_sim/expire-codes", json!({})).await;
    assert_eq!(refusal(&feishu, feishu.exchange(&code)).await, (400, 20004));
}

#[tokio::test]
async fn a_code_of_another_app_is_refused() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    let mut body = feishu.exchange(&code);
    body["client_id"] = json!(feishu.sim.other_app_id);
    body["client_secret"] = json!(feishu.sim.other_app_secret);
    assert_eq!(refusal(&feishu, body).await, (400, 20024));
}

#[tokio::test]
async fn other_media_types_basic_authentication_and_doubled_scopes_are_refused() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    let (_, body) = reply(feishu.request("POST", V3).body("grant_type=authorization_code")).await;
    assert_eq!(body["code"], 20063);
    let basic = feishu.request("POST", V3).basic_auth("a", Some("b")).json(&feishu.exchange(&code));
    assert_eq!(reply(basic).await.1["code"], 20070);
    let mut body = feishu.exchange(&code);
    body["scope"] = json!("auth:user.id:read auth:user.id:read");
    assert_eq!(refusal(&feishu, body.clone()).await, (400, 20067));
    body["scope"] = json!("contact:user.phone:readonly");
    assert_eq!(refusal(&feishu, body).await, (400, 20068));
}

#[tokio::test]
async fn grants_are_cumulative() {
    let feishu = Feishu::start().await;
    feishu.code("lin", &[("scope", "contact:user.phone:readonly")]).await;
    let code = feishu.code("lin", &[]).await;
    let (_, body) = feishu.post(V2, feishu.exchange(&code)).await;
    assert_eq!(body["scope"], "auth:user.id:read contact:user.phone:readonly");
}

#[tokio::test]
async fn the_app_can_be_off_or_not_installed() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    feishu.post("/_sim/app", json!({ "enabled": false })).await;
    assert_eq!(refusal(&feishu, feishu.exchange(&code)).await, (400, 20069));
    feishu.post("/_sim/app", json!({ "installed": false })).await;
    assert_eq!(refusal(&feishu, feishu.exchange(&code)).await, (400, 20009));
}
