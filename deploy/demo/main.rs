//! `cargo run --release --example demo`: larkgate, a simulated Feishu and a sample application, on loopback.

#![allow(clippy::print_stdout, reason = "it talks to whoever started it")]

mod application;
mod protected;
mod proxy;
#[allow(dead_code, reason = "the tests do more with it than the demo")]
mod relying_party;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use larkgate::app::App;
use larkgate::config::Config;
use larkgate::domain::time::SystemClock;
use larkgate::domain::token::{Opaque, SystemEntropy};
use larkgate::server::Server;
use larkgate::telemetry;
use proxy::Proxy;
use relying_party::RelyingParty;
use simulator::Simulator;

/// A demonstration on loopback; nothing here is for real use.
#[derive(Parser)]
struct Arguments {
    /// larkgate's port; the simulated Feishu and the application take the next two.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the database lies; a fresh temporary folder by default.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let [gate, feishu, sample] =
        [0, 1, 2].map(|offset| format!("http://127.0.0.1:{}", arguments.port.saturating_add(offset)));
    let (_temporary, data) = data_folder(arguments.data)?;
    let listeners = listen(arguments.port)?;

    let simulator = simulator::start(simulator::Config {
        address: format!("127.0.0.1:{}", arguments.port.saturating_add(1)),
        redirect_urls: vec![format!("{gate}/login/callback/feishu")],
        ..simulator::Config::default()
    })
    .await
    .context("the simulated Feishu could not start")?;

    let secret = Opaque::new(&SystemEntropy);
    let config = config(&gate, &sample, &data, &simulator, &secret)?;
    telemetry::start(&config.log);
    let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    let [gate_listener, sample_listener] = listeners;
    let server = Server::start(app, gate_listener)?;
    let relying_party =
        RelyingParty::discover(&gate, "sample", Some(secret.reveal()), &format!("{sample}/callback")).await?;
    let application = tokio::spawn(application::server(sample_listener, relying_party, Proxy::new(&gate)?)?);

    welcome(&gate, &feishu, &sample, &data);
    tokio::signal::ctrl_c().await?;
    application.abort();
    server.stop().await?;
    simulator.stop().await;
    Ok(())
}

fn data_folder(given: Option<PathBuf>) -> anyhow::Result<(Option<tempfile::TempDir>, PathBuf)> {
    match given {
        Some(folder) => {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
            Ok((None, folder))
        }
        None => {
            let temporary = tempfile::tempdir()?;
            let path = temporary.path().to_owned();
            Ok((Some(temporary), path))
        }
    }
}

/// larkgate's listener and the application's; taken first, so that a port in use is said before anything starts.
fn listen(port: u16) -> anyhow::Result<[TcpListener; 2]> {
    let bind = |port: u16| {
        TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("port {port} is not free; choose others with --port N"))
    };
    Ok([bind(port)?, bind(port.saturating_add(2))?])
}

/// The very configuration file that an operator would write, with everything on loopback.
fn config(
    gate: &str,
    sample: &str,
    data: &Path,
    simulator: &Simulator,
    client_secret: &Opaque,
) -> anyhow::Result<Config> {
    let feishu = simulator.base_url();
    let app_id = &simulator.app_id;
    let (host, rules) = (sample.trim_start_matches("http://"), protected::RULES);
    let text = format!(
        r#"
issuer = "{gate}"
organization = "示例公司 Example"
contact = "IT 服务台 it@example.com"
[listen]
trusted_proxies = ["127.0.0.1"]
[database]
url = "sqlite:larkgate.db"
[log]
format = "text"
level = "info"
[connectors.feishu]
app_id = "{app_id}"
app_secret_env = "APP_SECRET"
open_host = "{feishu}"
accounts_host = "{feishu}"
passport_host = "{feishu}"
[[clients]]
id = "sample"
name = "示例应用"
secret_env = "CLIENT_SECRET"
redirect_uris = ["{sample}/callback"]
[[applications]]
id = "protected"
name = "受保护的示例应用"
hosts = ["{host}"]
{rules}
"#
    );
    let environment = |name: &str| match name {
        "APP_SECRET" => Some(simulator.app_secret.clone()),
        "CLIENT_SECRET" => Some(client_secret.reveal().to_owned()),
        _ => None,
    };
    Ok(Config::parse(&text, data, &environment)?)
}

fn welcome(gate: &str, feishu: &str, sample: &str, data: &Path) {
    println!(
        "
  This is a demonstration. The Feishu in it is simulated, and everything listens on this machine only.
  这是演示环境：其中的飞书是模拟的，所有服务仅在本机监听。

    sample application  示例应用    {sample}
    behind a proxy      受代理保护  {sample}/protected/
    larkgate                       {gate}
    simulated Feishu    模拟飞书    {feishu}/_sim/
    data                           {}

  Open {sample} in a browser, press \"Sign in\", and choose a person.
  To try the QR code, follow the link beneath it to the simulated phone.
  Stop with Ctrl-C.
",
        data.display()
    );
}
