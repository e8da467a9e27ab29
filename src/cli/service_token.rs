//! `larkgate service-token`: tokens by which services such as CI and probes come to an application behind a proxy.

use clap::Subcommand;

use crate::admin::ops::service_tokens::{self, State};
use crate::cli::{Tools, output};
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;

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
    },
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::Add { application, name, expires } => {
            add(&application, &name, expires.as_deref(), tools).await
        }
        Command::List { application } => list(application.as_deref(), tools).await,
        Command::Revoke { id } => revoke(&id, tools).await,
    }
}

async fn add(application: &str, name: &str, expires: Option<&str>, tools: &Tools) -> anyhow::Result<()> {
    let made = service_tokens::add(&tools.desk(), application, name, expires).await?;
    output::record(&[
        ("id", Some(made.token.id.to_string())),
        ("token", Some(made.value.reveal().to_owned())),
        ("expires", made.token.expires_at.map(Timestamp::rfc3339)),
    ])?;
    output::say("hint: the token is shown this once; only its hash is kept");
    if !made.is_named {
        output::say(&format!(
            "hint: no rule names it yet, so it opens nothing: larkgate rule add {application} allow --service {name}"
        ));
    }
    Ok(())
}

async fn list(application: Option<&str>, tools: &Tools) -> anyhow::Result<()> {
    let desk = tools.desk();
    let rows: Vec<_> = service_tokens::list(&desk, application)
        .await?
        .into_iter()
        .map(|token| {
            let state = State::of(&token, desk.now).as_str().to_owned();
            let or_never = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
            vec![
                token.id.to_string(),
                token.application,
                token.name,
                state,
                or_never(token.expires_at),
                or_never(token.last_used_at),
            ]
        })
        .collect();
    output::table(&["id", "application", "service", "state", "expires", "last used"], &rows)?;
    Ok(())
}

async fn revoke(id: &str, tools: &Tools) -> anyhow::Result<()> {
    let token = service_tokens::revoke(&tools.desk(), None, &ServiceTokenId::received(id)).await?;
    output::say(&format!("revoked {token} of {}", token.application));
    Ok(())
}
