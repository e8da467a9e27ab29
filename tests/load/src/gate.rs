//! The larkgate that is measured: the release build as a process of its own, on one core, with a configuration file.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{bail, ensure};
use larkgate::config::Config;
use simulator::Simulator;

use crate::process::{Cores, Pinned, beside, pinned};

/// Secret of the applications.
pub(crate) const CLIENT_SECRET: &str = "an-application-secret-of-enough-length";
/// The protected application's host.
pub(crate) const WIKI: &str = "wiki.example.com";
/// Where the applications of logins take their codes; nothing listens there.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";

/// The environment variables that the configuration names.
const SECRETS: [(&str, &str); 3] = [
    ("APP_SECRET", "not-a-real-secret"),
    ("CLIENT_SECRET", CLIENT_SECRET),
    ("SEAL_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
];

/// A configuration file in a folder of its own, where a database in SQLite and the log lie too.
#[derive(Debug)]
pub(crate) struct Place {
    folder: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    app_secret: String,
}

/// Which program serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// larkgate itself.
    Released,
    /// The same with a clock in it; see `timed.rs`.
    Timed,
}

impl Place {
    /// For checks and tokens: an issuer on https, as behind a proxy, and an application that everybody signed in may enter.
    pub(crate) fn behind_proxy(folder: PathBuf) -> anyhow::Result<Self> {
        let more = format!(
            r#"
[connectors.feishu]
app_id = "cli_load"
app_secret_env = "APP_SECRET"
[[applications]]
id = "wiki"
name = "Wiki"
hosts = ["{WIKI}"]
[[applications.rules]]
effect = "public"
paths = ["=/health", "/static"]
[[applications.rules]]
effect = "deny"
paths = ["/admin"]
[[applications.rules]]
effect = "allow"
{}{}"#,
            service("es256", "ES256"),
            service("rs256", "RS256"),
        );
        let address = free_address()?;
        Self::write(folder, address, "https://sso.example.com", "sqlite:larkgate.db", &more, "")
    }

    /// For the console: the same without applications; departments are known.
    pub(crate) fn for_admins(folder: PathBuf, database: &str, feishu: &Simulator) -> anyhow::Result<Self> {
        let (address, more) = (free_address()?, format!("{}directory = true\n", connector(feishu)));
        Self::write(folder, address, &format!("http://{address}"), database, &more, &feishu.app_secret)
    }

    /// For logins: everything on loopback, with a simulated Feishu and so many applications.
    pub(crate) fn with_feishu(
        folder: PathBuf,
        address: SocketAddr,
        database: &str,
        feishu: &Simulator,
        applications: usize,
    ) -> anyhow::Result<Self> {
        let mut more = connector(feishu);
        for number in 0..applications {
            more += &format!(
                "[[clients]]\nid = \"app-{number}\"\nname = \"App {number}\"\nsecret_env = \"CLIENT_SECRET\"\n\
                 redirect_uris = [\"{REDIRECT_URI}\"]\n"
            );
        }
        Self::write(folder, address, &format!("http://{address}"), database, &more, &feishu.app_secret)
    }

    fn write(
        folder: PathBuf,
        address: SocketAddr,
        issuer: &str,
        database: &str,
        more: &str,
        app_secret: &str,
    ) -> anyhow::Result<Self> {
        fs::create_dir_all(&folder)?;
        let text = format!(
            "issuer = \"{issuer}\"\norganization = \"load\"\n[listen]\naddress = \"{address}\"\n\
             trusted_proxies = [\"127.0.0.1\"]\n[database]\nurl = \"{database}\"\n[keys]\nseal_key_env = \"SEAL_KEY\"\n{more}"
        );
        fs::write(folder.join("larkgate.toml"), text)?;
        Ok(Self { folder, address, app_secret: app_secret.to_owned() })
    }

    /// A file beside the configuration.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The address to ask at.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn environment(&self) -> impl Iterator<Item = (&'static str, &str)> {
        SECRETS.into_iter().map(|(name, value)| match name {
            "APP_SECRET" if !self.app_secret.is_empty() => (name, self.app_secret.as_str()),
            _ => (name, value),
        })
    }

    /// What larkgate reads in the file.
    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        read(&self.folder, &|name| {
            self.environment().find(|(n, _)| *n == name).map(|(_, value)| value.to_owned())
        })
    }

    /// Starts it and waits for its first answer.
    pub(crate) async fn start(&self, cores: Cores, program: Program) -> anyhow::Result<Pinned> {
        let config = self.file("larkgate.toml");
        let log = File::options().create(true).append(true).open(self.file("log"))?;
        let mut command = match program {
            Program::Released => pinned(cores.server, beside("larkgate")?),
            Program::Timed => pinned(cores.server, std::env::current_exe()?),
        };
        match program {
            Program::Released => command.arg("serve").stdout(log.try_clone()?),
            Program::Timed => {
                command.arg("timed").stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped())
            }
        };
        command.arg("--config").arg(config).stderr(log).envs(self.environment());
        let mut gate = Pinned::start(&mut command)?;
        until_answered(&mut gate, &format!("{}/healthz", self.url())).await?;
        Ok(gate)
    }
}

/// A connector to the simulated Feishu.
fn connector(feishu: &Simulator) -> String {
    let (base, app_id) = (feishu.base_url(), &feishu.app_id);
    format!(
        "[connectors.feishu]\napp_id = \"{app_id}\"\napp_secret_env = \"APP_SECRET\"\nopen_host = \"{base}\"\n\
         accounts_host = \"{base}\"\npassport_host = \"{base}\"\n"
    )
}

/// A client that asks for tokens in its own name.
fn service(id: &str, algorithm: &str) -> String {
    format!(
        "[[clients]]\nid = \"{id}\"\nname = \"{id}\"\nsecret_env = \"CLIENT_SECRET\"\nid_token_alg = \"{algorithm}\"\n\
         grant_types = [\"client_credentials\"]\nservice_scopes = [\"reports.read\"]\n"
    )
}

/// Reads `larkgate.toml` in `folder`.
pub(crate) fn read(folder: &Path, environment: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Config> {
    Ok(Config::parse(&fs::read_to_string(folder.join("larkgate.toml"))?, folder, environment)?)
}

/// A port of loopback that is free now; nobody else is expected to take it.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Waits until the server answers, whatever it says.
pub(crate) async fn until_answered(server: &mut Pinned, url: &str) -> anyhow::Result<()> {
    let http = client()?;
    for _ in 0..2000 {
        if http.get(url).send().await.is_ok() {
            return Ok(());
        }
        ensure!(server.runs(), "the server at {url} ended; its log lies in tests/.out/load");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bail!("nothing answers at {url}")
}

/// Bare HTTP: no redirect is followed, no proxy of the environment asked.
pub(crate) fn client() -> anyhow::Result<reqwest::Client> {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    Ok(builder.timeout(Duration::from_secs(20)).build()?)
}
