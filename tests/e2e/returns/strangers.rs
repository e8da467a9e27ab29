//! Answers that are not this browser's: forged, foreign, or without any state. Nothing is taken by them.

use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

async fn on_the_way_back(kind: Kind) -> (Gate, Browser, Page, String) {
    let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
    let mut browser = gate.browser();
    let page = browser.follow(&gate.ask("app", &[])).await;
    let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
    (gate, browser, page, callback)
}

fn is_unknown(page: &Page) {
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(page.body.contains("登录链接无效"), "{}", page.body);
    assert!(page.reference().is_some(), "{}", page.body);
    assert_eq!(page.location(), None);
}

/// The cookie that binds the one open attempt of `browser`.
fn attempt_cookie(browser: &Browser) -> (String, String) {
    let name = *browser.cookie_names().iter().find(|name| name.contains("-attempt-")).unwrap();
    (name.to_owned(), browser.cookie(name).unwrap().to_owned())
}

on_each_database! {
    async fn front_channel_ids_are_not_secrets(kind) {
        let (gate, mut browser, page, callback) = on_the_way_back(kind).await;
        let mut stranger = browser.clone();
        stranger.forget_cookies();
        let again = format!("{}/again", page.url);
        for url in [&callback, &page.url, &again] {
            is_unknown(&stranger.get(url).await);
        }
        // With a cookie of the right name, but of an attempt of its own.
        stranger.follow(&gate.ask("app", &[])).await;
        let (name, _) = attempt_cookie(&browser);
        let (_, own) = attempt_cookie(&stranger);
        for value in [own.as_str(), "", "guess"] {
            stranger.plant(&name, value);
            for url in [&callback, &page.url, &again] {
                is_unknown(&stranger.get(url).await);
            }
        }
        assert_eq!(gate.most_presented().await, 0);
        assert!(gate.audit().await.is_empty());
        assert!(browser.get(&callback).await.reaches_application());
    }

    async fn a_stranger_cannot_refuse_for_somebody(kind) {
        let (gate, mut browser, page, callback) = on_the_way_back(kind).await;
        let refusal = gate.at_feishu(None, &page.feishu_link()).await;
        is_unknown(&gate.browser().get(&refusal).await);
        assert!(browser.get(&callback).await.reaches_application());
    }

    async fn a_forged_state_is_nobodys(kind) {
        let (gate, mut browser, _page, callback) = on_the_way_back(kind).await;
        let (start, state) = callback.split_once("state=").unwrap();
        let (cut, longer, twice) = (state.split_at(1).1, format!("{state}x"), format!("{state}.qr.qr"));
        for forged in ["forged", cut, &longer, &twice, "%00"] {
            let page = browser.get(&format!("{start}state={forged}")).await;
            assert_eq!(page.status, 400, "{forged}: {}", page.body);
            assert_eq!(page.location(), None);
        }
        assert_eq!(gate.most_presented().await, 0);
        assert!(browser.get(&callback).await.reaches_application());
    }

    async fn a_missing_or_doubled_state_takes_nothing(kind) {
        let (gate, mut browser, _page, callback) = on_the_way_back(kind).await;
        let (start, state) = callback.split_once("&state=").unwrap();
        for url in [
            start.to_owned(),
            format!("{start}&state="),
            format!("{callback}&state={state}"),
            format!("{callback}&code=another"),
            callback.replace("/callback/feishu", "/callback/lark"),
        ] {
            let page = browser.get(&url).await;
            assert!(page.status.is_client_error(), "{url}: {}", page.body);
            assert_eq!(page.location(), None, "{url}");
        }
        assert_eq!(gate.most_presented().await, 0);
        assert!(browser.get(&callback).await.reaches_application());
    }
}
