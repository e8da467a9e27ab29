//! `user_info`: gateway refusals, dropped fields, awkward people.

use serde_json::json;

use super::{Feishu, USER_INFO, V3, reply};

#[tokio::test]
async fn the_gateway_refuses_tokens_that_are_none_foreign_garbled_or_expired() {
    let feishu = Feishu::start().await;
    let user = feishu.user_token("lin").await;
    let tenant = feishu.tenant_token().await;
    let (status, body) = reply(feishu.request("GET", USER_INFO)).await;
    assert_eq!((status, &body["code"]), (400, &json!(99_991_661)));
    assert!(body["error"]["log_id"].is_string());
    for (token, code) in
        [(tenant.as_str(), 99_991_663), ("eyJno", 99_991_668), ("u-no", 99_991_668), ("x", 99_991_671)]
    {
        let (status, body) = feishu.get_as(token, USER_INFO).await;
        assert_eq!((status, &body["code"]), (400, &json!(code)), "{token}");
    }
    feishu.advance(7200).await;
    let (status, body) = feishu.get_as(&user, USER_INFO).await;
    assert_eq!((status, &body["code"]), (401, &json!(99_991_677)));
}

#[tokio::test]
async fn a_dropped_permission_drops_the_field_or_empties_it() {
    let feishu = Feishu::start().await;
    let token = feishu.user_token("lin").await;
    for (permission, field) in [
        ("contact:user.email:readonly", "email"),
        ("contact:user.phone:readonly", "mobile"),
        ("contact:user.employee_id:readonly", "user_id"),
        ("contact:user.employee:readonly", "enterprise_email"),
        ("contact:user.employee:readonly", "employee_no"),
    ] {
        let full = feishu.get_as(&token, USER_INFO).await.1;
        assert!(full["data"][field].as_str().is_some_and(|value| !value.is_empty()), "{field}");
        feishu.drop_permission(permission).await;
        assert!(feishu.get_as(&token, USER_INFO).await.1["data"].get(field).is_none(), "{field}");
        feishu.post("/_sim/permissions", json!({ "missing_fields": "empty" })).await;
        assert_eq!(feishu.get_as(&token, USER_INFO).await.1["data"][field], "", "{field}");
        feishu.drop_permission("none").await;
        feishu.post("/_sim/permissions", json!({ "missing_fields": "absent" })).await;
    }
}

#[tokio::test]
async fn names_keep_their_markup_and_an_email_may_be_empty() {
    let feishu = Feishu::start().await;
    let (_, body) = feishu.get_as(&feishu.user_token("markup").await, USER_INFO).await;
    assert_eq!(body["data"]["name"], "<b>李雷</b> & \"Co\" 🎉");
    let (_, body) = feishu.get_as(&feishu.user_token("no-email").await, USER_INFO).await;
    assert_eq!(body["data"]["email"], "");
    assert!(body["data"]["avatar_url"].as_str().unwrap().starts_with("127.0.0.1"));
}

#[tokio::test]
async fn what_happens_to_a_person_later_shows_with_http_200() {
    let feishu = Feishu::start().await;
    let token = feishu.user_token("lin").await;
    for (change, code) in [("resigned", 20021), ("frozen", 20022), ("unjoin", 20023)] {
        feishu.post("/_sim/people/lin", json!({ "status": change })).await;
        let (status, body) = feishu.get_as(&token, USER_INFO).await;
        assert_eq!((status, &body["code"]), (200, &json!(code)));
    }
    reply(feishu.request("DELETE", "/_sim/people/lin")).await;
    assert_eq!(feishu.get_as(&token, USER_INFO).await.1["code"], 20008);
}

#[tokio::test]
async fn a_revoked_token_is_20005_and_secrets_are_all_listed() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[("scope", "offline_access")]).await;
    let (_, tokens) = feishu.post(V3, feishu.exchange(&code)).await;
    let access = tokens["access_token"].as_str().unwrap();
    let body = json!({
        "client_id": feishu.sim.app_id, "client_secret": feishu.sim.app_secret, "token": tokens["refresh_token"],
    });
    assert_eq!(reply(feishu.request("POST", "/oauth/v1/revoke").form(&body)).await.0, 200);
    let (status, body) = feishu.get_as(access, USER_INFO).await;
    assert_eq!((status, &body["code"]), (200, &json!(20005)));
    let listed = feishu.get("/_sim/secrets").await.to_string();
    for secret in [code.as_str(), access, tokens["refresh_token"].as_str().unwrap(), &feishu.sim.app_secret] {
        assert!(listed.contains(secret));
    }
    let calls = feishu.get("/_sim/calls").await.to_string();
    assert!(calls.contains("authorization_code") && !calls.contains(&code) && !calls.contains(access));
}
