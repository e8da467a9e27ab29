//! `larkgate service-token`: tokens by which services such as CI and probes come to an application behind a proxy.

use clap::Subcommand;
use serde_json::{Value, json};

use crate::cli::shell::{Shell, Table, Why, cell, part, text};
use crate::cli::site::path;

const TOKENS: Table = Table {
    headings: &["id", "application", "service", "state", "expires", "last used"],
    cells: |token| {
        let or_never = |field| text(token, field).unwrap_or_else(|| "never".to_owned());
        let [id, application, name, state] =
            ["id", "application", "name", "state"].map(|field| cell(token, field));
        vec![id, application, name, state, or_never("expires_at"), or_never("last_used_at")]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token for a service, shown once. A service may have several, so that one can take over from another.
    Add {
        /// The application's id; the token is worth nothing at any other.
        #[arg(long, value_name = "ID")]
        application: String,
        /// The service, as rules name it: 1 to 100 of A-Z a-z 0-9 . _ -
        #[arg(long)]
        name: String,
        /// How long it is good, such as 90d or 12h; until it is revoked by default.
        #[arg(long, value_name = "DURATION")]
        expires: Option<String>,
    },
    /// List every token, but not its secret.
    List {
        /// Those of this application alone.
        #[arg(long, value_name = "ID")]
        application: Option<String>,
    },
    /// Revoke a token; it stops working within a second.
    Revoke {
        /// Its id, as `list` has it.
        id: String,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::Add { application, name, expires } => {
            let wanted = json!({ "name": name, "expires": expires });
            let address = path(&["applications", &application, "service-tokens"])?;
            let made = shell.site.json("POST", &address, Some(&wanted)).await?;
            shell.show(&made, |made| {
                vec![
                    ("id", text(made, "id")),
                    ("token", text(made, "value")),
                    ("expires", text(made, "expires_at")),
                ]
            })?;
            shell.hint("the token is shown this once; only its hash is kept");
            if part(&made, "named_by_a_rule") == &Value::Bool(false) {
                shell.hint(&format!(
                    "no rule names it yet, so it opens nothing: larkgate rule add {application} allow --service {name}"
                ));
            }
            Ok(())
        }
        Command::List { application: Some(application) } => {
            shell.list(&path(&["applications", &application, "service-tokens"])?, &TOKENS).await
        }
        Command::List { application: None } => shell.list(&path(&["service-tokens"])?, &TOKENS).await,
        Command::Revoke { id, why } => {
            let done = shell.site.json("DELETE", &why.with(&path(&["service-tokens", &id])?), None).await?;
            shell.done(&done, &format!("{id} is good for nothing from now on"))
        }
    }
}
