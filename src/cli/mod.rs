//! The command line. Data goes to standard output, everything said about it to standard error.

mod account;
mod admin;
mod application;
mod change;
mod check;
mod client;
mod explain;
mod key;
mod output;
mod proxy_config;
mod rule;
mod serve;
mod token;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::admin::ops::Desk;
use crate::config::Config;
use crate::domain::admin::Actor;
use crate::domain::time::{Clock, SystemClock};
use crate::domain::token::{Entropy, SystemEntropy};
use crate::store::Store;

/// OAuth/SSO bridge between internal applications and Feishu / Lark.
#[derive(Debug, Parser)]
#[command(name = "larkgate", version, arg_required_else_help = true)]
struct Cli {
    /// The configuration file.
    #[arg(long, global = true, value_name = "FILE", default_value = "config/larkgate.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve,
    /// Read the configuration and name every problem at once.
    Check,
    /// Applications that may ask who somebody is.
    #[command(subcommand)]
    Client(client::Command),
    /// Applications behind reverse proxies that ask who may pass.
    #[command(subcommand)]
    Application(application::Command),
    /// Who may pass to an application behind a proxy.
    #[command(subcommand)]
    Rule(rule::Command),
    /// Tokens of services, such as CI and probes, for applications behind proxies.
    #[command(subcommand)]
    Token(token::Command),
    /// People who have signed in.
    #[command(subcommand)]
    Account(account::Command),
    /// When nobody can sign in as usual.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Keys that sign tokens.
    #[command(subcommand)]
    Key(key::Command),
    /// Say what becomes of a request to an application behind a proxy, and which rule decides.
    Explain(explain::Asked),
    /// Print the configuration of a reverse proxy in front of one application.
    ProxyConfig(proxy_config::Asked),
}

/// Runs the command that the process was started with.
///
/// Exit codes: 0 done, 1 failed or not found, 2 wrong arguments or configuration.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::load(&cli.config, &|name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(problems) => return check::report(&cli.config, &problems),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(execute(cli.command, &cli.config, config)));
    outcome.unwrap_or_else(|error| {
        output::say(&format!("error: {error:#}"));
        ExitCode::FAILURE
    })
}

async fn execute(command: Command, path: &Path, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => return serve::run(config).await,
        Command::Check => return Ok(check::report_success(path, &config).await),
        _ => {}
    }
    let tools = Tools::open(config).await?;
    let done = match command {
        Command::Client(command) => client::run(command, &tools).await,
        Command::Application(command) => application::run(command, &tools).await,
        Command::Rule(command) => rule::run(command, &tools).await,
        Command::Token(command) => token::run(command, &tools).await,
        Command::Account(command) => account::run(command, &tools).await,
        Command::Admin(command) => admin::run(command, &tools).await,
        Command::Key(command) => key::run(command, &tools).await,
        Command::Explain(asked) => explain::run(asked, &tools).await,
        Command::ProxyConfig(asked) => proxy_config::run(&asked, &tools).await,
        Command::Serve | Command::Check => Ok(ExitCode::SUCCESS),
    };
    tools.store.close().await;
    done
}

/// What the commands beside `serve` work with.
struct Tools {
    config: Config,
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    actor: Actor,
}

impl Tools {
    async fn open(config: Config) -> anyhow::Result<Self> {
        let store = Store::connect(&config.database).await?;
        let actor = Actor::command_line(&std::env::var("USER").unwrap_or_else(|_unset| "?".to_owned()));
        Ok(Self { config, store, clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy), actor })
    }

    /// Where the command line acts: as whoever runs it, by their name on this machine.
    fn desk(&self) -> Desk<'_> {
        let (store, config, now) = (&self.store, &self.config, self.clock.now());
        Desk { store, config, entropy: &*self.entropy, now, actor: &self.actor }
    }
}
