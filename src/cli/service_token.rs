//! `larkgate service-token`: tokens by which services such as CI and probes come to an application behind a proxy.

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::cli::change::Change;
use crate::cli::{Tools, output};
use crate::config::parse_duration;
use crate::domain::access::{Rule, ServiceToken, is_service_name};
use crate::domain::audit::EventKind;
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
    if !is_service_name(name) {
        bail!("{name:?} cannot name a service: 1 to 100 of A-Z a-z 0-9 . _ -");
    }
    let mut change = Change::begin(tools).await?;
    change.refuse_unknown(application)?;
    let secret = ServiceToken::secret(&*tools.entropy);
    let token = ServiceToken {
        id: ServiceTokenId::new(&*tools.entropy),
        application: application.to_owned(),
        name: name.to_owned(),
        hash: secret.hash(),
        created_at: change.now,
        expires_at: expires.map(|text| expiry(text, change.now)).transpose()?,
        revoked_at: None,
        last_used_at: None,
    };
    change.tx.insert_service_token(&token).await?;
    let catalogue = change.catalogue();
    change.commit(application, EventKind::ServiceTokenAdded, &token.to_string()).await?;
    output::record(&[
        ("id", Some(token.id.to_string())),
        ("token", Some(secret.reveal().to_owned())),
        ("expires", token.expires_at.map(Timestamp::rfc3339)),
    ])?;
    output::say("hint: the token is shown this once; only its hash is kept");
    let names = |rule: &Rule| rule.services.as_ref().is_some_and(|services| services.contains(&token.name));
    let is_named = catalogue
        .named(application)
        .is_some_and(|application| application.numbered_rules().any(|(_, rule)| names(rule)));
    if !is_named {
        output::say(&format!(
            "hint: no rule names it yet, so it opens nothing: larkgate rule add {application} allow --service {name}"
        ));
    }
    Ok(())
}

fn expiry(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    let duration = parse_duration(text).filter(|duration| !duration.is_zero());
    let duration =
        duration.with_context(|| format!("expected a duration such as 90d or 12h, found {text:?}"))?;
    Ok(now.plus(duration))
}

async fn list(application: Option<&str>, tools: &Tools) -> anyhow::Result<()> {
    let (now, tokens) = (tools.clock.now(), tools.store.read().await?.service_tokens().await?);
    let rows: Vec<_> = tokens
        .into_iter()
        .filter(|token| application.is_none_or(|id| token.application == id))
        .map(|token| {
            let state = match (token.revoked_at, token.is_live(now)) {
                (Some(_), _) => "revoked",
                (None, true) => "good",
                (None, false) => "lapsed",
            };
            let or_never = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
            vec![
                token.id.to_string(),
                token.application,
                token.name,
                state.to_owned(),
                or_never(token.expires_at),
                or_never(token.last_used_at),
            ]
        })
        .collect();
    output::table(&["id", "application", "service", "state", "expires", "last used"], &rows)?;
    Ok(())
}

async fn revoke(id: &str, tools: &Tools) -> anyhow::Result<()> {
    let mut change = Change::begin(tools).await?;
    let Some(token) = change.tx.revoke_service_token(&ServiceTokenId::received(id), change.now).await? else {
        bail!("there is no token {id} that is not revoked");
    };
    change.commit(&token.application, EventKind::ServiceTokenRevoked, &token.to_string()).await?;
    output::say(&format!("revoked {token} of {}", token.application));
    Ok(())
}
