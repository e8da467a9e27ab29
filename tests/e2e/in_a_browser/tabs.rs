//! Two tabs of one browser.

use super::{in_chromium, quiet};
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

in_chromium! {
    async fn two_sign_ins_at_once_both_arrive() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        let first = chrome.client.window().await.unwrap();
        sample.to_sign_in_page(&chrome).await;
        let second = chrome.client.new_window(true).await.unwrap().handle;
        chrome.client.switch_to_window(second.clone()).await.unwrap();
        sample.to_sign_in_page(&chrome).await;

        // Both are under way when the first goes on; the second goes on when the first has arrived.
        chrome.client.switch_to_window(first.clone()).await.unwrap();
        chrome.click("a.button.wide").await;
        chrome.see("#person-lin").await;
        chrome.client.switch_to_window(second).await.unwrap();
        chrome.click("a.button.wide").await;
        chrome.see("#person-lin").await;
        chrome.client.switch_to_window(first).await.unwrap();
        chrome.click("#person-lin").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        quiet(&chrome).await;
        let windows = chrome.client.windows().await.unwrap();
        chrome.client.switch_to_window(windows[1].clone()).await.unwrap();
        chrome.click("#person-lin").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        quiet(&chrome).await;
    }
}
