//! Several sign-ins in one browser at the same time.

use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// A tab with a `state` of its own.
async fn open(gate: &Gate, browser: &mut Browser, state: &str) -> Page {
    browser.follow(&gate.ask("app", &[("state", state)])).await
}

fn attempts(browser: &Browser) -> usize {
    browser.cookie_names().iter().filter(|name| name.contains("-attempt-")).count()
}

/// `callback`'s code under the state of `other`.
fn mixed(callback: &str, other: &str) -> String {
    let state = other.split_once("&state=").unwrap().1;
    format!("{}&state={state}", callback.split_once("&state=").unwrap().0)
}

on_each_database! {
    async fn two_tabs_both_arrive_in_any_order(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let (one, two) = (open(&gate, &mut browser, "one").await, open(&gate, &mut browser, "two").await);
        let first = gate.at_feishu(Some("lin"), &one.feishu_link()).await;
        let second = gate.at_feishu(Some("lin"), &two.feishu_link()).await;
        for (callback, state) in [(second, "two"), (first, "one")] {
            let back = browser.get(&callback).await;
            assert!(back.reaches_application(), "{}", back.body);
            assert_eq!(back.answer("state").as_deref(), Some(state));
            let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
            assert_eq!(tokens.status, 200, "{tokens:?}");
        }
    }

    async fn a_code_under_another_tabs_state_is_refused_and_both_can_go_on(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let (one, two) = (open(&gate, &mut browser, "one").await, open(&gate, &mut browser, "two").await);
        let first = gate.at_feishu(Some("lin"), &one.feishu_link()).await;
        let second = gate.at_feishu(Some("zhou"), &two.feishu_link()).await;
        let failed = browser.get(&mixed(&first, &second)).await;
        assert_eq!(failed.status, 400, "{}", failed.body);
        assert_eq!(gate.refusal(&failed).await.reason.as_deref(), Some("code_rejected (20049)"));
        let back = gate.try_again(&mut browser, &failed, "zhou").await;
        assert_eq!(back.answer("state").as_deref(), Some("two"));
        // Feishu keeps a code that was presented with the wrong verifier.
        assert_eq!(browser.get(&first).await.answer("state").as_deref(), Some("one"));
    }

    async fn a_code_of_the_link_does_not_pass_as_one_of_the_qr_code(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = open(&gate, &mut browser, "one").await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let failed = browser.get(&format!("{callback}.qr")).await;
        assert_eq!(failed.status, 400, "{}", failed.body);
        assert_eq!(gate.refusal(&failed).await.reason.as_deref(), Some("code_rejected (20049)"));
    }

    async fn with_too_many_tabs_the_oldest_are_forgotten(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let mut tabs = Vec::new();
        for number in 0..20 {
            tabs.push((number.to_string(), open(&gate, &mut browser, &number.to_string()).await));
            assert!(attempts(&browser) <= 12, "{:?}", browser.cookie_names());
        }
        assert_eq!(attempts(&browser), 12);
        for (number, (state, page)) in tabs.iter().enumerate() {
            let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
            let back = browser.clone().get(&callback).await;
            if number < 8 {
                assert!(back.body.contains("登录链接无效"), "{state}: {}", back.body);
            } else {
                assert_eq!(back.answer("state").as_ref(), Some(state), "{}", back.body);
            }
        }
    }

    async fn a_language_and_a_session_outlive_many_tabs(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        browser.get(&format!("{}/?lang=en", gate.url)).await;
        for _ in 0..15 {
            browser.follow(&gate.ask("app", &[("prompt", "login")])).await;
        }
        let home = browser.get(&format!("{}/", gate.url)).await;
        assert!(home.body.contains("林小雨") && home.body.contains("lang=\"en\""), "{}", home.body);
        let silent = browser.get(&gate.ask("app", &[("prompt", "none")])).await;
        assert!(silent.answer("code").is_some(), "{silent:?}");
    }
}
