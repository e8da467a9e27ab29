//! The Form Post plan beside the cases that it shares with Basic (`basic`): the page that carries the answer.

use super::client::{Mode, Op};
use crate::harness::by_hand::STATE;
use crate::harness::{Gate, Kind, Page};

/// The header that says what a page may do.
fn policy(page: &Page) -> &str {
    page.headers["content-security-policy"].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_sends_itself_or_is_sent_by_a_button() {
    let op = Op::start(Kind::Sqlite, Mode::FormPost).await;
    let mut browser = op.gate.browser();
    let request = op.request(&[]);
    op.answered(&mut browser, &request).await;
    let page = browser.seen.last().unwrap();
    assert!(page.body.contains("<button"), "without scripts: {}", page.body);
    let script = page.body.split_once("<script src=\"").unwrap().1.split('"').next().unwrap();
    let script = op.gate.http().get(format!("{}{script}", op.gate.url)).send().await.unwrap();
    assert_eq!(script.status(), 200);
    assert!(script.text().await.unwrap().contains(".submit()"));
    assert!(policy(page).contains("script-src 'self'"), "{}", policy(page));
    // Chromium holds form-action against what follows the form, too, and only the application knows that.
    assert!(!policy(page).contains("form-action"), "{}", policy(page));
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_travels_by_form() {
    let op = Op::start(Kind::Sqlite, Mode::FormPost).await;
    let mut browser = op.gate.browser();
    for (change, error) in [
        (("prompt", "none"), "login_required"),
        (("scope", "email"), "invalid_scope"),
        (("max_age", "soon"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("request", "e30."), "request_not_supported"),
        (("resource", "https://other.example.com"), "invalid_target"),
    ] {
        let request = op.request(&[change, ("state", STATE)]);
        assert_eq!(op.silently(&mut browser, &request).await.error(), error, "{change:?}");
    }
    let request = op.request(&[("state", STATE)]);
    let page = op.shown(&mut browser, &request).await;
    let refusal = op.gate.at_feishu(None, &page.feishu_link()).await;
    let reply = op.reply(&browser.get(&refusal).await, &request);
    assert_eq!(reply.error(), "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mode_that_is_not_known_is_refused_by_query() {
    let gate = Gate::start().await;
    for mode in ["fragment", "form_post.jwt", "FORM_POST"] {
        let back = gate.browser().get(&gate.ask("app", &[("response_mode", mode)])).await;
        assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{mode}");
    }
}
