//! What people do, in a real browser: from the sample application through the sign-in page and Feishu, and back.

mod behind_proxies;
mod button;
mod console;
mod domain;
mod gallery;
mod own_pages;
mod protected;
mod qr;
mod refused;
mod signing_out;
mod tabs;

use crate::harness::chrome::Chrome;

/// The browser had nothing to complain of: no error, no violation of the content policy.
async fn quiet(chrome: &Chrome) {
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}

/// Defines tests that `cargo test` leaves out.
macro_rules! in_chromium {
    ($(async fn $name:ident() $body:block)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs chromium, which tests/run installs"]
        async fn $name() $body
    )*};
}
use in_chromium;
