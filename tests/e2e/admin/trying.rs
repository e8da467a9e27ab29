//! What an application would get, and what a proxy in front of one needs, by REST.

use larkgate::domain::admin::Role;
use serde_json::json;

use super::{call, token};
use crate::harness::Gate;

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_tried_out_without_one() {
    let gate = Gate::start().await;
    gate.code_for(&mut gate.browser(), &gate.ask("app", &[]), "lin").await;
    let (token, sub) = (token(&gate, Role::Auditor).await, gate.feishu.open_id("lin"));
    let ask = async |path: &str| call(&gate, Some(&token), "GET", path, None).await;
    let lines = gate.audit().await.len();
    let (status, tried) = ask(&format!("/clients/app/test-sign-in/{sub}")).await;
    assert_eq!(
        (status, tried["verdict"].as_str(), tried["allowed"].as_bool()),
        (200, Some("allowed"), Some(true))
    );
    assert_eq!((tried["sub"].as_str(), tried["id_token"]["sub"].as_str()), (Some(&*sub), Some(&*sub)));
    assert_eq!(tried["userinfo"]["name"], "林小雨");
    assert_eq!(gate.audit().await.len(), lines, "nothing happened");
    assert_eq!(ask("/clients/app/test-sign-in/nobody").await.0, 404);
    assert_eq!(ask("/clients/nobody/test-sign-in/nobody").await.0, 404);

    let owner = super::token(&gate, Role::Owner).await;
    let disable = format!("/accounts/{sub}/disable");
    call(&gate, Some(&owner), "POST", &disable, Some(json!({"reason": "left"}))).await;
    let (_, tried) = ask(&format!("/clients/app/test-sign-in/{sub}")).await;
    assert_eq!(
        (tried["verdict"].as_str(), tried["allowed"].as_bool()),
        (Some("account_disabled"), Some(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_checked_and_not_followed() {
    let gate = Gate::start().await;
    let token = token(&gate, Role::Auditor).await;
    let good = gate.ask("app", &[]);
    let elsewhere = good.replace("/oauth2/authorize", "/authorize");
    for (address, problem) in [
        (good.as_str(), None),
        ("app", Some("unreadable")),
        (&elsewhere, Some("elsewhere")),
        (&gate.ask("app", &[("client_id", "other")]), Some("other_client")),
        (&gate.ask("app", &[("redirect_uri", "https://x.example/")]), Some("unregistered_redirect_uri")),
        (&gate.ask("app", &[("response_type", "token")]), Some("unsupported_response_type")),
    ] {
        let body = json!({ "address": address });
        let path = "/clients/app/check-address";
        let (status, checked) = call(&gate, Some(&token), "POST", path, Some(body)).await;
        assert_eq!((status, checked["problem"].as_str()), (200, problem), "{address}: {checked}");
        assert_eq!(checked["ok"].as_bool(), Some(problem.is_none()), "{checked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_gets_its_file() {
    let gate = Gate::start().await;
    let owner = token(&gate, Role::Owner).await;
    let wiki = json!({"id": "wiki", "name": "Wiki", "hosts": ["wiki.example.com"]});
    call(&gate, Some(&owner), "POST", "/applications", Some(wiki)).await;
    let token = token(&gate, Role::Auditor).await;
    let ask = async |path: &str| call(&gate, Some(&token), "GET", path, None).await;
    let (status, file) =
        ask("/applications/wiki/proxy-config/nginx?backend=10.0.0.7:3000&larkgate=10.0.0.8:8080").await;
    let text = file["text"].as_str().unwrap();
    assert_eq!(status, 200);
    for expected in ["wiki.example.com", "10.0.0.7:3000", "10.0.0.8:8080"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let (status, problem) = ask("/applications/wiki/proxy-config/nginx?backend=http://x").await;
    assert_eq!((status, problem["errors"][0]["field"].as_str()), (400, Some("backend")), "{problem}");
    assert_eq!(ask("/applications/wiki/proxy-config/notepad").await.0, 404);
    assert_eq!(ask("/applications/nobody/proxy-config/nginx").await.0, 404);

    let printed = gate.cli(&["proxy-config", "nginx", "--app", "wiki", "--backend", "10.0.0.7:3000"]).await;
    assert!(printed.status.success(), "{printed:?}");
    assert!(String::from_utf8(printed.stdout).unwrap().contains("10.0.0.7:3000"));
}
