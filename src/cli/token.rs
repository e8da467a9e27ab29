//! `larkgate token`: API tokens, by which programs administer larkgate.

use clap::Subcommand;
use serde_json::json;

use crate::cli::account::role;
use crate::cli::shell::{Shell, Table, Why, cell, text};
use crate::cli::site::path;
use crate::domain::admin::Role;

const TOKENS: Table = Table {
    headings: &["id", "name", "role", "made by", "expires", "last used"],
    cells: |token| {
        let used = text(token, "last_used_at").unwrap_or_else(|| "never".to_owned());
        let (by, expires) = (cell(token, "created_by"), cell(token, "expires_at"));
        vec![cell(token, "id"), cell(token, "name"), cell(token, "role"), by, expires, used]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token, shown once.
    Add {
        /// What it is for.
        name: String,
        /// What it may do: owner, admin, helpdesk or auditor.
        #[arg(long, value_parser = role)]
        role: Role,
        /// How many days it lives, up to 366.
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
    /// List every token that was not revoked, but not its value.
    List,
    /// Revoke a token; it is good for nothing from now on.
    Revoke {
        /// Its id, as `list` has it.
        id: String,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::Add { name, role, days } => {
            let wanted = json!({ "name": name, "role": role.as_str(), "days": days });
            let made = shell.site.json("POST", &path(&["tokens"])?, Some(&wanted)).await?;
            shell.show(&made, |made| {
                vec![
                    ("id", text(made, "id")),
                    ("token", text(made, "value")),
                    ("role", text(made, "role")),
                    ("expires", text(made, "expires_at")),
                ]
            })?;
            shell.hint("the token is shown this once; only its hash is kept");
            Ok(())
        }
        Command::List => shell.list(&path(&["tokens"])?, &TOKENS).await,
        Command::Revoke { id, why } => {
            let done = shell.site.json("DELETE", &why.with(&path(&["tokens", &id])?), None).await?;
            shell.done(&done, &format!("{id} is good for nothing from now on"))
        }
    }
}
