//! What stands in front of applications: a reverse proxy that asks larkgate, before an echo of a backend.

mod caddy;
mod nginx;
mod plain;

use std::net::TcpListener;
use std::process::Child;
use std::time::Duration;

use super::echo::{Echo, Reached};
use super::{Browser, Gate, Page, Setup};

/// Which reverse proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A few lines of ours, which do what the documentation of `forward_auth` asks for.
    Plain,
    /// Debian's nginx with `deploy/proxies/nginx.conf`.
    Nginx,
    /// Caddy with `deploy/proxies/Caddyfile`.
    Caddy,
}

/// The rules of the application `wiki`.
pub const RULES: &str = r#"rules = [
    { effect = "public", paths = ["=/health"] },
    { effect = "deny", paths = ["/closed"] },
    { effect = "allow", paths = ["/few"], accounts = ["ou_of_nobody"] },
    { effect = "deny", paths = ["/few"] },
    { effect = "allow" },
]"#;

/// A gate, a backend, and a proxy in front of it that knows two applications: `wiki` and `grafana`.
pub struct Front {
    pub gate: Gate,
    pub echo: Echo,
    /// Where the application `wiki` is: `http://127.0.0.1:PORT`.
    pub wiki: String,
    /// Where the application `grafana` is: `http://localhost:PORT`.
    pub grafana: String,
    running: Running,
    /// Holds the proxy's files.
    _folder: tempfile::TempDir,
}

enum Running {
    Task(tokio::task::JoinHandle<std::io::Result<()>>),
    Process(Child),
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
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let applications = format!(
            "[[applications]]\nid = \"wiki\"\nname = \"维基\"\ncontact = \"文档组\"\nhosts = [\"127.0.0.1:{port}\"]\n{rules}\n\
             [[applications]]\nid = \"grafana\"\nname = \"Grafana\"\nhosts = [\"localhost:{port}\"]\n\
             rules = [{{ effect = \"allow\" }}]\n"
        );
        let top = "listen.trusted_proxies = [\"127.0.0.1\"]";
        let gate = Gate::with(Setup { top, clients: applications + &setup.clients, ..setup }).await;
        let (echo, folder) = (Echo::start().await, tempfile::tempdir().unwrap());
        let upstream = gate.url.strip_prefix("http://").unwrap().to_owned();
        let running = match kind {
            Kind::Plain => Running::Task(tokio::spawn(plain::serve(listener, upstream, echo.address))),
            Kind::Nginx | Kind::Caddy => {
                // The port is free again a moment before the proxy takes it; nobody else on this machine asks for it.
                drop(listener);
                let start = if kind == Kind::Nginx { nginx::start } else { caddy::start };
                Running::Process(start(folder.path(), port, &upstream, &echo.address.to_string()))
            }
        };
        let (wiki, grafana) = (format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"));
        let front = Self { gate, echo, wiki, grafana, running, _folder: folder };
        front.wait().await;
        front
    }

    async fn wait(&self) {
        for _ in 0..2000 {
            if self.gate.http().get(format!("{}/health", self.wiki)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the proxy does not answer");
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

    /// Asks as a program does: with these cookies and headers and nothing else.
    pub async fn fetch(&self, cookies: &str, url: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = self.gate.http().get(url).header("cookie", cookies);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Page {
            url: url.to_owned(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }
}

impl Page {
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
            Running::Process(child) => {
                // SIGTERM, so that nginx takes its workers along.
                let pid = child.id().to_string();
                let _ = std::process::Command::new("kill").args(["-TERM", &pid]).status();
                let _ = child.wait();
            }
        }
    }
}
