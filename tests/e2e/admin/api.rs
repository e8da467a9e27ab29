//! The REST API, by its journeys.

use larkgate::domain::admin::Role;
use serde_json::{Value, json};

use super::{call, token};
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

on_each_database! {
    async fn an_account_is_found_and_stopped(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let sub = gate.feishu.open_id("lin");
        let token = token(&gate, Role::Helpdesk).await;
        let (_, page) = call(&gate, Some(&token), "GET", "/accounts", None).await;
        assert_eq!(page["items"][0]["sub"], sub);
        assert_eq!(page["items"][0]["name"], "林小雨");
        assert!(page.get("next").is_none());
        let (_, details) = call(&gate, Some(&token), "GET", &format!("/accounts/{sub}"), None).await;
        assert_eq!(details["sessions"].as_array().unwrap().len(), 1);
        let line = |details: &Value, kind: &str| {
            let lines = details["history"].as_array().unwrap();
            lines.iter().find(|line| line["kind"] == kind).unwrap().clone()
        };
        line(&details, "login.succeeded");
        for (filter, count) in [("q=%E5%B0%8F%E9%9B%A8", 1), ("q=nobody", 0), ("q=%20&state=enabled", 1), ("state=disabled", 0)] {
            let (_, page) = call(&gate, Some(&token), "GET", &format!("/accounts?{filter}"), None).await;
            assert_eq!(page["items"].as_array().map(Vec::len), Some(count), "{filter}");
        }
        assert_eq!(call(&gate, Some(&token), "GET", "/accounts?state=gone", None).await.0, 400);
        let disable = format!("/accounts/{sub}/disable");
        let (status, account) = call(&gate, Some(&token), "POST", &disable, Some(json!({"reason": "lost laptop"}))).await;
        assert_eq!((status, account["enabled"].as_bool()), (200, Some(false)));
        let page = browser.get(&gate.ask("app", &[("prompt", "none")])).await;
        assert_eq!(page.answer("error").as_deref(), Some("login_required"));
        let (_, details) = call(&gate, Some(&token), "GET", &format!("/accounts/{sub}"), None).await;
        let line = line(&details, "account.disabled");
        assert_eq!(line["reason"], "lost laptop");
        assert!(line["actor"].as_str().unwrap().starts_with("tok_"));
        assert_eq!(line["change"], json!({"before": "enabled", "after": "disabled"}));
        assert_eq!(line["address"], "127.0.0.1");
    }

    // PostgreSQL takes no NUL, and would be thought to be gone.
    async fn nothing_that_is_sent_has_control_characters(kind) {
        let gate = gate(kind).await;
        let token = token(&gate, Role::Owner).await;
        let none = || None;
        let cursor = "MTgwMDAwMDAwMC5hY2MA";
        for (method, path, body) in [
            ("GET", "/accounts/%00", none()),
            ("DELETE", "/tokens/a%00?reason=x", none()),
            ("DELETE", "/roles/x?reason=%00", none()),
            ("GET", "/accounts?q=%00", none()),
            ("GET", "/accounts/export?q=%1b", none()),
            ("GET", &format!("/accounts?cursor={cursor}"), none()),
            ("GET", "/audit?account=%00", none()),
            ("POST", "/clients", Some(json!({"id": "a", "settings": {"name": "\0", "public": true}}))),
            ("POST", "/applications/wiki/rules", Some(json!({"rule": {"effect": "allow", "accounts": ["\0"]}}))),
            ("POST", "/explain", Some(json!({"url": "https://a.example/", "account": "\0"}))),
            ("PUT", "/roles/x", Some(json!({"role": "owner", "\0": 1}))),
        ] {
            let (status, problem) = call(&gate, Some(&token), method, path, body).await;
            assert_eq!((status, problem["code"].as_str()), (400, Some("invalid")), "{method} {path}: {problem}");
            assert_eq!(problem["reference"].as_str().map(str::len), Some(9), "{problem}");
        }
        let jwt = "e30.eyJzdWIiOiJcdTAwMDAifQ.eA";
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion", jwt),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ];
        assert_eq!(gate.token(None, &form).await.status, 401);
    }

    async fn lists_are_read_page_by_page(kind) {
        let gate = gate(kind).await;
        for person in ["lin", "zhou", "chen"] {
            gate.code_for(&mut gate.browser(), &gate.ask("app", &[]), person).await;
        }
        let token = token(&gate, Role::Auditor).await;
        for list in ["accounts", "audit"] {
            let (_, whole) = call(&gate, Some(&token), "GET", &format!("/{list}?limit=500"), None).await;
            let (mut read, mut cursor) = (Vec::new(), String::new());
            loop {
                let path = format!("/{list}?limit=2{cursor}");
                let (status, page) = call(&gate, Some(&token), "GET", &path, None).await;
                assert_eq!(status, 200, "{page}");
                read.extend(page["items"].as_array().unwrap().clone());
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert!(read.len() >= 3);
            assert_eq!(json!(read), whole["items"], "{list}");
            let path = format!("/{list}?limit={}", read.len());
            let (_, full) = call(&gate, Some(&token), "GET", &path, None).await;
            assert_eq!((full["items"].as_array().unwrap().len(), full.get("next")), (read.len(), None), "{list}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_problem_with_a_reference() {
    let gate = Gate::start().await;
    let token = token(&gate, Role::Owner).await;
    let overlong = json!({"name": "x".repeat(70_000), "role": "auditor"});
    for (method, path, body, status, code) in [
        ("GET", "/accounts?limit=0", None, 400, "invalid"),
        ("GET", "/accounts?limit=x", None, 400, "invalid"),
        ("GET", "/accounts?cursor=!", None, 400, "invalid"),
        ("GET", "/accounts/nobody", None, 404, "not_found"),
        ("POST", "/tokens", Some(json!({"name": "x"})), 400, "invalid"),
        ("POST", "/tokens", Some(json!({"name": "x", "role": "root"})), 400, "invalid"),
        ("POST", "/tokens", Some(json!({"name": "x", "role": "owner", "hash": "y"})), 400, "invalid"),
        ("POST", "/tokens", Some(json!({"name": "x", "role": "owner", "days": 1000})), 400, "invalid"),
        ("POST", "/tokens", Some(overlong), 413, "too_large"),
        ("DELETE", "/tokens/tok_x", None, 404, "not_found"),
        ("DELETE", "/roles/nobody", None, 404, "not_found"),
    ] {
        let (found, problem) = call(&gate, Some(&token), method, path, body).await;
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{method} {path}: {problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["reference"].as_str().unwrap().len(), 9, "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_until_it_is_revoked_and_in_one_header_alone() {
    let gate = Gate::start().await;
    let owner = token(&gate, Role::Owner).await;
    let wanted = json!({"name": "ci", "role": "auditor", "days": 1});
    let (status, made) = call(&gate, Some(&owner), "POST", "/tokens", Some(wanted)).await;
    assert_eq!(status, 201);
    let value = made["value"].as_str().unwrap();
    assert_eq!(call(&gate, Some(value), "GET", "/audit", None).await.0, 200);
    let url = format!("{}/admin/api/v1/audit", gate.url);
    for request in [
        gate.http()
            .get(&url)
            .header("authorization", format!("Bearer {value}"))
            .header("authorization", "Bearer x"),
        gate.http().get(&url).header("authorization", format!("Basic {value}")),
        gate.http().get(format!("{url}?access_token={value}")),
        gate.http().get(&url).header("authorization", value),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    }
    let path = format!("/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(call(&gate, Some(&owner), "DELETE", &path, None).await.0, 204);
    assert_eq!(call(&gate, Some(value), "GET", "/audit", None).await.0, 401);
    let (_, lines) = call(&gate, Some(&owner), "GET", "/audit?kind=api_token.revoked", None).await;
    assert_eq!(lines["items"].as_array().unwrap().len(), 1);
    let (_, list) = call(&gate, Some(&owner), "GET", "/tokens", None).await;
    assert!(!list.to_string().contains(value));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_an_owner_is_no_token() {
    let setup = Setup::default();
    let gate = Gate::with(setup).await;
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
    assert_eq!(browser.get(&format!("{}/admin/api/v1/accounts", gate.url)).await.status, 401);
}
