//! The demo's protected page: a proxy asks, and a person comes and goes.

use super::{in_chromium, quiet};
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

/// Opens `path` of the application, signs `person` in on the way, and is there.
async fn signed_in_at(sample: &Sample, chrome: &Chrome, path: &str, person: &str) {
    let address = format!("{}{path}", sample.url);
    chrome.goto(&address).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click(&format!("#person-{person}")).await;
    chrome.see("#headers").await;
    assert_eq!(chrome.url().await, address);
}

in_chromium! {
    async fn a_protected_page_asks_once_and_knows_who_came() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        signed_in_at(&sample, &chrome, "/protected/a%20b?q=%E4%B8%AD&r=1%2F2", "lin").await;
        assert_eq!(chrome.text("#person strong").await, "林小雨");
        assert_eq!(chrome.text("td[data-header=x-larkgate-user]").await, sample.sub_of("lin"));
        chrome.goto(&format!("{}/protected/", sample.url)).await;
        chrome.see("#headers").await;
        quiet(&chrome).await;
    }

    async fn what_nobody_may_open_says_so_and_whom_to_ask() {
        let sample = Sample::start().await;
        let chrome = Chrome::english().await;
        signed_in_at(&sample, &chrome, "/protected/", "lin").await;
        chrome.click("#closed").await;
        chrome.see("html[lang=en] .facts code").await;
        assert_eq!(chrome.url().await, format!("{}/protected/closed", sample.url));
        let page = chrome.text("main").await;
        assert!(page.contains("IT 服务台") && page.contains("rule 1 denies it"), "{page}");
    }

    async fn signing_out_of_one_application_leaves_the_others() {
        let sample = Sample::start().await;
        let chrome = Chrome::english().await;
        signed_in_at(&sample, &chrome, "/protected/", "zhou").await;
        chrome.click("#sign-out").await;
        chrome.click("main form button").await;
        chrome.see("main a[href$='/oauth2/logout']").await;
        chrome.goto(&sample.gate.url).await;
        chrome.see(".person").await;
        quiet(&chrome).await;
    }
}
