//! One login per generation of endpoints.

use serde_json::json;

use super::{CALLBACK, Feishu, OIDC, USER_INFO, V1, V2, V3, reply};
use crate::{Brand, Config};

#[tokio::test]
async fn v3_takes_a_form_and_answers_flat_tokens_only() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    assert!(code.len() >= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    let request = feishu.request("POST", V3).form(&feishu.exchange(&code));
    let (status, body) = reply(request).await;
    assert_eq!((status, &body["code"]), (200, &json!(0)));
    assert!(body["access_token"].as_str().unwrap().starts_with("eyJ"));
    for absent in ["refresh_token", "data", "open_id", "id_token", "msg"] {
        assert!(body.get(absent).is_none(), "{absent}");
    }
    let (_, user) = feishu.get_as(body["access_token"].as_str().unwrap(), USER_INFO).await;
    assert_eq!(user["data"]["name"], "林小雨");
    assert_eq!(user["data"]["open_id"], feishu.sim.open_id("lin"));
    assert_eq!(user["data"]["tenant_key"], feishu.sim.tenant_key);
}

#[tokio::test]
async fn v2_takes_json() {
    let feishu = Feishu::start().await;
    let code = feishu.code("zhou", &[]).await;
    let (status, body) = feishu.post(V2, feishu.exchange(&code)).await;
    assert_eq!((status, &body["expires_in"]), (200, &json!(7200)));
}

#[tokio::test]
async fn v1_answers_tokens_with_the_profile_under_data() {
    let feishu = Feishu::start().await;
    let token = feishu.tenant_token().await;
    let code = feishu.code("wang", &[]).await;
    let body = json!({ "grant_type": "authorization_code", "code": code });
    let (status, body) = reply(feishu.request("POST", V1).bearer_auth(&token).json(&body)).await;
    assert_eq!((status, &body["code"]), (200, &json!(0)));
    assert!(body["data"]["access_token"].as_str().unwrap().starts_with("u-"));
    assert_eq!(body["data"]["name"], "王芳");
    assert!(body.get("access_token").is_none());
}

#[tokio::test]
async fn v1_oidc_answers_tokens_without_a_profile_and_no_id_token() {
    let feishu = Feishu::start().await;
    let token = feishu.tenant_token().await;
    let code = feishu.code("wang", &[]).await;
    let body = json!({ "grant_type": "authorization_code", "code": code });
    let (_, body) = reply(feishu.request("POST", OIDC).bearer_auth(&token).json(&body)).await;
    assert_eq!(body["data"]["expires_in"], 7199);
    assert!(body["data"].get("name").is_none() && body["data"].get("id_token").is_none());
}

#[tokio::test]
async fn v1_takes_the_app_token_in_the_body_and_refuses_a_wrong_one_with_200() {
    let feishu = Feishu::start().await;
    let code = feishu.code("wang", &[]).await;
    let mut body = json!({ "grant_type": "authorization_code", "code": code, "app_access_token": "t-no" });
    assert_eq!(feishu.post(V1, body.clone()).await.1["code"], 20014);
    body["app_access_token"] = json!(feishu.tenant_token().await);
    assert_eq!(feishu.post(V1, body.clone()).await.1["code"], 0);
    let (status, again) = feishu.post(V1, body).await;
    assert_eq!((status, &again["code"]), (200, &json!(20007)));
}

#[tokio::test]
async fn passport_answers_flat_without_code_and_a_flat_userinfo() {
    let feishu = Feishu::start().await;
    let path = "/suite/passport/oauth/authorize";
    let url = feishu.authorize(&[("scope", "not-opened")]).replace("/open-apis/authen/v1/authorize", path);
    let code = feishu.code_at(&url, "chen").await;
    let request = feishu.request("POST", "/suite/passport/oauth/token").form(&feishu.exchange(&code));
    let (status, body) = reply(request).await;
    assert_eq!((status, &body["expires_in"]), (200, &json!(3600)));
    assert!(body.get("code").is_none());
    let token = body["access_token"].as_str().unwrap();
    let (_, user) = feishu.get_as(token, "/suite/passport/oauth/userinfo").await;
    assert_eq!((&user["sub"], &user["name"]), (&json!(feishu.sim.open_id("chen")), &json!("陈伟")));
}

#[tokio::test]
async fn the_old_index_page_issues_codes_for_v1() {
    let feishu = Feishu::start().await;
    let query = format!("?app_id={}&redirect_uri={CALLBACK}&state=s", feishu.sim.app_id);
    let url = feishu.url(&format!("/open-apis/authen/v1/index{query}"));
    let code = feishu.code_at(&url, "lin").await;
    let token = feishu.tenant_token().await;
    let body = json!({ "grant_type": "authorization_code", "code": code });
    let (_, body) = reply(feishu.request("POST", V1).bearer_auth(&token).json(&body)).await;
    assert_eq!(body["data"]["open_id"], feishu.sim.open_id("lin"));
}

#[tokio::test]
async fn client_credentials_give_a_tenant_token_on_v3_only() {
    let feishu = Feishu::start().await;
    let body = json!({
        "grant_type": "client_credentials", "client_id": feishu.sim.app_id, "client_secret": feishu.sim.app_secret,
    });
    let (_, answer) = feishu.post(V3, body.clone()).await;
    assert_eq!(answer["access_token"], feishu.tenant_token().await);
    assert_eq!(feishu.post(V2, body).await.1["code"], 20036);
}

#[tokio::test]
async fn v3_turns_down_page_codes_on_lark_and_v2_takes_them() {
    let lark = Feishu::with(Config { brand: Brand::Lark, ..Config::default() }).await;
    let code = lark.code("lin", &[]).await;
    assert_eq!(lark.post(V3, lark.exchange(&code)).await.1["error"], "invalid_grant");
    assert_eq!(lark.post(V2, lark.exchange(&code)).await.1["code"], 0);
}

#[tokio::test]
async fn two_simulators_run_side_by_side_and_stop() {
    let (one, two) = (Feishu::start().await, Feishu::start().await);
    let code = one.code("lin", &[]).await;
    assert_eq!(two.post(V3, two.exchange(&code)).await.1["code"], 20003);
    let url = one.url(V3);
    one.sim.stop().await;
    assert!(reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.is_err());
}

/// The fields that real answers had, for an app with most permissions and for one with few.
#[tokio::test]
async fn v1_fields_are_those_of_real_answers() {
    let feishu = Feishu::start().await;
    let tokens = "access_token expires_in refresh_expires_in refresh_token token_type";
    let avatars = "avatar_big avatar_middle avatar_thumb avatar_url";
    let few = format!("{tokens} {avatars} en_name name open_id tenant_key");
    let most = format!("{few} email mobile union_id user_id");
    let permissions =
        ["base", "email", "phone", "employee_id"].map(|one| format!("contact:user.{one}:readonly"));
    let token = feishu.tenant_token().await;
    for (granted, expected) in [(permissions.as_slice(), most), (&[], few)] {
        feishu.post("/_sim/permissions", json!({ "granted": granted })).await;
        let code = feishu.code("lin", &[]).await;
        let body = json!({ "grant_type": "authorization_code", "code": code });
        let (_, body) = reply(feishu.request("POST", V1).bearer_auth(&token).json(&body)).await;
        let mut expected: Vec<&str> = expected.split(' ').collect();
        expected.sort_unstable();
        let mut fields: Vec<&String> = body["data"].as_object().unwrap().keys().collect();
        fields.sort_unstable();
        assert_eq!(fields, expected);
    }
}

/// However many ask at once, a code is redeemed once.
#[tokio::test]
async fn racing_redemptions_succeed_once() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    let asking = (0..20).map(|_| feishu.post(V3, feishu.exchange(&code)));
    let answers = futures_util::future::join_all(asking).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1);
    assert_eq!(feishu.get("/_sim/counters").await["most_presented"], 20);
}
