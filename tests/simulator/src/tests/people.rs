//! What each person meets at the token endpoints.

use serde_json::json;

use super::{Feishu, OIDC, V1, V2, V3};

#[tokio::test]
async fn statuses_have_their_codes_in_every_generation() {
    let feishu = Feishu::start().await;
    let token = feishu.tenant_token().await;
    for (person, new, old) in
        [("resigned", 20066, 20021), ("frozen", 20066, 20022), ("outside", 20010, 20010)]
    {
        for path in [V3, V2] {
            let code = feishu.code(person, &[]).await;
            let (status, body) = feishu.post(path, feishu.exchange(&code)).await;
            assert_eq!((status, &body["code"]), (400, &json!(new)), "{person} {path}");
        }
        for path in [V1, OIDC] {
            let code = feishu.code(person, &[]).await;
            let body = json!({ "grant_type": "authorization_code", "code": code, "app_access_token": token });
            let (status, body) = feishu.post(path, body).await;
            assert_eq!((status, &body["code"]), (200, &json!(old)), "{person} {path}");
        }
    }
}

#[tokio::test]
async fn a_forgotten_person_is_20008() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    feishu.request("DELETE", "/_sim/people/lin").send().await.unwrap();
    assert_eq!(feishu.post(V3, feishu.exchange(&code)).await.1["code"], 20008);
}

#[tokio::test]
async fn somebody_of_another_tenant_gets_in_with_another_tenant_key() {
    let feishu = Feishu::start().await;
    let token = feishu.user_token("other-tenant").await;
    let (_, body) = feishu.get_as(&token, super::USER_INFO).await;
    assert_eq!(body["data"]["tenant_key"], "dd33cc22bb11aa00");
}

#[tokio::test]
async fn people_can_be_changed_and_added() {
    let feishu = Feishu::start().await;
    let (status, body) = feishu.post("/_sim/people/lin", json!({ "status": { "is_frozen": true } })).await;
    assert_eq!((status, &body["status"]["is_activated"]), (200, &json!(true)));
    assert_eq!(feishu.post("/_sim/people/lin", json!({ "nmae": "x" })).await.0, 400);
    feishu.post("/_sim/people/new", json!({ "name": "新人" })).await;
    let (_, body) = feishu.get_as(&feishu.user_token("new").await, super::USER_INFO).await;
    assert_eq!(body["data"]["name"], "新人");
    assert_eq!(feishu.get("/_sim/people").await["people"].as_array().unwrap().len(), 11);
}
