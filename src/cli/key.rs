//! `larkgate key`: the keys that sign tokens.

use clap::Subcommand;
use serde_json::json;

use crate::cli::shell::{Shell, Table, cell, part};
use crate::cli::site::path;

const KEYS: Table = Table {
    headings: &["kid", "algorithm", "state", "until", "signs from", "retires at"],
    cells: |key| {
        ["kid", "algorithm", "state", "until", "signs_from", "retires_at"]
            .map(|field| cell(key, field))
            .into()
    },
};

const ROTATED: Table =
    Table { headings: &["kid", "algorithm"], cells: |key| vec![cell(key, "kid"), cell(key, "algorithm")] };

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List every published key, and what becomes of it next.
    List,
    /// Publish new keys now and let them sign later; the old ones retire when their last token can be of no more use.
    Rotate {
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Take a key out of the key set now: what it signed does not verify any more. Where it signs, the next one does at once.
    Retire {
        /// Its key id.
        kid: String,
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::List => shell.list(&path(&["keys"])?, &KEYS).await,
        Command::Rotate { reason } => {
            let why = json!({ "reason": reason });
            let done = shell.site.json("POST", &path(&["keys", "rotate"])?, Some(&why)).await?;
            if !shell.json {
                shell.table(part(&done, "keys"), &ROTATED)?;
            }
            let (signs, retires) = (cell(&done, "signs_from"), cell(&done, "retires_at"));
            shell.done(&done, &format!("published now; they sign from {signs}"))?;
            shell.hint(&format!("the keys before them leave the JWKS at {retires}"));
            Ok(())
        }
        Command::Retire { kid, reason } => {
            let why = json!({ "reason": reason });
            let done = shell.site.json("POST", &path(&["keys", &kid, "retire"])?, Some(&why)).await?;
            shell.done(&done, &format!("{kid} has left the JWKS; what it signed does not verify any more"))
        }
    }
}
