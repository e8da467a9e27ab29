//! One cookie for a domain, as a real browser keeps it.

use super::in_chromium;
use crate::harness::Setup;
use crate::harness::chrome::Chrome;
use crate::harness::front::{Front, Kind};

in_chromium! {
    async fn one_sign_in_opens_every_application_of_a_domain() {
        let clients = "[forward_auth]\ncookie_domain = \"larkgate.localhost\"\n".to_owned();
        let setup = Setup { host: "sso.larkgate.localhost", clients, ..Setup::default() };
        let front = Front::with(Kind::Plain, setup).await;
        let (chrome, address) = (Chrome::english().await, format!("{}/a%20b?q=%E4%B8%AD", front.wiki));
        chrome.goto(&address).await;
        chrome.click("main.sign-in a.button").await;
        chrome.click("#person-lin").await;
        chrome.see("pre").await;
        assert_eq!(chrome.url().await, address);
        chrome.goto(&format!("{}/x", front.grafana)).await;
        assert!(chrome.text("pre").await.contains(&front.gate.feishu.open_id("lin")));
        // The page for what nobody may open has its style from larkgate's own host.
        chrome.goto(&format!("{}/closed", front.wiki)).await;
        chrome.see(".facts code").await;
        let loaded = chrome.run("return getComputedStyle(document.querySelector('main')).borderRadius").await;
        assert_ne!(loaded, "0px");
    }
}
