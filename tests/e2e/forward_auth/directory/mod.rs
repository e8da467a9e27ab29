//! Rules that name departments and groups, and what becomes of people when the directory changes, falls silent, or says
//! that they are gone.

mod gone;
mod headers;
mod rules;
mod trouble;

use larkgate::domain::account::{BoundAccount, Memberships};
use serde_json::{Value, json};
use simulator::Simulator;

use super::{Asking, Told};
use crate::harness::front::{Front, Kind};
use crate::harness::waiting::until;
use crate::harness::{Browser, Gate, Setup};

const CONTACT: &str = "/open-apis/contact/v3";
const HOUR: i64 = 60 * 60;

/// The directory is read every hour, and sessions outlast a failure of it.
const READ: &str =
    "directory = true\ntimeout = \"60s\"\n[lifetimes]\nsession = \"7d\"\nsession_idle = \"7d\"";

/// A front whose application `wiki` has these rules.
async fn front(database: crate::harness::Kind, rules: &str) -> Front {
    let setup = Setup { database, connector: READ, ..Setup::default() };
    Front::with_rules(Kind::Plain, setup, rules).await
}

/// A rule about a department, by its own id.
fn department(effect: &str, id: &str) -> String {
    let id = Simulator::open_department_id(id);
    format!("{{ effect = {effect:?}, departments = [{id:?}] }}")
}

/// Signs somebody in to `wiki`; their browser and the cookies that they have there.
async fn entered(front: &Front, person: &str) -> (Browser, String) {
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, person).await;
    let cookies = browser.cookies_for("127.0.0.1");
    (browser, cookies)
}

async fn told(front: &Front, cookies: &str) -> Told {
    Asking::proxy(&front.gate, &front.wiki).but("x-forwarded-uri", "/").and("cookie", cookies).ask().await
}

async fn asked(front: &Front, cookies: &str) -> u16 {
    told(front, cookies).await.status
}

/// Why somebody may not pass, for programs.
async fn refused(front: &Front, cookies: &str) -> String {
    let told = told(front, cookies).await;
    assert_eq!(told.status, 403, "{told:?}");
    told.reason()
}

async fn account(gate: &Gate, person: &str) -> BoundAccount {
    let mut tx = gate.server.app().store.read().await.unwrap();
    tx.account_named(&gate.feishu.open_id(person)).await.unwrap().unwrap()
}

async fn memberships(gate: &Gate, person: &str) -> Memberships {
    account(gate, person).await.memberships
}

/// What the audit log says of people who are gone.
async fn gone(gate: &Gate) -> Vec<String> {
    let rows = gate.audit().await.into_iter().filter(|row| row.kind == "account.gone");
    rows.map(|row| row.reason.unwrap()).collect()
}

async fn change(gate: &Gate, person: &str, fields: Value) {
    gate.control(&format!("people/{person}"), fields).await;
}

/// Every call to the directory fails like this from now on.
async fn break_directory(gate: &Gate, fault: Value) {
    let mut fault = fault;
    fault["path"] = CONTACT.into();
    fault["times"] = 100_000.into();
    gate.control("faults", fault).await;
}

/// How often the directory was asked about anybody.
async fn looks(gate: &Gate) -> usize {
    let calls = gate.observe("calls").await;
    let is_look = |call: &&Value| call["path"].as_str().unwrap().starts_with(&format!("{CONTACT}/users/"));
    calls["calls"].as_array().unwrap().iter().filter(is_look).count()
}

/// Lets an hour pass, and waits until the directory was asked again.
async fn looked_again(gate: &Gate) {
    let before = looks(gate).await;
    gate.clock.advance(HOUR);
    until("the directory is asked again", async || looks(gate).await > before).await;
}

/// The command line on a gate's database.
fn command(gate: &Gate, arguments: &[&str]) -> String {
    let text = gate.folder.path().join("larkgate.toml");
    std::fs::write(&text, gate.config_text.as_str()).unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_larkgate"))
        .args(arguments)
        .arg("--config")
        .arg(&text)
        .env("APP_SECRET", &gate.feishu.app_secret)
        .env("CLIENT_SECRET", crate::harness::gate::CLIENT_SECRET)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn departments(ids: &[&str]) -> Value {
    json!({ "departments": ids })
}
