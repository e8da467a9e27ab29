//! `larkgate audit`: who got in, and why not.

use clap::{Args, Subcommand};

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
}

/// Which lines.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// One kind, such as login.succeeded or account.disabled.
    #[arg(long)]
    kind: Option<String>,
    /// One account, by its id.
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// One application, by its id.
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Whoever did it: an account's or token's id, or "command line: NAME".
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// One request, by its reference number.
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    let Command::List { wanted, limit } = command;
    let query = [
        ("kind", wanted.kind.as_deref()),
        ("account", wanted.account.as_deref()),
        ("client_id", wanted.client.as_deref()),
        ("actor", wanted.actor.as_deref()),
        ("reference", wanted.reference.as_deref()),
    ];
    shell.pages(&path(&["audit"])?, &query, limit, &LINES).await
}
