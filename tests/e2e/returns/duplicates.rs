//! The same answer of Feishu's more than once: reloads, prefetches, double clicks, "back".

use tokio::task::JoinSet;

use crate::harness::by_hand::STATE;
use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

/// A gate, a browser on its way back from Feishu, and where it was sent.
async fn on_the_way_back(kind: Kind) -> (Gate, Browser, Page, String) {
    let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
    let mut browser = gate.browser();
    let page = browser.follow(&gate.ask("app", &[])).await;
    let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
    (gate, browser, page, callback)
}

/// Through to the application, or to a fresh sign-in page that leads there. Never an error.
async fn goes_on(gate: &Gate, browser: &mut Browser, answer: &Page) {
    if answer.begins_sign_in() {
        let again = gate.sign_in(browser, &answer.location().unwrap(), "lin").await;
        assert!(again.reaches_application(), "{}", again.body);
    } else {
        assert!(answer.reaches_application(), "{} {}", answer.status, answer.body);
        assert_eq!(answer.answer("state").as_deref(), Some(STATE));
        let tokens = gate.redeem("app", &answer.answer("code").unwrap(), &[]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
    }
}

on_each_database! {
    async fn eight_at_once_reach_feishu_once_and_the_application_anyway(kind) {
        let (gate, browser, _page, callback) = on_the_way_back(kind).await;
        let mut visits = JoinSet::new();
        for _ in 0..8 {
            let (mut tab, callback) = (browser.clone(), callback.clone());
            visits.spawn(async move {
                let answer = tab.get(&callback).await;
                (tab, answer)
            });
        }
        let visits = visits.join_all().await;
        assert_eq!(gate.most_presented().await, 1);
        assert_eq!(visits.iter().filter(|(_, answer)| answer.reaches_application()).count(), 1);
        for (mut tab, answer) in visits {
            goes_on(&gate, &mut tab, &answer).await;
        }
        assert_eq!(gate.most_presented().await, 1);
    }

    async fn a_reload_after_success_goes_straight_to_the_application(kind) {
        let (gate, mut browser, page, callback) = on_the_way_back(kind).await;
        let first = browser.get(&callback).await;
        goes_on(&gate, &mut browser, &first).await;
        for url in [&callback, &callback, &page.url] {
            let again = browser.get(url).await;
            assert!(again.reaches_application(), "{} {}", again.status, again.body);
            assert_ne!(again.answer("code"), first.answer("code"), "each code is new");
            goes_on(&gate, &mut browser, &again).await;
        }
        assert_eq!(gate.most_presented().await, 1);
    }

    async fn feishus_page_reached_by_back_leads_to_the_application_too(kind) {
        let (gate, mut browser, page, callback) = on_the_way_back(kind).await;
        assert!(browser.get(&callback).await.reaches_application());
        let second = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let answer = browser.get(&second).await;
        goes_on(&gate, &mut browser, &answer).await;
        assert_eq!(gate.observe("counters").await["presented"], 1, "the second code was not needed");
    }

    async fn a_tab_without_the_session_begins_anew(kind) {
        let (gate, mut browser, _page, callback) = on_the_way_back(kind).await;
        let mut before = browser.clone();
        assert!(browser.get(&callback).await.reaches_application());
        let answer = before.get(&callback).await;
        assert!(answer.begins_sign_in(), "{} {}", answer.status, answer.body);
        goes_on(&gate, &mut before, &answer).await;
    }

    async fn an_old_answer_does_not_open_what_a_session_from_before_it_would_not(kind) {
        // Signed in already, but the application asked for a fresh login, which then failed half way.
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        gate.clock.advance(10);
        let page = browser.follow(&gate.ask("app", &[("prompt", "login")])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let forged = callback.replace("code=", "code=x");
        let failed = browser.get(&forged).await;
        assert_eq!(failed.status, 400, "{}", failed.body);
        for url in [forged, failed.again().unwrap()] {
            let answer = browser.get(&url).await;
            assert!(answer.begins_sign_in(), "the old session must not do: {answer:?}");
        }
    }
}
