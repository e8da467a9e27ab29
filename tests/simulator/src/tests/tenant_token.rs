//! The 30-minute rule, and refusals under HTTP 200.

use serde_json::{Value, json};

use super::{Feishu, TENANT, reply};

const QUERY: &str = "/open-apis/tenant/v2/tenant/query";

async fn fetch(feishu: &Feishu) -> (String, i64) {
    let body = json!({ "app_id": feishu.sim.app_id, "app_secret": feishu.sim.app_secret });
    let (_, body) = feishu.post(&format!("{TENANT}/"), body).await;
    (body["tenant_access_token"].as_str().unwrap().into(), body["expire"].as_i64().unwrap())
}

#[tokio::test]
async fn the_same_token_comes_back_until_thirty_minutes_are_left() {
    let feishu = Feishu::start().await;
    feishu.freeze().await;
    let (first, expire) = fetch(&feishu).await;
    assert_eq!(expire, 7200);
    feishu.advance(5400).await;
    assert_eq!(fetch(&feishu).await, (first.clone(), 1800));
    feishu.advance(1).await;
    let (second, expire) = fetch(&feishu).await;
    assert_ne!(first, second);
    assert_eq!(expire, 7200);
    for token in [&first, &second] {
        assert_eq!(
            feishu.get_as(token, QUERY).await.1["data"]["tenant"]["tenant_key"],
            feishu.sim.tenant_key
        );
    }
    feishu.advance(1799).await;
    let (status, body) = feishu.get_as(&first, QUERY).await;
    assert_eq!((status, &body["code"]), (400, &json!(99_991_663)));
    assert_eq!(feishu.get_as(&second, QUERY).await.0, 200);
}

#[tokio::test]
async fn refusals_come_with_http_200() {
    let feishu = Feishu::start().await;
    let wrong_secret = json!({ "app_id": feishu.sim.app_id, "app_secret": "no" });
    for (body, code) in [(wrong_secret, 10014), (json!({ "app_id": "cli_no" }), 10003), (Value::Null, 10003)]
    {
        let (status, body) = feishu.post(TENANT, body).await;
        assert_eq!((status, &body["code"]), (200, &json!(code)));
    }
}

#[tokio::test]
async fn the_app_token_is_the_tenant_token() {
    let feishu = Feishu::start().await;
    let body = json!({ "app_id": feishu.sim.app_id, "app_secret": feishu.sim.app_secret });
    let (_, body) = feishu.post("/open-apis/auth/v3/app_access_token/internal", body).await;
    assert_eq!(body["app_access_token"], body["tenant_access_token"]);
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_get_a_plain_404() {
    let feishu = Feishu::start().await;
    for (method, path) in [("GET", TENANT), ("POST", "/open-apis/none"), ("GET", "/oauth/v3/token")] {
        let (status, body) = reply(feishu.request(method, path)).await;
        assert_eq!((status, body), (404, json!("404 page not found")), "{method} {path}");
    }
}
