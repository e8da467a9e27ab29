//! `larkgate audit`: who got in, and why not.

use clap::{Args, Subcommand};

use crate::cli::file::File;
use crate::cli::shell::{Shell, Table, cell, text};
use crate::cli::site::path;

const LINES: Table = Table {
    headings: &["at", "kind", "who", "client", "by", "reason"],
    cells: |line| {
        let who = text(line, "account").or_else(|| text(line, "identity")).unwrap_or_default();
        let (client, actor) = (cell(line, "client_id"), cell(line, "actor"));
        vec![cell(line, "at"), cell(line, "kind"), who, client, actor, cell(line, "reason")]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List lines, newest first.
    List {
        #[command(flatten)]
        wanted: Wanted,
        /// So many at most; all by default.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        limit: Option<u64>,
    },
    /// Take lines away in a file, newest first; the log takes note of it.
    Export {
        #[command(flatten)]
        wanted: Wanted,
        #[command(flatten)]
        file: File,
    },
}

/// Which lines.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// One kind, such as login.succeeded or account.disabled.
    #[arg(long)]
    kind: Option<String>,
    /// About one account: its id, its sub, or a bound open_id or union_id.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// About one application, by its id.
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Whoever did it: an account as above, a token's id, or "command line: NAME".
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Of one request, by its reference number.
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
    /// From one address.
    #[arg(long)]
    address: Option<String>,
    /// Not before this moment, such as 2026-11-29T08:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// Before this moment.
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
}

impl Wanted {
    fn query(&self) -> [(&'static str, Option<&str>); 8] {
        [
            ("kind", self.kind.as_deref()),
            ("account", self.account.as_deref()),
            ("client_id", self.client.as_deref()),
            ("actor", self.actor.as_deref()),
            ("reference", self.reference.as_deref()),
            ("address", self.address.as_deref()),
            ("from", self.from.as_deref()),
            ("until", self.until.as_deref()),
        ]
    }
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::List { wanted, limit } => {
            shell.pages(&path(&["audit"])?, &wanted.query(), limit, &LINES).await
        }
        Command::Export { wanted, file } => {
            file.take(&path(&["audit", "export"])?, &wanted.query(), shell).await
        }
    }
}
