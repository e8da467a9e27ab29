//! What third-party applications may have: asked once, by a page, and by nothing that goes around it.

mod around;
mod asked;
mod page;

use larkgate::store::AuditRow;

use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Browser, Gate, Kind, Page, Setup};

/// A gate with the third-party applications `third` and `other`, whose name is markup.
async fn gate(kind: Kind) -> Gate {
    let client = |id: &str, name: &str| {
        format!(
            "[[clients]]\nid = \"{id}\"\nname = '{name}'\nsecret_env = \"CLIENT_SECRET\"\nthird_party = true\n\
             redirect_uris = [\"{REDIRECT_URI}\"]\naudience = \"https://api.example.com\"\n"
        )
    };
    let clients = client("third", "外部日历") + &client("other", "<b>\"Evil\"</b> & Co");
    Gate::with(Setup { database: kind, clients, ..Setup::default() }).await
}

/// A gate, and a browser in which `lin` is signed in.
async fn signed_in(kind: Kind) -> (Gate, Browser) {
    let gate = gate(kind).await;
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
    (gate, browser)
}

/// The consent page that `url` leads to.
async fn question(browser: &mut Browser, url: &str) -> Page {
    let begun = browser.get(url).await;
    assert!(begun.asks_consent(), "{} {:?} {}", begun.status, begun.location(), begun.body);
    let page = browser.get(&begun.location().unwrap()).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("value=\"allow\""), "{}", page.body);
    page
}

/// Presses a button of the consent page.
async fn press(browser: &mut Browser, page: &Page, decision: &str) -> Page {
    let csrf = page.csrf().unwrap();
    browser.post(&page.url, &[("csrf", &csrf), ("decision", decision)]).await
}

/// Is asked, and allows; the answer to the application.
async fn allow(browser: &mut Browser, url: &str) -> Page {
    let page = question(browser, url).await;
    let back = press(browser, &page, "allow").await;
    assert!(back.answer("code").is_some(), "{back:?}");
    back
}

/// The kinds of all audit lines, in order of the alphabet.
async fn kinds(gate: &Gate) -> Vec<String> {
    let mut kinds: Vec<_> = gate.audit().await.into_iter().map(|row| row.kind).collect();
    kinds.sort();
    kinds
}

/// The one audit line of this kind.
async fn line(gate: &Gate, kind: &str) -> AuditRow {
    let mut rows = gate.audit().await;
    rows.retain(|row| row.kind == kind);
    assert_eq!(rows.len(), 1, "{kind}: {rows:?}");
    rows.remove(0)
}
