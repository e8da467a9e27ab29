//! The console: who comes in, what each page does, and what nobody gets it to do.

mod access;
mod accounts;
mod attacks;
mod bindings;
mod changes;
mod clients;
mod emergency;
mod entering;
mod log;
pub mod matrix;
mod overview;
mod who_may_enter;

use larkgate::admin::ops::{Desk, roles};
use larkgate::domain::admin::{Actor, Role};
use larkgate::domain::token::SystemEntropy;

use crate::harness::{Browser, Gate, Kind, Page, Setup};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

fn url(gate: &Gate, path: &str) -> String {
    format!("{}{path}", gate.url)
}

/// Why something is taken away.
const WHY: &str = "不再需要";

/// Gives `person`, who has signed in before, a role as the command line does.
pub async fn grant(gate: &Gate, person: &str, role: Role) {
    let app = gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    roles::grant(&desk, &gate.feishu.open_id(person), role).await.unwrap();
}

/// A browser in which `person` is signed in.
async fn signed_in(gate: &Gate, person: &str) -> Browser {
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), person).await;
    browser
}

/// A browser in which `person` is signed in with this role.
async fn browser(gate: &Gate, person: &str, role: Role) -> Browser {
    let browser = signed_in(gate, person).await;
    grant(gate, person, role).await;
    browser
}

/// A page of the console that is shown.
async fn seen(gate: &Gate, browser: &mut Browser, path: &str) -> Page {
    let page = browser.get(&url(gate, path)).await;
    assert_eq!(page.status, 200, "{path}: {:?} {}", page.location(), page.body);
    let is_page = path.starts_with("/admin") && page.body.starts_with("<!doctype");
    assert_eq!(
        page.body.contains("hreflang"),
        is_page,
        "{path}: it can be read in another language: {}",
        page.body
    );
    page
}

/// What a form of the console comes to, with the token of this session.
async fn send(gate: &Gate, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = csrf(gate, browser).await;
    let form: Vec<_> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    let answer = browser.post(&url(gate, path), &form).await;
    assert!(
        !answer.body.contains("hreflang"),
        "{path}: no address has this in another language: {}",
        answer.body
    );
    answer
}

/// What a form of the console comes to that takes something away: it is refused without a reason.
async fn take_away(gate: &Gate, browser: &mut Browser, path: &str) -> Page {
    assert_eq!(send(gate, browser, path, &[]).await.status, 400, "{path}: without a reason");
    send(gate, browser, path, &[("reason", WHY)]).await
}

/// The token of this session, from whichever page has a form for everybody.
async fn csrf(gate: &Gate, browser: &mut Browser) -> String {
    browser.get(&url(gate, "/account/sessions/end-all")).await.csrf().unwrap()
}

/// The page that a form's answer leads to, which says `notice`.
async fn noticed(browser: &mut Browser, answer: &Page, notice: &str) -> Page {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&answer.location().unwrap()).await;
    assert!(page.body.contains(notice), "{}", page.body);
    page
}

/// The path of a person's page in the console.
async fn path_of(gate: &Gate, person: &str) -> String {
    let sub = gate.feishu.open_id(person);
    let account = gate.server.app().store.read().await.unwrap().account_named(&sub).await.unwrap();
    format!("/admin/accounts/{}", account.unwrap().account.id)
}

async fn is_signed_in(gate: &Gate, browser: &mut Browser) -> bool {
    browser.get(&gate.ask("app", &[("prompt", "none")])).await.answer("code").is_some()
}
