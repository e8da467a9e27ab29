//! What a check, a token and a login cost: `tests/load/run`.

mod bare;
mod bench;
mod checks;
mod figures;
mod flood;
mod flows;
mod gate;
mod many;
mod person;
mod process;
mod seed;
mod sign;
mod timed;
mod tokens;
mod wrk;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use larkgate::domain::key::Algorithm;
use tokio::time::Instant;

use crate::bench::Bench;
use crate::figures::Tables;
use crate::many::Size;
use crate::process::Cores;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, and prints the tables that README.md has.
    Run(Run),
    /// The bare handler, in a process of its own.
    Bare {
        #[arg(long)]
        address: SocketAddr,
        #[arg(long = "header")]
        headers: Vec<String>,
    },
    /// The signer, in a process of its own.
    Sign {
        algorithm: String,
        #[arg(long)]
        milliseconds: u64,
    },
    /// larkgate with a clock in it, in a process of its own.
    Timed {
        #[arg(long)]
        config: PathBuf,
    },
}

/// Parts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Forward-auth checks: rates, latency, memory.
    Checks,
    /// Tokens by client credentials.
    Tokens,
    /// Userinfo, refreshing, logins.
    Flows,
    /// Slow clients and floods of connections; the check must be answered in the end.
    Flood,
    /// The console with a million accounts and ten million lines of the audit log. Only when it is named: it takes many minutes,
    /// and 20 GB of disk.
    Many,
}

#[derive(Parser)]
struct Run {
    /// Which parts; all of them by default.
    parts: Vec<Part>,
    /// Fewer and shorter rounds: figures that show whether it works, and little more.
    #[arg(long)]
    quick: bool,
    /// Where databases, requests and logs lie meanwhile.
    #[arg(long)]
    folder: PathBuf,
    /// A PostgreSQL to measure on as well.
    #[arg(long)]
    postgres: Option<String>,
    /// The core of what is measured.
    #[arg(long, default_value_t = 0)]
    server_core: u32,
    /// The core of everything else.
    #[arg(long, default_value_t = 1)]
    client_core: u32,
}

#[tokio::main]
#[allow(clippy::print_stdout, reason = "figures go to standard output")]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Run(run) => println!("{}", measure(run).await?.text()),
        Command::Bare { address, headers } => bare::serve(address, &headers).await?,
        Command::Sign { algorithm, milliseconds } => {
            let algorithm = Algorithm::parse(&algorithm).context("no such algorithm")?;
            let signed = sign::sign(algorithm, Duration::from_millis(milliseconds)).await?;
            println!("{} {}", signed.per_second, signed.cpu);
        }
        Command::Timed { config } => timed::serve(&config).await?,
    }
    Ok(())
}

async fn measure(run: Run) -> anyhow::Result<Tables> {
    let (rounds, seconds) = if run.quick { (3, 1) } else { (5, 4) };
    let bench = Bench {
        cores: Cores { server: run.server_core, client: run.client_core },
        rounds,
        time: Duration::from_secs(seconds),
        folder: run.folder,
        postgres: run.postgres,
        began: Instant::now(),
    };
    let mut tables = Tables::default();
    let wanted = |part: Part| run.parts.is_empty() || run.parts.contains(&part);
    if wanted(Part::Checks) {
        checks::measure(&bench, &mut tables).await?;
    }
    if wanted(Part::Tokens) {
        tokens::measure(&bench, &mut tables).await?;
    }
    if wanted(Part::Flows) {
        flows::measure(&bench, &mut tables).await?;
    }
    if run.parts.contains(&Part::Many) {
        let size = if run.quick {
            Size { people: 100_000, lines: 1_000_000 }
        } else {
            Size { people: 1_000_000, lines: 10_000_000 }
        };
        many::measure(&bench, size, &mut tables).await?;
    }
    if wanted(Part::Flood) {
        flood::withstand(&bench, &mut tables).await?;
    }
    Ok(tables)
}
