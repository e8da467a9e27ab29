//! What each generation of the API sends, field by field.

use super::*;

fn form(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

fn expected_fields(verifier: bool) -> Vec<(String, String)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "cli_app"),
        ("client_secret", "app&secret"),
        ("code", "c0de+/"),
        ("redirect_uri", "https://sso.example.com/login/callback/work"),
    ];
    if verifier {
        fields.push(("code_verifier", "verifier"));
    }
    fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn json_fields(body: &str) -> serde_json::Value {
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn v3_posts_a_form_and_asks_who_it_is() {
    for (via, verifier) in [(Via::Link, true), (Via::Qr, false)] {
        let upstream = upstream().await;
        let identity = sign_in(&connector(&upstream, FeishuApi::V3, &[TENANT]), via).await.unwrap();
        assert_eq!((identity.connector.as_str(), identity.open_id.as_str()), ("work", "ou_xxx"));
        assert_eq!(lines(&upstream), [V3, WHO]);
        let [exchange, who] = &upstream.seen()[..] else { panic!() };
        assert!(exchange.has_header("content-type: application/x-www-form-urlencoded"));
        assert_eq!(form(&exchange.body), expected_fields(verifier));
        assert!(who.has_header("authorization: Bearer eyJ.user"));
    }
}

#[tokio::test]
async fn v2_posts_json() {
    for (via, verifier) in [(Via::Link, true), (Via::Qr, false)] {
        let upstream = upstream().await;
        sign_in(&connector(&upstream, FeishuApi::V2, &[TENANT]), via).await.unwrap();
        assert_eq!(lines(&upstream), [V2, WHO]);
        let exchange = &upstream.seen()[0];
        assert!(exchange.has_header("content-type: application/json; charset=utf-8"));
        let expected =
            expected_fields(verifier).into_iter().map(|(name, text)| (name, text.into())).collect();
        assert_eq!(json_fields(&exchange.body), serde_json::Value::Object(expected));
    }
}

#[tokio::test]
async fn v1_oidc_shows_the_app_token_and_then_the_persons() {
    let upstream = upstream().await;
    let connector = connector(&upstream, FeishuApi::V1Oidc, &[TENANT]);
    sign_in(&connector, Via::Link).await.unwrap();
    sign_in(&connector, Via::Qr).await.unwrap();
    assert_eq!(lines(&upstream), [APP_TOKEN, V1_OIDC, WHO, V1_OIDC, WHO]);
    let seen = upstream.seen();
    assert!(!seen[0].head.to_lowercase().contains("authorization"));
    let credentials = serde_json::json!({"app_id": "cli_app", "app_secret": "app&secret"});
    assert_eq!(json_fields(&seen[0].body), credentials);
    assert!(seen[1].has_header("authorization: Bearer a-app"));
    let fields = serde_json::json!({"grant_type": "authorization_code", "code": "c0de+/"});
    assert_eq!(json_fields(&seen[1].body), fields);
    assert!(seen[2].has_header("authorization: Bearer u-user"));
}

#[tokio::test]
async fn v1_needs_no_second_question() {
    let upstream = upstream().await;
    let connector = connector(&upstream, FeishuApi::V1, &["00aa11bb22cc33dd"]);
    let identity = sign_in(&connector, Via::Link).await.unwrap();
    assert_eq!(identity.profile.name.as_deref(), Some("林小雨"));
    assert_eq!(lines(&upstream), [APP_TOKEN, V1]);
}

#[tokio::test]
async fn v1_without_a_profile_asks() {
    let upstream =
        upstream_but(V1, (200, r#"{"code":0,"data":{"access_token":"u-1","open_id":"ou_xxx"}}"#)).await;
    sign_in(&connector(&upstream, FeishuApi::V1, &[TENANT]), Via::Link).await.unwrap();
    assert_eq!(lines(&upstream), [APP_TOKEN, V1, WHO]);
}
