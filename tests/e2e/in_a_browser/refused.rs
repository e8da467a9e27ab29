//! What people see who do not get in, and how they do after all.

use super::in_chromium;
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

/// The one thing the browser may say: that the page came with this status.
async fn only_the_status(chrome: &Chrome, status: u16) {
    let complaints = chrome.complaints().await;
    let expected = format!("responded with a status of {status}");
    assert!(complaints.iter().all(|text| text.contains(&expected)), "{complaints:#?}");
}

in_chromium! {
    async fn the_application_hears_of_a_refusal_at_feishu() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        chrome.click("a.button.wide").await;
        chrome.click("#deny").await;
        assert_eq!(chrome.text("#problem").await, "Sign-in did not work: access_denied");
        assert!(chrome.url().await.starts_with(&sample.url));
        // Nothing is in the way of another try.
        sample.to_sign_in_page(&chrome).await;
        sample.by_button(&chrome, "lin").await;
        super::quiet(&chrome).await;
    }

    async fn whom_feishu_refuses_is_told_why_and_may_try_again() {
        let sample = Sample::start().await;
        let languages = [
            (Chrome::chinese().await, "zh-CN", "你的飞书账号现在不能登录", "重试"),
            (Chrome::english().await, "en", "Your Feishu account cannot sign in", "Try again"),
        ];
        for (chrome, lang, title, again) in languages {
            sample.to_sign_in_page(&chrome).await;
            chrome.click("a.button.wide").await;
            chrome.click("#person-frozen").await;
            chrome.see(&format!("html[lang={lang}] .facts code")).await;
            assert_eq!(chrome.text("h1").await, title);
            assert!(chrome.text(".facts").await.contains("20066"));
            only_the_status(&chrome, 403).await;
            assert_eq!(chrome.text("a.button.wide").await, again);
            chrome.click("a.button.wide").await;
            chrome.see("main.sign-in").await;
            assert_eq!(sample.by_button(&chrome, "lin").await, sample.sub_of("lin"));
            super::quiet(&chrome).await;
        }
    }
}
