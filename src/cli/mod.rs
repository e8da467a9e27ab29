//! The command line. Data goes to standard output, everything said about it to standard error.

mod account;
mod admin;
mod application;
mod audit;
mod check;
mod client;
mod completions;
mod exit;
mod explain;
mod file;
mod key;
mod output;
mod people;
mod proxy_config;
mod rule;
mod serve;
mod service_token;
mod session;
mod shell;
mod site;
mod system;
mod token;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser, Subcommand};

use self::exit::Failure;
use self::shell::Shell;
use self::site::{Local, Remote, Site};
use crate::admin::ops::Desk;
use crate::config::Config;
use crate::domain::admin::Actor;
use crate::domain::time::{Clock, SystemClock};
use crate::domain::token::{Entropy, SystemEntropy};
use crate::store::Store;

/// OAuth/SSO bridge between internal applications and Feishu / Lark.
#[derive(Debug, Parser)]
#[command(name = "larkgate", version, arg_required_else_help = true, after_help = exit::HELP)]
struct Cli {
    #[command(flatten)]
    place: Place,
    /// Print what the REST API answers, one JSON document, instead of tables.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

/// Where to act.
#[derive(Debug, clap::Args)]
struct Place {
    /// The configuration file; commands act on the database that it names.
    #[arg(long, global = true, value_name = "FILE", default_value = "config/larkgate.toml")]
    config: PathBuf,
    /// Act at this larkgate instead, such as https://sso.example.com, with the API token in LARKGATE_TOKEN; no configuration
    /// is needed then.
    #[arg(long, global = true, value_name = "URL")]
    remote: Option<String>,
    /// A file with the API token, instead of LARKGATE_TOKEN.
    #[arg(long, global = true, value_name = "FILE", requires = "remote")]
    token_file: Option<PathBuf>,
    /// Certificates in PEM of the authorities that are trusted to have signed its own, instead of the system's.
    #[arg(long, global = true, value_name = "FILE", requires = "remote")]
    ca_file: Option<PathBuf>,
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
    ServiceToken(service_token::Command),
    /// People who have signed in.
    #[command(subcommand)]
    Account(account::Command),
    /// Where people are signed in.
    #[command(subcommand)]
    Session(session::Command),
    /// Who got in, and why not.
    #[command(subcommand)]
    Audit(audit::Command),
    /// API tokens, by which programs administer larkgate.
    #[command(subcommand)]
    Token(token::Command),
    /// When nobody can sign in as usual.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Keys that sign tokens.
    #[command(subcommand)]
    Key(key::Command),
    /// What runs, how much it is used, and whether Feishu knows it.
    #[command(subcommand)]
    System(system::Command),
    /// Say what becomes of a request to an application behind a proxy, and which rule decides.
    Explain(explain::Asked),
    /// Print the configuration of a reverse proxy in front of one application.
    ProxyConfig(proxy_config::Asked),
    /// Print a script by which a shell completes commands and options.
    Completions(completions::Asked),
}

/// Every command and option.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command that the process was started with; its exit codes are those of `--help`.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(execute(cli)));
    outcome.map_or_else(|error| exit::report(&error), |()| ExitCode::SUCCESS)
}

async fn execute(cli: Cli) -> anyhow::Result<()> {
    let Cli { place, json, command } = cli;
    match command {
        Command::Account(_)
        | Command::Application(_)
        | Command::Audit(_)
        | Command::Client(_)
        | Command::Explain(_)
        | Command::Key(_)
        | Command::ProxyConfig(_)
        | Command::Rule(_)
        | Command::ServiceToken(_)
        | Command::Session(_)
        | Command::System(_)
        | Command::Token(_) => ask(command, place, json).await,
        command => {
            if place.remote.is_some() || json {
                let said = "this command works beside the configuration, with neither --remote nor --json";
                return Err(Failure::unusable(said).into());
            }
            act(command, place).await
        }
    }
}

/// Commands that ask the API, here or elsewhere.
async fn ask(command: Command, place: Place, json: bool) -> anyhow::Result<()> {
    let site = match &place.remote {
        Some(address) => {
            Site::Remote(Remote::new(address, place.token_file.as_deref(), place.ca_file.as_deref())?)
        }
        None => Site::Local(Box::new(Local::open(config(&place)?).await?)),
    };
    let shell = Shell { site, json };
    let done = match command {
        Command::Account(command) => account::run(command, &shell).await,
        Command::Audit(command) => audit::run(command, &shell).await,
        Command::Application(command) => application::run(command, &shell).await,
        Command::Client(command) => client::run(command, &shell).await,
        Command::Explain(asked) => explain::run(asked, &shell).await,
        Command::Key(command) => key::run(command, &shell).await,
        Command::ProxyConfig(asked) => proxy_config::run(&asked, &shell).await,
        Command::Rule(command) => rule::run(command, &shell).await,
        Command::ServiceToken(command) => service_token::run(command, &shell).await,
        Command::Session(command) => session::run(command, &shell).await,
        Command::System(command) => system::run(command, &shell).await,
        Command::Token(command) => token::run(command, &shell).await,
        _ => Ok(()),
    };
    shell.site.close().await;
    done
}

fn config(place: &Place) -> Result<Config, Failure> {
    let load = Config::load(&place.config, &|name| std::env::var(name).ok());
    load.map_err(|problems| check::failure(&place.config, &problems))
}

/// Commands that are about this machine alone.
async fn act(command: Command, place: Place) -> anyhow::Result<()> {
    if let Command::Completions(asked) = command {
        return completions::run(&asked);
    }
    let config = config(&place)?;
    match command {
        Command::Serve => return serve::run(config).await,
        Command::Check => return check::report_success(&place.config, &config).await,
        _ => {}
    }
    let tools = Tools::open(config).await?;
    let done = match command {
        Command::Admin(command) => admin::run(command, &tools).await,
        _ => Ok(()),
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
        let actor = Actor::command_line(&user::name());
        Ok(Self { config, store, clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy), actor })
    }

    /// Where the command line acts: as whoever runs it, by their name on this machine.
    fn desk(&self) -> Desk<'_> {
        let (store, config, now) = (&self.store, &self.config, self.clock.now());
        Desk { store, config, entropy: &*self.entropy, now, actor: &self.actor }
    }
}
