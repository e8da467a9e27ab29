//! The QR code: an iframe of the simulated Feishu, scanned with the simulated phone in a second tab.

use fantoccini::Locator;
use serde_json::json;

use super::{in_chromium, quiet};
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

/// Keeps timers of a minute and more for the test to run, instead of letting it wait: `long.at(-1)()`.
const KEEP_LONG_TIMERS: &str = "window.long = []; const soon = window.setTimeout.bind(window); \
    window.setTimeout = (work, wait) => wait < 60000 ? soon(work, wait) : window.long.push(work);";

/// Waits for the QR code and enters its frame.
async fn enter_frame(chrome: &Chrome) {
    chrome.see("#qr[data-state=waiting] iframe").await.enter_frame().await.unwrap();
    chrome.see("#phone").await;
}

/// Leaves it.
async fn leave_frame(chrome: &Chrome) {
    chrome.client.enter_parent_frame().await.unwrap();
}

/// Within the frame: follows its link to the phone in a second tab, confirms as `person` there (`deny` refuses), closes
/// the tab, and is back in the first.
async fn scan(chrome: &Chrome, person: &str) {
    let first = chrome.client.window().await.unwrap();
    chrome.click("#phone").await;
    let windows = chrome
        .until("a second tab", async || {
            chrome.client.windows().await.ok().filter(|windows| windows.len() == 2)
        })
        .await;
    let phone = windows.into_iter().find(|window| *window != first).unwrap();
    chrome.client.switch_to_window(phone).await.unwrap();
    chrome.click(&format!("#{person}")).await;
    chrome.see("#phone-done").await;
    chrome.client.close_window().await.unwrap();
    chrome.client.switch_to_window(first).await.unwrap();
}

in_chromium! {
    async fn a_scanned_code_leads_to_the_application() {
        let sample = Sample::start().await;
        let mut subs = Vec::new();
        for _ in 0..2 {
            let chrome = Chrome::chinese().await;
            sample.to_sign_in_page(&chrome).await;
            assert_eq!(chrome.text("#qr[data-state=waiting] .qr-status").await, "打开手机上的飞书，扫码登录");
            enter_frame(&chrome).await;
            scan(&chrome, "person-lin").await;
            subs.push(sample.landed(&chrome).await);
            quiet(&chrome).await;
        }
        // The same account as by the button.
        let chrome = Chrome::english().await;
        sample.to_sign_in_page(&chrome).await;
        subs.push(sample.by_button(&chrome, "lin").await);
        assert_eq!(subs, vec![sample.sub_of("lin"); 3]);
    }

    async fn the_older_message_is_understood_too() {
        let sample = Sample::start().await;
        let chrome = Chrome::english().await;
        sample.to_sign_in_page(&chrome).await;
        enter_frame(&chrome).await;
        // The frame of sdk_version 1.0.3 posts an object; before, it posted the bare code.
        assert_eq!(chrome.run("const was = OBJECT; OBJECT = false; return was").await, true);
        scan(&chrome, "person-zhou").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("zhou"));
        quiet(&chrome).await;
    }

    async fn who_cancels_on_the_phone_can_still_press_the_button() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        enter_frame(&chrome).await;
        scan(&chrome, "deny").await;
        leave_frame(&chrome).await;
        chrome.see("#qr[data-state=waiting]").await;
        assert_eq!(sample.by_button(&chrome, "wang").await, sample.sub_of("wang"));
        quiet(&chrome).await;
    }

    async fn an_expired_code_is_refreshed_by_its_button() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        chrome.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": KEEP_LONG_TIMERS})).await;
        sample.to_sign_in_page(&chrome).await;
        chrome.see("#qr[data-state=waiting] iframe").await;
        sample.gate.control("clock", json!({"advance_seconds": 300})).await;
        chrome.run("long.at(-1)()").await;
        assert_eq!(chrome.text("#qr[data-state=expired] .qr-status").await, "二维码已过期");
        assert!(!chrome.has("#qr iframe").await);
        chrome.click(".qr-veil button").await;
        enter_frame(&chrome).await;
        scan(&chrome, "person-chen").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("chen"));
        quiet(&chrome).await;
    }

    async fn the_back_button_leads_to_a_page_that_works() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        // Away to Feishu by the button, and back.
        sample.to_sign_in_page(&chrome).await;
        chrome.click("a.button.wide").await;
        chrome.see("#person-lin").await;
        chrome.client.back().await.unwrap();
        enter_frame(&chrome).await;
        scan(&chrome, "person-lin").await;
        sample.landed(&chrome).await;
        // Back from the application: its spent attempt asks nobody anything and leads there again.
        chrome.client.back().await.unwrap();
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        quiet(&chrome).await;
    }

    async fn a_page_that_the_browser_kept_asks_for_a_new_code() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        enter_frame(&chrome).await;
        let id = chrome.run("return ID").await;
        leave_frame(&chrome).await;
        // Chromium does not keep pages that set `no-store`; other browsers may.
        chrome.run("document.getElementById('qr').dataset.state = 'scanned'").await;
        chrome.run("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))").await;
        chrome
            .until("another code", async || {
                chrome.client.enter_frame(0).await.ok()?;
                let other = chrome.client.execute("return window.ID", vec![]).await.ok();
                leave_frame(&chrome).await;
                other.filter(|other| other.is_string() && *other != id)
            })
            .await;
        enter_frame(&chrome).await;
        scan(&chrome, "person-lin").await;
        sample.landed(&chrome).await;
        quiet(&chrome).await;
    }

    async fn messages_from_elsewhere_change_nothing() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        let page = chrome.url().await;
        let note = "window.seen = []; window.addEventListener('message', (event) => seen.push(event.origin))";
        let lies = "for (const lie of ['0123456789abcdef', {source: 'qrcode', tmp_code: '0123456789abcdef'}]) ";

        // From the page itself.
        chrome.see("#qr[data-state=waiting] iframe").await;
        chrome.run(note).await;
        chrome.run(&format!("{lies} window.postMessage(lie, '*')")).await;
        chrome.until_true("seen.length === 2").await;
        chrome.see("#qr[data-state=waiting]").await;

        // From a window of another origin, and from one of the very origin of the frame that is not the frame.
        let feishu = format!("{}/_sim/phone?qr=nonsense", sample.gate.feishu.base_url());
        for elsewhere in [sample.url.clone(), feishu] {
            chrome.goto(&elsewhere).await;
            let first = chrome.client.window().await.unwrap();
            chrome.run(&format!("window.other = window.open('{page}')")).await;
            let windows = chrome
                .until("a second tab", async || chrome.client.windows().await.ok().filter(|w| w.len() == 2))
                .await;
            let second = windows.into_iter().find(|window| *window != first).unwrap();
            chrome.client.switch_to_window(second.clone()).await.unwrap();
            chrome.see("#qr[data-state=waiting] iframe").await;
            chrome.run(note).await;
            chrome.client.switch_to_window(first.clone()).await.unwrap();
            chrome.run(&format!("{lies} other.postMessage(lie, '*')")).await;
            chrome.client.switch_to_window(second).await.unwrap();
            chrome.until_true("seen.length === 2").await;
            let origin = url::Url::parse(&elsewhere).unwrap().origin().ascii_serialization();
            assert_eq!(chrome.run("return seen").await, json!([origin, origin]));
            chrome.see("#qr[data-state=waiting]").await;
            assert_eq!(chrome.url().await, page);
            chrome.client.close_window().await.unwrap();
            chrome.client.switch_to_window(first).await.unwrap();
        }
    }

    async fn no_other_frame_can_be_put_into_the_page() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        chrome.see("#qr[data-state=waiting] iframe").await;
        quiet(&chrome).await;
        chrome.run("window.refused = []; document.addEventListener('securitypolicyviolation', \
            (event) => refused.push(event.effectiveDirective))").await;
        let frame = "const frame = document.createElement('iframe'); frame.src = arguments[0]; document.body.append(frame)";
        chrome.client.execute(frame, vec![sample.url.clone().into()]).await.unwrap();
        chrome.until_true("refused.includes('frame-src')").await;
        // Which also shows that `quiet` would have heard of it.
        assert!(chrome.complaints().await.iter().any(|text| text.contains("Content Security Policy")));
        chrome.click("a.button.wide").await;
        assert!(chrome.client.find(Locator::Css("#person-lin")).await.is_ok());
    }
}
