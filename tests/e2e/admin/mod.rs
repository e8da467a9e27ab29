//! Administration: who may do what by which door, and what it does.

mod api;
mod clients;
mod command_line;
pub mod console;
mod document;
mod entry;
mod forwarding;
mod journey;
mod keys;
mod log;
mod matrix;
mod system;
mod trying;

use larkgate::admin::ops::{Desk, tokens};
use larkgate::domain::admin::{Actor, Role};
use larkgate::domain::token::SystemEntropy;
use serde_json::Value;

use crate::harness::Gate;
use crate::harness::by_hand::{Answer, VERIFIER};
use crate::harness::gate::REDIRECT_URI;

/// The value of a new API token with this role.
async fn token(gate: &Gate, role: Role) -> String {
    let app = gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    let (_token, value) = tokens::add(&desk, "test", role, tokens::USUAL).await.unwrap();
    value.reveal().to_owned()
}

/// What a public client gets for a code.
async fn redeem(gate: &Gate, client_id: &str, code: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("client_id", client_id),
    ];
    gate.token(None, &form).await
}

/// What the API says: the status, and the body as JSON, as text where it is a file, or null where there is none.
async fn call(
    gate: &Gate,
    token: Option<&str>,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = gate.http().request(method, format!("{}/admin/api/v1{path}", gate.url));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let response = request.send().await.unwrap();
    let is_json =
        response.headers().get("content-type").is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
    match (text.is_empty(), is_json) {
        (true, _) => (status, Value::Null),
        (false, true) => (status, serde_json::from_str(&text).unwrap()),
        (false, false) => (status, Value::String(text)),
    }
}
