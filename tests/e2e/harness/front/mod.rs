//! What stands in front of applications: a reverse proxy that asks larkgate, before an echo of a backend.

mod caddy;
mod envoy;
mod files;
mod haproxy;
mod kind;
mod nginx;
mod plain;

use std::process::Child;

pub use self::kind::Kind;

use self::files::Ends;
use self::kind::File;
use super::echo::{Echo, Reached};
use super::{Authority, Browser, Gate, Page, Port, Setup, authority};
use crate::harness::waiting::until;

/// The rules of the application `wiki`.
pub const RULES: &str = r#"rules = [
    { effect = "public", paths = ["=/health"] },
    { effect = "deny", paths = ["/closed"] },
    { effect = "allow", paths = ["/few"], accounts = ["ou_of_nobody"] },
    { effect = "deny", paths = ["/few"] },
    { effect = "public", paths = ["/near"], networks = ["198.51.100.0/24"] },
    { effect = "public", paths = ["/open"], methods = ["OPTIONS"] },
    { effect = "allow" },
]"#;

/// A gate, a backend, and a proxy in front of it that knows two applications: `wiki` and `grafana`.
pub struct Front {
    pub kind: Kind,
    pub gate: Gate,
    pub echo: Echo,
    /// Where the application `wiki` is: `http://127.0.0.1:PORT`, or beside the gate in its domain.
    pub wiki: String,
    /// Where the application `grafana` is: `http://localhost:PORT`, or beside the gate in its domain.
    pub grafana: String,
    port: Port,
    /// Trusts the proxy's certificate, if it has one.
    http: reqwest::Client,
    running: Running,
    /// Holds the proxy's files.
    folder: tempfile::TempDir,
}

enum Running {
    Task(tokio::task::JoinHandle<std::io::Result<()>>),
    /// With the file it was told.
    Process(Child, String),
}

impl Front {
    /// Starts all three.
    pub async fn start(kind: Kind) -> Self {
        Self::with(kind, Setup::default()).await
    }

    /// Starts all three, with more in the gate's setup.
    pub async fn with(kind: Kind, setup: Setup) -> Self {
        Self::with_rules(kind, setup, RULES).await
    }

    /// Starts all three, with other `rules` of the application `wiki`.
    pub async fn with_rules(kind: Kind, setup: Setup, rules: &str) -> Self {
        Self::told(kind, setup, rules, File::Published, None).await
    }

    /// The same, where the proxy has the file that `larkgate proxy-config` prints for `wiki`, and so is in front of that alone.
    pub async fn printed(kind: Kind, setup: Setup) -> Self {
        Self::told(kind, setup, RULES, File::Printed, None).await
    }

    /// Starts all three, where the proxy speaks https; larkgate does not.
    pub async fn encrypted(kind: Kind, authority: &Authority) -> Self {
        Self::told(kind, Setup::default(), RULES, File::Published, Some(authority)).await
    }

    async fn told(kind: Kind, setup: Setup, rules: &str, file: File, authority: Option<&Authority>) -> Self {
        let port = Port::take();
        let names = match setup.host.split_once('.') {
            Some(("sso", domain)) => ["wiki", "grafana"].map(|name| format!("{name}.{domain}")),
            _ => ["127.0.0.1", "localhost"].map(str::to_owned),
        };
        let [wiki, grafana] = names.each_ref().map(|name| format!("{name}:{}", port.number));
        let applications = format!(
            "[[applications]]\nid = \"wiki\"\nname = \"维基\"\ncontact = \"文档组\"\nhosts = [\"{wiki}\"]\n{rules}\n\
             [[applications]]\nid = \"grafana\"\nname = \"Grafana\"\nhosts = [\"{grafana}\"]\n\
             rules = [{{ effect = \"deny\", paths = [\"/closed\"] }}, {{ effect = \"allow\" }}]\n"
        );
        let top = "listen.trusted_proxies = [\"127.0.0.1\"]";
        let gate = Gate::with(Setup { top, clients: applications + &setup.clients, ..setup }).await;
        let (echo, folder) = (Echo::start().await, tempfile::tempdir().unwrap());
        let ends = Ends {
            folder: folder.path(),
            port: port.number,
            names: &names,
            gate: &gate.server.address().unwrap().to_string(),
            backend: &echo.address.to_string(),
            authority,
        };
        let running = if kind == Kind::Plain {
            Running::Task(tokio::spawn(plain::serve(port.listen(), ends.gate, echo.address)))
        } else {
            let text = match file {
                File::Published => kind.published(&ends),
                File::Printed => kind.printed(&ends, &gate),
            };
            Running::Process(kind.run(&ends, &text), text)
        };
        let scheme = if authority.is_some() { "https" } else { "http" };
        let [wiki, grafana] = [wiki, grafana].map(|host| format!("{scheme}://{host}"));
        let http = authority::client(authority);
        let front = Self { kind, gate, echo, wiki, grafana, port, http, running, folder };
        front.wait().await;
        front
    }

    /// Starts the proxy anew, with its file changed in some way.
    pub async fn change(&mut self, change: impl FnOnce(&str) -> String) {
        let (names, port, folder) = (&[], self.port.number, self.folder.path());
        let ends = Ends { folder, port, names, gate: "", backend: "", authority: None };
        let Running::Process(child, file) = &mut self.running else { unreachable!("it has no file") };
        let changed = change(file);
        assert_ne!(&changed, file, "the file is another by now");
        stop(child);
        (*child, *file) = (self.kind.run(&ends, &changed), changed);
        self.wait().await;
    }

    /// Stops larkgate, and nothing else.
    pub async fn stop_gate(&mut self) {
        let elsewhere = Gate::another(&self.gate.config, &self.gate.clock).await;
        std::mem::replace(&mut self.gate.server, elsewhere).stop().await.unwrap();
    }

    async fn wait(&self) {
        let url = format!("{}/health", self.wiki);
        until("the proxy answers", async || self.http.get(&url).send().await.is_ok()).await;
    }

    /// Goes from `url` wherever the browser is sent, across hosts.
    pub async fn walk(&self, browser: &mut Browser, url: &str) -> Page {
        let mut page = browser.get(url).await;
        for _ in 0..12 {
            match page.location() {
                Some(next) if page.status.is_redirection() => page = browser.get(&next).await,
                _ => return page,
            }
        }
        panic!("twelve redirects and no page, starting at {url}")
    }

    /// Opens `url`, signs `person` in, and goes on to wherever that leads.
    pub async fn sign_in(&self, browser: &mut Browser, url: &str, person: &str) -> Page {
        let page = self.walk(browser, url).await;
        let callback = self.gate.at_feishu(Some(person), &page.feishu_link()).await;
        self.walk(browser, &callback).await
    }

    /// The proxy's port.
    pub fn port(&self) -> u16 {
        self.port.number
    }

    /// Signs `person` in to `wiki` with a browser of their own: its cookies there.
    pub async fn cookies_of(&self, person: &str) -> String {
        self.cookies_at(person, &self.wiki, "127.0.0.1").await
    }

    /// The same at an application on another host.
    pub async fn cookies_at(&self, person: &str, url: &str, host: &str) -> String {
        let mut browser = self.gate.browser();
        self.sign_in(&mut browser, url, person).await.reached();
        browser.cookies_for(host)
    }

    /// Asks as a program does: with these cookies and headers and nothing else.
    pub async fn fetch(&self, cookies: &str, url: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = self.http.get(url).header("cookie", cookies);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::of(url.to_owned(), request.send().await.unwrap()).await
    }
}

impl Page {
    /// What a request came to.
    async fn of(url: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { url, status, headers, body: response.text().await.unwrap() }
    }

    /// What reached the backend, if this is its answer.
    pub fn reached(&self) -> Reached {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("not the backend: {} {}", self.status, self.body))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        match &mut self.running {
            Running::Task(task) => task.abort(),
            Running::Process(child, _file) => stop(child),
        }
    }
}

/// SIGTERM, so that nginx takes its workers along.
fn stop(child: &mut Child) {
    let pid = child.id().to_string();
    let _ = std::process::Command::new("kill").args(["-TERM", &pid]).status();
    let _ = child.wait();
}
