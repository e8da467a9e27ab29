//! Ways in without signing in, and ways to lead somebody else astray, before each real proxy.

use super::Asking;
use crate::harness::front::{Front, Kind};
use crate::harness::raw;

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_http_2_does_not_pass_even_where_everybody_does() {
    let front = Front::start(Kind::Plain).await;
    let health = format!("{}/health", front.wiki);
    for (name, value) in [("upgrade", "h2c"), ("upgrade", "websocket, H2C"), ("http2-settings", "")] {
        for asking in [Asking::proxy(&front.gate, &health), Asking::nginx(&front.gate, &health)] {
            let told = asking.and(name, value).ask().await;
            assert_eq!((told.status, told.reason().as_str()), (403, "other_protocol"), "{name}: {value}");
        }
    }
    let told = Asking::proxy(&front.gate, &health).and("upgrade", "websocket").ask().await;
    assert_eq!(told.status, 200);
}

before_each_real_proxy! {
    // Advisory 12.
    async fn malformed_cookies_open_nothing(front) {
        let good = front.cookies_of("lin").await;
        let session = good.split("; ").find(|cookie| cookie.starts_with("larkgate-app=")).unwrap();
        let value = session.strip_prefix("larkgate-app=").unwrap();
        let long = format!("larkgate-app={}", "A".repeat(3000));
        for cookies in [
            "larkgate-app=", "larkgate-app", "=", ";;;", "larkgate-app=\"\"", "larkgate-app=%00", "__Host-larkgate-app=x", &long,
            "larkgate-app=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "larkgate-app=\u{e9}\u{6797}",
            session.strip_suffix(char::is_alphanumeric).unwrap_or("larkgate-app=x"), &format!("larkgate-app={value}x"), &format!("larkgate-app= {value} x"),
            &format!("LARKGATE-APP={value}"), &format!("%6carkgate-app={value}"), &format!("larkgate-app=x; larkgate-app={value}x"),
            &format!("a=\"; {session}x\""),
        ] {
            let status = raw::get(&front.wiki, "/x", &[("Cookie", cookies)]).await;
            assert!([400, 401, 403].contains(&status), "{cookies}: {status}");
        }
        assert_eq!(raw::get(&front.wiki, "/x", &[("Cookie", session)]).await, 200);
    }

    // In another protocol nobody would be asked about the requests that follow, nor be told whose they are.
    async fn no_other_protocol_is_opened_behind_the_check(front) {
        let cookies = front.cookies_of("lin").await;
        for headers in [
            &[("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings")][..],
            &[("Upgrade", "h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "websocket, h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "Upgrade")],
            &[("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "TLS/1.0"), ("Connection", "Upgrade")],
        ] {
            let headers = [headers, &[("HTTP2-Settings", "AAMAAABkAAQAAP__"), ("Cookie", &cookies)]].concat();
            let status = raw::get(&front.wiki, "/x", &headers).await;
            assert!([101, 200, 400, 401, 403].contains(&status), "{headers:?}: {status}");
        }
        for reached in front.echo.reached() {
            let upgrade = reached.headers.get("upgrade").map_or("websocket", String::as_str);
            assert_eq!(upgrade, "websocket", "{reached:?}");
        }
    }

    // Advisory 8.
    async fn nobody_is_sent_anywhere_else(front) {
        for target in [
            "//evil.example/", "/\\evil.example/", "/%2f%2fevil.example", "/.larkgate/sign-in?to=//evil.example/",
            "/.larkgate/sign-in?to=https://evil.example/", "/.larkgate/sign-in?to=/%5cevil.example", "/.larkgate/sign-in?to=%09//evil.example",
            "/.larkgate/sign-in?to=@evil.example/", "/.larkgate/sign-in?to=/x&to=//evil.example", "http://evil.example/x",
        ] {
            let head = raw::head(&front.wiki, target, &[("Accept", "text/html")]).await;
            let location = head.lines().find_map(|line| line.to_lowercase().strip_prefix("location: ").map(str::to_owned));
            let ours = |location: &String| location.starts_with(&front.wiki) && !location.contains("evil") || location.starts_with(&front.gate.url);
            assert!(location.as_ref().is_none_or(ours), "{target}: {head}");
        }
    }

    // Advisory 7.
    async fn a_planted_session_is_not_the_one_that_is_opened(front) {
        let (mut browser, planted) = (front.gate.browser(), "A".repeat(43));
        browser.plant("larkgate-app", &planted);
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        assert_ne!(browser.cookie("larkgate-app"), Some(&*planted));
        let planted = format!("larkgate-app={planted}");
        assert_eq!(front.fetch(&planted, &format!("{}/x", front.wiki), &[]).await.status, 401);
    }

    // Advisory 37.
    async fn who_is_disabled_is_refused_at_the_next_request(front) {
        let cookies = front.cookies_of("lin").await;
        assert_eq!(front.fetch(&cookies, &front.wiki, &[]).await.status, 200);
        let mut tx = front.gate.server.app().store.write().await.unwrap();
        let account = tx.account_named(&front.gate.feishu.open_id("lin")).await.unwrap().unwrap().account.id;
        tx.set_account_enabled(&account, false).await.unwrap();
        tx.commit().await.unwrap();
        front.gate.clock.advance(1);
        assert_eq!(front.fetch(&cookies, &front.wiki, &[]).await.status, 401);
    }
}
