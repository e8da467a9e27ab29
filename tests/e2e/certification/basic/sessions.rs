//! A second request in the same browser: which are answered at once, and which show the sign-in page.

use super::stored_cases;
use crate::certification::client::{Op, Tokens};
use crate::harness::Browser;
use crate::harness::by_hand::jwt;

/// A first request in a browser, and what came of it.
async fn first(op: &Op, changes: &[(&str, &str)]) -> (Browser, Tokens) {
    let mut browser = op.gate.browser();
    let request = op.request(changes);
    let reply = op.answered(&mut browser, &request).await;
    let tokens = op.redeem(&request, &reply).await;
    (browser, tokens)
}

/// A second one that shows nothing.
async fn again_silently(op: &Op, browser: &mut Browser, changes: &[(&str, &str)]) -> Tokens {
    let request = op.request(changes);
    let reply = op.silently(browser, &request).await;
    op.redeem(&request, &reply).await
}

/// A second one at which the person signs in again.
async fn again_shown(op: &Op, browser: &mut Browser, changes: &[(&str, &str)]) -> Tokens {
    let request = op.request(changes);
    let page = op.shown(browser, &request).await;
    let reply = op.sign_in(browser, &page, &request).await;
    op.redeem(&request, &reply).await
}

fn auth_time(tokens: &Tokens) -> i64 {
    tokens.id_token["auth_time"].as_i64().unwrap()
}

stored_cases! {
    async fn oidcc_prompt_login(op) {
        let (mut browser, first) = first(&op, &[]).await;
        op.gate.clock.advance(2);
        let second = again_shown(&op, &mut browser, &[("prompt", "login")]).await;
        assert_eq!(second.id_token["sub"], first.id_token["sub"]);
        assert!(auth_time(&second) > auth_time(&first));
    }

    async fn oidcc_prompt_none_not_logged_in(op) {
        let mut browser = op.gate.browser();
        let request = op.request(&[("prompt", "none"), ("state", &"s".repeat(128))]);
        let reply = op.silently(&mut browser, &request).await;
        assert_eq!(reply.error(), "login_required");
        assert_eq!(browser.seen.len(), 1, "no page, and no way to Feishu");
        assert!(browser.cookie_names().is_empty());
    }

    async fn oidcc_prompt_none_logged_in(op) {
        let (mut browser, first) = first(&op, &[]).await;
        op.gate.clock.advance(2);
        let second = again_silently(&op, &mut browser, &[("prompt", "none")]).await;
        assert_eq!(second.id_token["sub"], first.id_token["sub"]);
        assert_eq!(auth_time(&second), auth_time(&first));
    }

    async fn oidcc_max_age_1(op) {
        let (mut browser, first) = first(&op, &[]).await;
        op.gate.clock.advance(2);
        let second = again_shown(&op, &mut browser, &[("max_age", "1")]).await;
        assert!(auth_time(&second) > auth_time(&first));
        assert!(op.gate.server.app().now().seconds() - auth_time(&second) <= 300);
        assert_eq!(second.id_token["sub"], first.id_token["sub"]);
    }

    async fn oidcc_max_age_10000(op) {
        let (mut browser, first) = first(&op, &[("max_age", "15000")]).await;
        op.gate.clock.advance(2);
        let second = again_silently(&op, &mut browser, &[("max_age", "10000")]).await;
        assert_eq!(second.id_token["sub"], first.id_token["sub"]);
        assert_eq!(auth_time(&second), auth_time(&first));
    }

    async fn oidcc_id_token_hint(op) {
        let (mut browser, first) = first(&op, &[]).await;
        let hint = first.text("id_token");
        // Also once it has lapsed.
        for seconds in [2, 3600] {
            op.gate.clock.advance(seconds);
            let second = again_silently(&op, &mut browser, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
            assert_eq!(second.id_token["sub"], first.id_token["sub"]);
        }
        let request = op.request(&[]);
        let other = op.gate.sign_in(&mut op.gate.browser(), &op.gate.ask("first", &[]), "zhou").await;
        let zhou = op.gate.redeem("first", &other.answer("code").unwrap(), &[]).await.text("id_token");
        assert_ne!(jwt(&zhou).1["sub"], first.id_token["sub"]);
        let request = op.request_of(&request.client, &[("prompt", "none"), ("id_token_hint", &zhou)]);
        assert_eq!(op.silently(&mut browser, &request).await.error(), "login_required");
    }
}
