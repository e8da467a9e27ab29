//! Applications learn through the back that a session ended, whatever state they or larkgate are in, and nobody waits for
//! them.

mod causes;
mod own_ca;
mod patience;
mod replicas;
mod ssrf;

use std::time::Duration;

use larkgate::store::AuditRow;
use serde_json::Value;
use url::Url;

use crate::harness::by_hand::jwt;
use crate::harness::waiting::until;
use crate::harness::{Browser, Gate, Kind, Page, Setup};

/// A client in the configuration file, told at `address`; `more` are further lines.
fn client(id: &str, address: &str, more: &str) -> String {
    format!(
        "[[clients]]\nid = \"{id}\"\nname = \"应用 {id}\"\nsecret_env = \"CLIENT_SECRET\"\n\
         redirect_uris = [\"http://127.0.0.1:9/callback\"]\nbackchannel_logout_uri = \"{address}\"\n{more}\n"
    )
}

async fn gate(kind: Kind, clients: &[String]) -> Gate {
    Gate::with(Setup { database: kind, clients: clients.concat(), ..Setup::default() }).await
}

/// Signs `person` in to `client_id`, or in the session that the browser has; the ID token.
async fn signed_in(
    gate: &Gate,
    browser: &mut Browser,
    client_id: &str,
    person: &str,
    changes: &[(&str, &str)],
) -> String {
    let ask = gate.ask(client_id, changes);
    let begun = browser.get(&ask).await;
    let code = match begun.answer("code") {
        Some(code) => code,
        None => gate.code_for(browser, &begun.location().unwrap(), person).await,
    };
    gate.redeem(client_id, &code, &[]).await.text("id_token")
}

/// Signs out with a hint.
async fn log_out(gate: &Gate, browser: &mut Browser, id_token: &str) -> Page {
    let url = Url::parse_with_params(&format!("{}/oauth2/logout", gate.url), [("id_token_hint", id_token)]);
    let page = browser.get(url.unwrap().as_str()).await;
    assert!(page.body.contains("<h1>已退出登录</h1>"), "{}", page.body);
    page
}

/// A claim of a token.
fn claim(token: &str, name: &str) -> Value {
    let (_, claims) = jwt(token);
    claims[name].clone()
}

/// Whether any notice is left, however far in the future.
async fn queue_is_empty(gate: &Gate) -> bool {
    let app = gate.server.app();
    let far = app.now().plus(Duration::from_secs(10 * 365 * 24 * 3600));
    app.store.read().await.unwrap().clients_to_notify(far).await.unwrap().is_empty()
}

async fn until_queue_is_empty(gate: &Gate) {
    until("no notice is left", async || queue_is_empty(gate).await).await;
}

/// Waits until what is due was tried and noted. The clock must stand still: then what is being tried is due again when its claim
/// lapses, in 30 seconds to the second, which no pause after a failure is.
async fn until_tried(gate: &Gate) {
    let app = gate.server.app();
    let due = async |seconds| {
        let at = app.now().plus(Duration::from_secs(seconds));
        app.store.read().await.unwrap().clients_to_notify(at).await.unwrap()
    };
    until("none is under way", async || due(0).await.is_empty() && due(29).await == due(30).await).await;
}

/// The audit line of a notice that was given up, letting `seconds` pass at a time until it is there.
async fn given_up(gate: &Gate, seconds: i64) -> AuditRow {
    gate.clock.stop();
    for _ in 0..3000 {
        let row = gate.audit().await.into_iter().find(|row| row.kind == "logout_notice.failed");
        if let Some(row) = row {
            return row;
        }
        gate.clock.advance(seconds);
        gate.server.app().notices.notify_one();
        until_tried(gate).await;
    }
    panic!("the notice was not given up");
}
