//! `larkgate check`: reads the configuration and names every problem.

use std::path::Path;

use crate::cli::exit::Failure;
use crate::cli::output;
use crate::config::{Config, Database, Problems};
use crate::domain::access::Stored;
use crate::domain::time::{Clock, SystemClock};
use crate::store::{Store, StoreError};

/// Names every problem.
pub(super) fn failure(path: &Path, problems: &Problems) -> Failure {
    let count = problems.iter().count();
    let noun = if count == 1 { "problem" } else { "problems" };
    Failure::unusable(format!("{}: {count} {noun}\n{problems}", path.display()))
}

/// Says what was understood, without any secret.
pub(super) async fn report_success(path: &Path, config: &Config) -> anyhow::Result<()> {
    let database = match &config.database {
        Database::Sqlite(file) => format!("SQLite at {}", file.display()),
        Database::Postgres(_) => "PostgreSQL".to_owned(),
    };
    let connectors: Vec<_> =
        config.connectors.iter().map(|c| format!("{} ({:?}, {:?})", c.id, c.brand, c.api)).collect();
    output::print(&format!("{}: no problems", path.display()))?;
    output::record(&[
        ("issuer", Some(config.issuer_str().to_owned())),
        ("listen", Some(listener(config))),
        ("database", Some(database)),
        ("connectors", Some(connectors.join(", "))),
        ("clients", Some(config.clients.len().to_string())),
        ("applications", Some(config.applications.len().to_string())),
    ])?;
    for connector in &config.connectors {
        let callback = format!("{}/login/callback/{}", config.issuer_str(), connector.id);
        output::say(&format!("hint: register this redirect URL (重定向 URL) in the Feishu app: {callback}"));
    }
    for doubt in doubts(config).into_iter().chain(clashes(config).await) {
        output::say(&format!("warning: {doubt}"));
    }
    Ok(())
}

/// What the database has of applications that does not go together with the file, or cannot be read. A database that is
/// not there yet is not made.
async fn clashes(config: &Config) -> Vec<String> {
    let stored = async {
        let Some(store) = Store::look_at(&config.database).await? else { return Ok(Stored::default()) };
        let stored = async { store.read().await?.stored_applications(SystemClock.now()).await }.await;
        store.close().await;
        stored
    };
    match stored.await {
        Ok(stored) => {
            let catalogue = config.catalogue(&stored);
            let flaws = catalogue.flaws().iter();
            flaws.map(|flaw| format!("application {}: {flaw}", flaw.application)).collect()
        }
        Err(error) => {
            let error: StoreError = error;
            vec![format!("applications and rules of the database were not looked at: {error}")]
        }
    }
}

fn listener(config: &Config) -> String {
    let listen = &config.listen;
    let protocol = if listen.tls.is_some() { "https" } else { "http" };
    let address = listen.address.map(|address| format!("{address} ({protocol})"));
    let socket = listen.socket.as_ref().map(|path| format!("{} (http, trusted)", path.display()));
    address.into_iter().chain(socket).collect::<Vec<_>>().join(", ")
}

/// What will work, and probably not as it is meant.
pub(super) fn doubts(config: &Config) -> Vec<String> {
    let (listen, host) = (&config.listen, config.issuer.host_str().unwrap_or_default());
    if let Some(tls) = &listen.tls {
        return match tls.load() {
            Ok(certificate) => certificate.doubts(host, SystemClock.now()),
            Err(problem) => vec![problem.to_string()],
        };
    }
    let behind_proxy = config.issuer.scheme() == "https";
    let unnamed = behind_proxy && listen.trusted_proxies.is_empty() && listen.socket.is_none();
    let words = "listen.trusted_proxies names no proxy: everybody will have the address of the one that does TLS, and \
                 share one network's limits";
    unnamed.then(|| words.to_owned()).into_iter().collect()
}
