//! oidc-client-ts, in chromium: a single-page application on an origin of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use serde_json::{Value, json};

use super::flows::{Flow, Seen};
use super::registered::Registered;
use super::script::from_environment;
use super::table::{Case, Outcome, Table};
use crate::harness::chrome::Chrome;
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Setup};

/// The application, and all that it needs; the server ends when dropped.
struct SinglePage {
    url: String,
    server: ServerHandle,
    gate: Gate,
    chrome: Chrome,
}

impl SinglePage {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let registered = Registered::new();
        let (callback, bye) = (format!("{url}/callback"), format!("{url}/signed-out"));
        let clients = Registered::cases().map(|case| registered.client(case, &callback, &bye));
        let gate = Gate::with(Setup { clients: clients.collect(), ..Setup::default() }).await;
        Self { server: serve(listener), url, gate, chrome: Chrome::chinese().await }
    }

    /// From the application's page by way of larkgate and Feishu, and back.
    async fn sign_in(&self, case: Case) {
        let secret = (case.authentication != "none").then_some(CLIENT_SECRET);
        let settings = json!({
            "issuer": self.gate.url, "id": case.client_id(), "auth": case.authentication, "secret": secret,
        });
        self.chrome.goto(&self.url).await;
        self.chrome.run(&format!("return party.become({settings})")).await;
        self.chrome.goto(&self.url).await;
        self.chrome.run("party.sign_in()").await;
        self.chrome.click("main.sign-in a.button").await;
        self.chrome.click("#person-lin").await;
        self.arrived("/callback").await;
    }

    /// Waits until the application's page has done what it does at `path`.
    async fn arrived(&self, path: &str) {
        let done = "document.title === 'ready' || document.title.startsWith('failed')";
        self.chrome.until_true(&format!("location.href.startsWith('{}{path}') && ({done})", self.url)).await;
        assert_eq!(self.chrome.run("return document.title").await, "ready");
    }

    /// What the flows come to, by their names.
    async fn results(&self, flows: &[Flow]) -> Value {
        let mut results = json!({});
        for flow in flows.iter().filter(|flow| **flow != Flow::Logout) {
            let name = flow.asked_as();
            results[name] = self.chrome.run(&format!("return party.{name}()")).await;
        }
        self.chrome.run("party.sign_out()").await;
        self.arrived("/signed-out").await;
        let ended = self.chrome.run("return party.ended()").await;
        assert_eq!(ended["error"], "login_required", "{ended}");
        results["logout"] = json!({ "back": format!("{}/signed-out", self.url) });
        results
    }
}

impl Drop for SinglePage {
    fn drop(&mut self) {
        drop(tokio::spawn(self.server.stop(false)));
    }
}

/// Its files: our page at every address, the library as it comes.
fn serve(listener: TcpListener) -> ServerHandle {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/clients/spa");
    let library = PathBuf::from(from_environment("LARKGATE_TEST_NODE_MODULES"))
        .join("oidc-client-ts/dist/browser/oidc-client-ts.min.js");
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let (page, app, library) = (read(ours.join("index.html")), read(ours.join("app.js")), read(library));
    let server = HttpServer::new(move || {
        let answer = |text: &str, kind: &'static str| {
            let text = text.to_owned();
            web::get().to(move || {
                let text = text.clone();
                async move { HttpResponse::Ok().content_type(kind).body(text) }
            })
        };
        App::new()
            .route("/app.js", answer(&app, "text/javascript"))
            .route("/oidc-client-ts.js", answer(&library, "text/javascript"))
            .default_service(answer(&page, "text/html"))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .unwrap()
    .run();
    let handle = server.handle();
    tokio::spawn(server);
    handle
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs chromium and oidc-client-ts from npm, which tests/run installs"]
async fn oidc_client_ts() {
    let page = SinglePage::start().await;
    let mut table = Table::new("oidc-client-ts");
    for case in Registered::cases() {
        let flows = Flow::of_a_page(case.signed);
        if case.authentication == "private_key_jwt" {
            table.not_offered(case, flows, "it has no private_key_jwt");
            continue;
        }
        page.sign_in(case).await;
        let results = page.results(flows).await;
        let seen = Seen { gate: &page.gate, case, results, bye: format!("{}/signed-out", page.url) };
        for flow in flows {
            table.add(case, *flow, &seen.judge(*flow).await.unwrap_or_else(Outcome::Failed));
        }
        assert_eq!(page.chrome.complaints().await, Vec::<String>::new());
    }
    table.finish();
}
