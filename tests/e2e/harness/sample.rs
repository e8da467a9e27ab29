//! The demo's sample application, before a gate of its own.

use std::net::TcpListener;

use tokio::task::JoinHandle;

use super::application;
use super::chrome::Chrome;
use super::gate::{CLIENT_SECRET, Gate, Setup};
use super::protected::RULES;
use super::proxy::Proxy;
use super::relying_party::RelyingParty;

/// A gate, and an application in front of it that a browser can visit. The application ends when dropped.
pub struct Sample {
    pub gate: Gate,
    pub url: String,
    server: JoinHandle<std::io::Result<()>>,
}

impl Sample {
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// With an application of somebody else's.
    pub async fn third_party() -> Self {
        Self::of_kind(Setup::default(), "third_party = true\n").await
    }

    pub async fn with(setup: Setup) -> Self {
        Self::of_kind(setup, "").await
    }

    async fn of_kind(setup: Setup, more: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let callback = format!("{url}/callback");
        let client = format!(
            "[[clients]]\nid = \"sample\"\nname = \"示例应用\"\nsecret_env = \"CLIENT_SECRET\"\nredirect_uris = [\"{callback}\"]\n{more}"
        );
        let host = url.trim_start_matches("http://");
        let protected = format!(
            "[[applications]]\nid = \"protected\"\nname = \"受保护的示例应用\"\nhosts = [\"{host}\"]\n{RULES}\n"
        );
        let top = "listen.trusted_proxies = [\"127.0.0.1\"]";
        let gate = Gate::with(Setup { top, clients: client + &setup.clients + &protected, ..setup }).await;
        let relying_party =
            RelyingParty::discover(&gate.url, "sample", Some(CLIENT_SECRET), &callback).await.unwrap();
        let server = tokio::spawn(
            application::server(listener, relying_party, Proxy::new(&gate.url).unwrap()).unwrap(),
        );
        Self { gate, url, server }
    }

    /// From the application's own page to the sign-in page.
    pub async fn to_sign_in_page(&self, chrome: &Chrome) {
        chrome.goto(&self.url).await;
        chrome.click("#sign-in").await;
        chrome.see("main.sign-in").await;
    }

    /// From the sign-in page by its button, and `person` at Feishu's page, to the application; their `sub`.
    pub async fn by_button(&self, chrome: &Chrome, person: &str) -> String {
        chrome.click("main.sign-in a.button").await;
        chrome.click(&format!("#person-{person}")).await;
        self.landed(chrome).await
    }

    /// Waits until the application shows the claims; the `sub` among them.
    pub async fn landed(&self, chrome: &Chrome) -> String {
        chrome.see("#person").await;
        assert_eq!(chrome.url().await, format!("{}/", self.url));
        chrome.text("#id-token td[data-claim=sub]").await
    }

    /// What the application should come to know as `sub`.
    pub fn sub_of(&self, person: &str) -> String {
        self.gate.feishu.open_id(person)
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        self.server.abort();
    }
}
