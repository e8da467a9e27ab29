//! A larkgate in this process, on port 0, with a Feishu of its own.

use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::Arc;

use larkgate::app::App;
use larkgate::config::Config;
use larkgate::domain::token::SystemEntropy;
use larkgate::outbound::{Names, Outbound};
use larkgate::server::Server;
use larkgate::store::{AuditFilter, AuditRow};
use larkgate::web::limits::Limits;
use serde_json::{Value, json};
use simulator::Simulator;

use super::authority::{self, Authority};
use super::clock::TestClock;
use super::database::{self, Kind};
use super::relying_party::RelyingParty;
use super::{Browser, Page, Port};

/// Secret of the confidential clients.
pub const CLIENT_SECRET: &str = "an-application-secret-of-enough-length";
/// Where the applications take their codes; nothing listens there, since the tests read the redirect.
pub const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";

/// How a gate is set up.
pub struct Setup {
    pub database: Kind,
    pub brand: simulator::Brand,
    /// The connector's `api`; the brand's default when absent.
    pub api: Option<&'static str>,
    /// More lines for `[connectors.feishu]`.
    pub connector: &'static str,
    /// What browsers call larkgate; `sso.larkgate.localhost` beside applications in its domain.
    pub host: &'static str,
    /// More lines at the top of the file.
    pub top: &'static str,
    /// More `[[clients]]`.
    pub clients: String,
    /// More of the simulator.
    pub simulator: simulator::Config,
    /// Who is asked for the addresses of applications; the system by default.
    pub names: Option<Arc<dyn Names>>,
    /// Who signs the certificate, where larkgate serves https itself.
    pub authority: Option<Authority>,
    /// Whether rate limits are those of an ordinary server; tests of other things do too much at once for them.
    pub limited: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            database: Kind::Sqlite,
            brand: simulator::Brand::Feishu,
            api: None,
            connector: "",
            host: "127.0.0.1",
            top: "",
            clients: String::new(),
            simulator: simulator::Config::default(),
            names: None,
            authority: None,
            limited: false,
        }
    }
}

/// A running larkgate.
pub struct Gate {
    pub url: String,
    pub feishu: Simulator,
    pub clock: Arc<TestClock>,
    /// What it was told.
    pub config: Config,
    /// The same as the file has it.
    pub config_text: String,
    /// Goes when the gate does.
    pub folder: tempfile::TempDir,
    pub server: Server,
    http: reqwest::Client,
    /// Nobody else is to answer there when the server has stopped.
    _port: Port,
}

impl Gate {
    /// With everything at its default.
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// As set up.
    pub async fn with(setup: Setup) -> Self {
        let port = Port::take();
        let scheme = if setup.authority.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}:{}", setup.host, port.number);
        let feishu = simulator::start(simulator::Config {
            brand: setup.brand,
            redirect_urls: vec![format!("{url}/login/callback/feishu")],
            ..setup.simulator.clone()
        })
        .await
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut text = configuration(&url, &feishu, &setup, &database::sections(setup.database).await);
        if let Some(authority) = &setup.authority {
            authority.leaf().write(folder.path());
            text += &authority::section();
        }
        let secret = feishu.app_secret.clone();
        let config = Config::parse(&text, folder.path(), &|name| environment(name, &secret)).unwrap();
        let clock = Arc::new(TestClock::default());
        let mut app = App::open(config.clone(), clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        if let Some(names) = setup.names {
            app.outbound = Outbound::with_names(&config.outbound, true, names).unwrap();
        }
        let limits = Limits::with_room(if setup.limited { 1 } else { 1000 });
        let server = Server::start_with(app, port.listen(), limits).unwrap();
        let http = authority::client(setup.authority.as_ref());
        Self { url, feishu, clock, config, config_text: text, folder, server, http, _port: port }
    }

    /// The command line, on the same configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let file = self.folder.path().join("larkgate.toml");
        std::fs::write(&file, &self.config_text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_larkgate"));
        command.args(arguments).arg("--config").arg(file);
        for name in ["APP_SECRET", "CLIENT_SECRET"] {
            command.env(name, environment(name, &self.feishu.app_secret).unwrap());
        }
        command
    }

    /// Another larkgate on the same database, clock and configuration, on a port of its own.
    pub async fn another(config: &Config, clock: &Arc<TestClock>) -> Server {
        let app = App::open(config.clone(), clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        Server::start(app, TcpListener::bind("127.0.0.1:0").unwrap()).unwrap()
    }

    /// The command line on the same configuration and database, run to its end.
    pub async fn cli(&self, arguments: &[&str]) -> Output {
        let file = self.folder.path().join("larkgate.toml");
        std::fs::write(&file, &self.config_text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_larkgate"));
        command.args(arguments).arg("--config").arg(file);
        for name in ["APP_SECRET", "CLIENT_SECRET", "SEAL_KEY"] {
            command.env(name, environment(name, &self.feishu.app_secret).unwrap());
        }
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::with(self.http.clone())
    }

    /// An application that has discovered us: `app` (RS256), `es256`, `eddsa`, `public`, `lax` (no PKCE needed) or
    /// `api` (with an API of its own).
    pub async fn application(&self, client_id: &str) -> RelyingParty {
        let secret = (client_id != "public").then_some(CLIENT_SECRET);
        RelyingParty::discover(&self.url, client_id, secret, REDIRECT_URI).await.unwrap()
    }

    /// What a browser does at Feishu's page: chooses `person` (`None` refuses). Returns where Feishu sends it.
    pub async fn at_feishu(&self, person: Option<&str>, authorize_url: &str) -> String {
        let answer = self.control("login", json!({ "person": person, "authorize_url": authorize_url })).await;
        answer["redirect"].as_str().unwrap_or_else(|| panic!("Feishu's page refused: {answer}")).to_owned()
    }

    /// `POST /_sim/{path}`.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sim/{path}", self.feishu.base_url());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null)
    }

    /// Feishu is well again.
    pub async fn heal(&self) {
        let url = format!("{}/_sim/faults", self.feishu.base_url());
        self.http.delete(url).send().await.unwrap().error_for_status().unwrap();
    }

    /// What a person does who scans the QR code of `page` with their phone. Returns where Feishu sends the browser.
    pub async fn by_phone(&self, person: &str, page: &Page) -> String {
        let frame = self.http.get(page.qr("frame").unwrap()).send().await.unwrap().text().await.unwrap();
        let id = frame.split_once("var ID='").unwrap().1.split('\'').next().unwrap().to_owned();
        self.control("phone", json!({ "qr": id, "person": person })).await;
        let session = self.observe(&format!("qr/{id}")).await;
        let tmp_code = session["tmp_code"].as_str().unwrap_or_else(|| panic!("no tmp_code: {session}"));
        let goto = format!("{}&tmp_code={tmp_code}", page.qr("goto").unwrap());
        let answer = self.http.get(goto).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// How often Feishu was asked at `path`.
    pub async fn calls(&self, path: &str) -> usize {
        let calls = self.observe("calls").await;
        calls["calls"].as_array().unwrap().iter().filter(|call| call["path"] == path).count()
    }

    /// The most often that Feishu saw any one code.
    pub async fn most_presented(&self) -> u64 {
        self.observe("counters").await["most_presented"].as_u64().unwrap()
    }

    /// `GET /_sim/{path}`.
    pub async fn observe(&self, path: &str) -> Value {
        let url = format!("{}/_sim/{path}", self.feishu.base_url());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Walks `browser` from `authorize_url` through the sign-in page and Feishu; returns the page that the callback
    /// answers with, which is a redirect to the application when all went well.
    pub async fn sign_in(&self, browser: &mut Browser, authorize_url: &str, person: &str) -> Page {
        let page = browser.follow(authorize_url).await;
        let callback = self.at_feishu(Some(person), &page.feishu_link()).await;
        browser.get(&callback).await
    }

    /// Goes by the "try again" link of `failed` through Feishu; returns what the callback answers with.
    pub async fn try_again(&self, browser: &mut Browser, failed: &Page, person: &str) -> Page {
        let again = failed.again().unwrap_or_else(|| panic!("no way to try again: {}", failed.body));
        self.sign_in(browser, &again, person).await
    }

    /// The audit line of the refusal that `page` tells of.
    pub async fn refusal(&self, page: &Page) -> AuditRow {
        let reference = page.reference().unwrap_or_else(|| panic!("no reference: {}", page.body));
        let mut audit = self.audit().await.into_iter();
        let row = audit.find(|row| row.reference.as_deref() == Some(&reference));
        row.unwrap_or_else(|| panic!("{reference} is not in the audit log"))
    }

    /// The audit log, newest first, as `kind` and `reason`.
    pub async fn audit(&self) -> Vec<AuditRow> {
        self.server
            .app()
            .store
            .read()
            .await
            .unwrap()
            .audit(&AuditFilter::default(), None, 1000)
            .await
            .unwrap()
            .lines
    }

    /// Bare HTTP, with no cookies and no redirects followed.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

/// The configuration file of a gate.
pub fn configuration(url: &str, feishu: &Simulator, setup: &Setup, database: &str) -> String {
    let (base, app_id) = (feishu.base_url(), &feishu.app_id);
    let brand = match setup.brand {
        simulator::Brand::Feishu => "feishu",
        simulator::Brand::Lark => "lark",
    };
    let api = setup.api.map(|api| format!("api = \"{api}\"")).unwrap_or_default();
    let (connector, top, more_clients) = (setup.connector, setup.top, &setup.clients);
    let client = |id: &str, alg: &str, secret: &str| {
        format!(
            "[[clients]]\nid = \"{id}\"\nname = \"应用 {id}\"\n{secret}\nid_token_alg = \"{alg}\"\nredirect_uris = [\"{REDIRECT_URI}\"]\n"
        )
    };
    let secret = "secret_env = \"CLIENT_SECRET\"";
    let clients = [
        client("app", "RS256", secret),
        client("es256", "ES256", secret),
        client("eddsa", "EdDSA", secret),
        client("public", "RS256", "public = true"),
        client("lax", "RS256", &format!("{secret}\nrequire_pkce = false")),
        client("api", "RS256", &format!("{secret}\naudience = \"https://api.example.com\"")),
    ]
    .concat();
    format!(
        r#"issuer = "{url}"
organization = "示例公司"
contact = "IT 服务台"
{top}
{database}
[connectors.feishu]
brand = "{brand}"
{api}
app_id = "{app_id}"
app_secret_env = "APP_SECRET"
open_host = "{base}"
accounts_host = "{base}"
passport_host = "{base}"
{connector}
{clients}{more_clients}"#
    )
}

/// The environment variables that the configuration names.
pub fn environment(name: &str, app_secret: &str) -> Option<String> {
    match name {
        "APP_SECRET" => Some(app_secret.to_owned()),
        "OTHER_SECRET" => Some(simulator::Config::default().other_app_secret),
        "CLIENT_SECRET" => Some(CLIENT_SECRET.to_owned()),
        "SEAL_KEY" => Some("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".to_owned()),
        _ => None,
    }
}
