//! Clients by the REST API: registered, changed, given another secret, removed.

use larkgate::domain::admin::Role;
use serde_json::{Value, json};

use super::{call, redeem, token};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Kind, Setup, on_each_database};

const DAY: i64 = 24 * 60 * 60;

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

fn new(id: &str) -> Value {
    json!({ "id": id, "settings": { "name": "Grafana", "redirect_uris": [REDIRECT_URI] } })
}

/// What the token endpoint says to this secret: the grant is unknown to whoever proves who they are.
async fn proves(gate: &Gate, id: &str, secret: &str) -> bool {
    let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
    match gate.token(Some((id, secret)), &form).await.refusal().1 {
        "invalid_grant" => true,
        "invalid_client" => false,
        other => panic!("{other}"),
    }
}

fn secret(answer: &Value) -> String {
    answer["client_secret"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

on_each_database! {
    async fn an_old_secret_works_until_its_end_and_no_second_longer(kind) {
        let gate = gate(kind).await;
        gate.clock.stop();
        let admin = token(&gate, Role::Admin).await;
        let post = async |path: &str, body: Value| call(&gate, Some(&admin), "POST", path, Some(body)).await;
        let (status, made) = post("/clients", new("grafana")).await;
        assert_eq!(status, 201, "{made}");
        let first = secret(&made);
        assert!(proves(&gate, "grafana", &first).await);

        let (_, rotated) = post("/clients/grafana/rotate-secret", json!({ "overlap_days": 30 })).await;
        let second = secret(&rotated);
        assert!(rotated["client"]["old_secret_ends_at"].is_string());
        assert!(proves(&gate, "grafana", &first).await && proves(&gate, "grafana", &second).await);
        gate.clock.advance(30 * DAY - 1);
        let admin = token(&gate, Role::Admin).await;
        let post = async |path: &str, body: Value| call(&gate, Some(&admin), "POST", path, Some(body)).await;
        assert!(proves(&gate, "grafana", &first).await);
        gate.clock.advance(1);
        assert!(!proves(&gate, "grafana", &first).await && proves(&gate, "grafana", &second).await);
        let (status, problem) = post("/clients/grafana/end-old-secret", Value::Null).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("conflict")), "nothing is left to end");

        // Ended by hand; and each rotation leaves the one before it and no more.
        let third = secret(&post("/clients/grafana/rotate-secret", json!({ "overlap_days": 1 })).await.1);
        let fourth = secret(&post("/clients/grafana/rotate-secret", json!({ "overlap_days": 1 })).await.1);
        for (secret, good) in [(&second, false), (&third, true), (&fourth, true)] {
            assert_eq!(proves(&gate, "grafana", secret).await, good);
        }
        let (status, client) = post("/clients/grafana/end-old-secret", Value::Null).await;
        assert_eq!((status, &client["old_secret_ends_at"]), (200, &Value::Null), "{client}");
        assert!(!proves(&gate, "grafana", &third).await && proves(&gate, "grafana", &fourth).await);
        let fifth = secret(&post("/clients/grafana/rotate-secret", json!({ "overlap_days": 0 })).await.1);
        assert!(!proves(&gate, "grafana", &fourth).await && proves(&gate, "grafana", &fifth).await);

        let told = format!("{:?}", gate.audit().await);
        for secret in [first, second, third, fourth, fifth] {
            assert!(!told.contains(&secret));
        }
        assert!(told.contains("client.old_secret_ended"));
    }

    async fn settings_are_changed_whole_and_told_with_before_and_after(kind) {
        let gate = gate(kind).await;
        let admin = token(&gate, Role::Admin).await;
        let put = async |settings: Value| call(&gate, Some(&admin), "PUT", "/clients/wiki", Some(settings)).await;
        call(&gate, Some(&admin), "POST", "/clients", Some(new("wiki"))).await;
        let (status, answer) =
            put(json!({ "name": "Wiki", "redirect_uris": [REDIRECT_URI], "scopes": ["openid", "email"] })).await;
        assert_eq!((status, answer.get("client_secret")), (200, None), "{answer}");
        assert_eq!(answer["client"]["settings"]["scopes"], json!(["openid", "email"]));
        let line = gate.audit().await.into_iter().find(|line| line.kind == "client.changed").unwrap();
        let change: Value = serde_json::from_str(&line.change.unwrap()).unwrap();
        assert_eq!(change["before"]["name"], "Grafana");
        assert_eq!(change["after"], json!({ "name": "Wiki", "scopes": ["openid", "email"] }));

        // From a secret to none and back: what it had is gone, and the new one is shown.
        let (_, answer) = put(json!({ "name": "Wiki", "redirect_uris": [REDIRECT_URI], "public": true })).await;
        assert_eq!((answer.get("client_secret"), &answer["client"]["authentication"]), (None, &json!("none")));
        let rotate = call(&gate, Some(&admin), "POST", "/clients/wiki/rotate-secret", Some(json!({ "overlap_days": 0 })));
        assert_eq!(rotate.await.0, 409);
        let (_, answer) = put(json!({ "name": "Wiki", "redirect_uris": [REDIRECT_URI] })).await;
        assert!(proves(&gate, "wiki", &secret(&answer)).await);
    }

    async fn a_removed_client_is_nobody_and_its_tokens_are_nothing(kind) {
        let gate = gate(kind).await;
        let admin = token(&gate, Role::Admin).await;
        let public = json!({ "id": "spa", "settings": { "name": "SPA", "redirect_uris": [REDIRECT_URI], "public": true } });
        let (status, made) = call(&gate, Some(&admin), "POST", "/clients", Some(public)).await;
        assert_eq!((status, made.get("client_secret")), (201, None));
        drop(gate.code("app", "lin").await);
        let access = gate.tokens("app", "lin").await.text("access_token");
        let code = gate.code("spa", "lin").await;
        assert_eq!(redeem(&gate, "spa", &code).await.status, 200);
        let code = gate.code("spa", "lin").await;
        let path = "/clients/spa?reason=replaced%20by%20another";
        assert_eq!(call(&gate, Some(&admin), "DELETE", path, None).await.0, 204);
        assert_eq!(redeem(&gate, "spa", &code).await.refusal().1, "invalid_client");
        assert_eq!(call(&gate, Some(&admin), "GET", "/clients/spa", None).await.0, 404);
        assert_eq!(gate.userinfo(&access).await.status, 200, "others keep what they have");
        let line = gate.audit().await.into_iter().find(|line| line.kind == "client.removed").unwrap();
        assert_eq!((line.reason.as_deref(), line.client_id.as_deref()), (Some("replaced by another"), Some("spa")));
    }

    async fn a_session_is_ended_by_its_id(kind) {
        let gate = gate(kind).await;
        let (mut here, mut there) = (gate.browser(), gate.browser());
        gate.code_for(&mut here, &gate.ask("app", &[]), "lin").await;
        gate.code_for(&mut there, &gate.ask("app", &[]), "lin").await;
        let helper = token(&gate, Role::Helpdesk).await;
        let list = format!("/accounts/{}/sessions", gate.feishu.open_id("lin"));
        let (_, sessions) = call(&gate, Some(&helper), "GET", &list, None).await;
        assert_eq!(sessions.as_array().unwrap().len(), 2);
        let end = format!("{list}/{}/end", sessions[0]["id"].as_str().unwrap());
        let lost = || Some(json!({ "reason": "lost phone" }));
        assert_eq!(call(&gate, Some(&helper), "POST", &end, lost()).await.0, 204);
        let (_, left) = call(&gate, Some(&helper), "GET", &list, None).await;
        assert_eq!(left, json!([sessions[1]]));
        assert_eq!(call(&gate, Some(&helper), "POST", &format!("{list}/ses_none/end"), lost()).await.0, 404);
        let line = gate.audit().await.into_iter().find(|line| line.kind == "account.sessions_ended").unwrap();
        assert_eq!(line.reason.as_deref(), Some("lost phone"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_the_file_are_there_to_look_at() {
    let gate = Gate::start().await;
    let admin = token(&gate, Role::Admin).await;
    let (_, list) = call(&gate, Some(&admin), "GET", "/clients", None).await;
    assert_eq!((list[0]["id"].as_str(), list[0]["source"].as_str()), (Some("app"), Some("configuration")));
    assert!(!list.to_string().contains("client_secret"));
    let (status, client) = call(&gate, Some(&admin), "GET", "/clients/app", None).await;
    assert_eq!((status, client["authentication"].as_str()), (200, Some("secret")));
    let settings = json!({ "name": "x", "redirect_uris": [REDIRECT_URI] });
    for (method, path, body) in [
        ("POST", "/clients", Some(new("app"))),
        ("PUT", "/clients/app", Some(settings)),
        ("POST", "/clients/app/rotate-secret", Some(json!({ "overlap_days": 1 }))),
        ("POST", "/clients/app/end-old-secret", None),
        ("DELETE", "/clients/app", None),
    ] {
        let (status, problem) = call(&gate, Some(&admin), method, path, body).await;
        assert_eq!(status, 409, "{method} {path}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains("configuration file"), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_by_field_and_nothing_is_half_done() {
    let gate = Gate::start().await;
    let admin = token(&gate, Role::Admin).await;
    let bad =
        json!({ "id": "a b", "settings": { "redirect_uris": ["http://evil.example/"], "scopes": ["root"] } });
    let (status, problem) = call(&gate, Some(&admin), "POST", "/clients", Some(bad)).await;
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!((status, fields), (400, vec!["id", "name", "redirect_uris", "scopes"]), "{problem}");
    let settings = |more: Value| {
        let mut settings = json!({ "name": "x", "redirect_uris": [REDIRECT_URI] });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "id": "x", "settings": settings })
    };
    for over in
        [json!({ "secret": "mine" }), json!({ "source": "configuration" }), json!({ "created_at": 0 })]
    {
        assert_eq!(call(&gate, Some(&admin), "POST", "/clients", Some(settings(over))).await.0, 400);
    }
    let mut beside = new("x");
    beside["client_secret"] = json!("mine");
    assert_eq!(call(&gate, Some(&admin), "POST", "/clients", Some(beside)).await.0, 400);
    assert_eq!(call(&gate, Some(&admin), "POST", "/clients", Some(new("x"))).await.0, 201);
    assert_eq!(call(&gate, Some(&admin), "POST", "/clients", Some(new("x"))).await.0, 409, "taken");
    let rotate = |days: i64| Some(json!({ "overlap_days": days }));
    for days in [31, -1] {
        assert_eq!(call(&gate, Some(&admin), "POST", "/clients/x/rotate-secret", rotate(days)).await.0, 400);
    }
    assert_eq!(call(&gate, Some(&admin), "POST", "/clients/nobody/rotate-secret", rotate(1)).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saw_other_settings_changes_none() {
    let gate = Gate::start().await;
    let admin = token(&gate, Role::Admin).await;
    let ask = async |method: &str, path: &str, body| call(&gate, Some(&admin), method, path, body).await;
    ask("POST", "/clients", Some(new("late"))).await;
    let (_, client) = ask("GET", "/clients/late", None).await;
    let change = |name: &str, scope: &str| {
        let mut settings = client["settings"].clone();
        (settings["name"], settings["scopes"]) = (json!(name), json!(["openid", scope]));
        Some(json!({ "seen": client["settings"], "settings": settings }))
    };
    assert_eq!(ask("PATCH", "/clients/late", change("First", "email")).await.0, 200);
    let (status, problem) = ask("PATCH", "/clients/late", change("Second", "profile")).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("conflict")), "{problem}");
    let (_, client) = ask("GET", "/clients/late", None).await;
    assert_eq!(
        (&client["settings"]["name"], &client["settings"]["scopes"][1]),
        (&json!("First"), &json!("email"))
    );
}
