//! A person's own page: what they see of themselves, and what they can end.

mod applications;
mod forged;
mod page;
mod sessions;

use larkgate::store::AuditRow;

use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Browser, Gate, Kind, Page, Setup};

/// A gate with the third-party application `third`.
async fn gate(kind: Kind) -> Gate {
    let clients = format!(
        "[[clients]]\nid = \"third\"\nname = \"外部日历\"\nsecret_env = \"CLIENT_SECRET\"\nthird_party = true\n\
         redirect_uris = [\"{REDIRECT_URI}\"]\n"
    );
    Gate::with(Setup { database: kind, clients, ..Setup::default() }).await
}

/// A browser in which `person` is signed in.
async fn browser(gate: &Gate, person: &str) -> Browser {
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), person).await;
    browser
}

fn url(gate: &Gate, path: &str) -> String {
    format!("{}{path}", gate.url)
}

/// The page, which its browser sees at once.
async fn own_page(gate: &Gate, browser: &mut Browser) -> Page {
    let page = browser.get(&url(gate, "/account")).await;
    assert_eq!(page.status, 200, "{:?} {}", page.location(), page.body);
    page
}

/// The sessions that the page has a button for.
fn sessions(page: &Page) -> Vec<String> {
    let fields = page.body.split("name=\"session\" value=\"").skip(1);
    fields.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The page that a redirect leads to, which says `notice`.
async fn noticed(browser: &mut Browser, answer: &Page, notice: &str) -> Page {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&answer.location().unwrap()).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(notice), "{}", page.body);
    page
}

async fn is_signed_in(gate: &Gate, browser: &mut Browser) -> bool {
    browser.get(&gate.ask("app", &[("prompt", "none")])).await.answer("code").is_some()
}

/// The audit lines of this kind.
async fn lines(gate: &Gate, kind: &str) -> Vec<AuditRow> {
    gate.audit().await.into_iter().filter(|row| row.kind == kind).collect()
}
