//! `larkgate client`: applications registered at run time, and those of the configuration file to look at.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::cli::{Tools, output};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::{Client, Source, is_client_id};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ScopeValue};
use crate::domain::token::Opaque;
use crate::store::Tx;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register an application; its secret is shown once.
    Add(Add),
    /// List every application.
    List,
    /// Show one application.
    Show {
        /// Its client_id.
        id: String,
    },
    /// Give an application a new secret, shown once; the old one stops working at once.
    RotateSecret {
        /// Its client_id.
        id: String,
    },
    /// Remove an application and revoke what it was granted.
    Remove {
        /// Its client_id.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Its client_id: 1 to 100 of A-Z a-z 0-9 . _ -
    id: String,
    /// What people see: "Sign in to …".
    #[arg(long)]
    name: String,
    /// Where codes may be sent, byte for byte; may be given several times.
    #[arg(long = "redirect-uri", required = true, value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where it may have the browser sent after signing out; may be given several times.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// What it may ask for, separated by spaces; everything by default.
    #[arg(long)]
    scope: Option<String>,
    /// How its tokens are signed: RS256, ES256 or EdDSA.
    #[arg(long, default_value = "RS256", value_name = "ALG")]
    id_token_alg: String,
    /// An API of its own, as `aud` of its access tokens.
    #[arg(long)]
    audience: Option<String>,
    /// No secret: for single-page and native applications, which prove themselves by PKCE alone.
    #[arg(long)]
    public: bool,
    /// Let it go without PKCE; for confidential clients whose library cannot.
    #[arg(long, conflicts_with = "public")]
    no_pkce: bool,
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<ExitCode> {
    match command {
        Command::Add(add) => register(add, tools).await,
        Command::List => list(tools).await,
        Command::Show { id } => show(&id, tools).await,
        Command::RotateSecret { id } => rotate_secret(&id, tools).await,
        Command::Remove { id } => remove(&id, tools).await,
    }
}

fn configured<'a>(id: &str, tools: &'a Tools) -> Option<&'a Client> {
    tools.config.clients.iter().find(|client| client.id == id)
}

/// Clients of the configuration file are changed by editing it.
fn refuse_configured(id: &str, tools: &Tools) -> anyhow::Result<()> {
    if configured(id, tools).is_some() {
        bail!("{id} is in the configuration file; change it there");
    }
    Ok(())
}

fn parse(add: Add, tools: &Tools) -> anyhow::Result<(Client, Option<Opaque>)> {
    if !is_client_id(&add.id) {
        bail!("{:?} cannot be a client_id: 1 to 100 of A-Z a-z 0-9 . _ -", add.id);
    }
    for (what, text) in [("name", Some(&add.name)), ("audience", add.audience.as_ref())] {
        if text.is_some_and(|text| text.trim().is_empty() || text.chars().any(char::is_control)) {
            bail!("the {what} is empty, or not text on one line");
        }
    }
    let parse = |uri: &String| {
        RedirectUri::parse(uri).map_err(|error| anyhow::anyhow!("redirect URI {uri}: {error}"))
    };
    let redirect_uris = add.redirect_uris.iter().map(parse).collect::<Result<_, _>>()?;
    let post_logout_redirect_uris =
        add.post_logout_redirect_uris.iter().map(parse).collect::<Result<_, _>>()?;
    let scope = match &add.scope {
        None => Scope::from_iter(ScopeValue::ALL),
        Some(text) => {
            if let Some(unknown) = text.split_whitespace().find(|value| ScopeValue::parse(value).is_none()) {
                bail!("unknown scope: {unknown}");
            }
            Scope::parse(text)
                .filter(|scope| !scope.is_empty())
                .ok_or_else(|| anyhow::anyhow!("the scope is empty"))?
        }
    };
    let Some(id_token_alg) = Algorithm::parse(&add.id_token_alg) else {
        bail!("unknown algorithm: {}; use RS256, ES256 or EdDSA", add.id_token_alg);
    };
    let secret = (!add.public).then(|| Opaque::new(&*tools.entropy));
    let client = Client {
        id: add.id,
        name: add.name,
        secret: secret.as_ref().map(Opaque::hash),
        redirect_uris,
        post_logout_redirect_uris,
        scope,
        id_token_alg,
        audience: add.audience,
        require_pkce: !add.no_pkce,
        source: Source::Database,
        created_at: tools.clock.now(),
    };
    Ok((client, secret))
}

async fn register(add: Add, tools: &Tools) -> anyhow::Result<ExitCode> {
    refuse_configured(&add.id, tools)?;
    let (client, secret) = parse(add, tools)?;
    let mut tx = tools.store.write().await?;
    if !tx.insert_client(&client).await? {
        bail!("{} is registered already", client.id);
    }
    commit_with_audit(tx, tools, &client.id, EventKind::ClientAdded).await?;
    output::record(&[
        ("client_id", Some(client.id)),
        ("client_secret", secret.map(|secret| secret.reveal().to_owned())),
        ("issuer", Some(tools.config.issuer_str().to_owned())),
    ]);
    output::say("hint: the secret is shown this once; only its hash is kept");
    Ok(ExitCode::SUCCESS)
}

async fn commit_with_audit(mut tx: Tx, tools: &Tools, id: &str, kind: EventKind) -> anyhow::Result<()> {
    let mut event = AuditEvent::new(&*tools.entropy, tools.clock.now(), kind);
    event.client_id = Some(id.to_owned());
    event.reason = Some("command line".to_owned());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(())
}

async fn list(tools: &Tools) -> anyhow::Result<ExitCode> {
    let stored = tools.store.read().await?.clients().await?;
    let rows: Vec<_> = tools
        .config
        .clients
        .iter()
        .chain(&stored)
        .map(|client| {
            vec![
                client.id.clone(),
                client.name.clone(),
                if client.is_public() { "public" } else { "confidential" }.to_owned(),
                client.id_token_alg.to_string(),
                origin(client).to_owned(),
            ]
        })
        .collect();
    output::table(&["client_id", "name", "kind", "signs", "from"], &rows);
    Ok(ExitCode::SUCCESS)
}

fn origin(client: &Client) -> &'static str {
    match client.source {
        Source::Config => "configuration",
        Source::Database => "database",
    }
}

async fn show(id: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let client = match configured(id, tools) {
        Some(client) => Some(client.clone()),
        None => tools.store.read().await?.client(id).await?,
    };
    let Some(client) = client else { bail!("there is no client {id}") };
    let uris = |uris: &[RedirectUri]| uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join(" ");
    let after_logout = Some(uris(&client.post_logout_redirect_uris)).filter(|uris| !uris.is_empty());
    let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
    output::record(&[
        ("client_id", Some(client.id.clone())),
        ("name", Some(client.name.clone())),
        ("from", Some(origin(&client).to_owned())),
        ("secret", Some(yes_no(!client.is_public()))),
        ("redirect_uris", Some(uris(&client.redirect_uris))),
        ("after logout", after_logout),
        ("scope", Some(client.scope.to_string())),
        ("signs", Some(client.id_token_alg.to_string())),
        ("audience", client.audience.clone()),
        ("pkce required", Some(yes_no(client.require_pkce))),
        ("registered", (client.source == Source::Database).then(|| client.created_at.rfc3339())),
    ]);
    Ok(ExitCode::SUCCESS)
}

async fn rotate_secret(id: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    refuse_configured(id, tools)?;
    let secret = Opaque::new(&*tools.entropy);
    let mut tx = tools.store.write().await?;
    if !tx.replace_client_secret(id, &secret.hash()).await? {
        bail!("there is no client {id} with a secret");
    }
    commit_with_audit(tx, tools, id, EventKind::ClientSecretRotated).await?;
    output::record(&[
        ("client_id", Some(id.to_owned())),
        ("client_secret", Some(secret.reveal().to_owned())),
    ]);
    output::say("hint: the secret is shown this once; the old one has stopped working");
    Ok(ExitCode::SUCCESS)
}

async fn remove(id: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    refuse_configured(id, tools)?;
    let mut tx = tools.store.write().await?;
    if !tx.remove_client(id, tools.clock.now()).await? {
        bail!("there is no client {id}");
    }
    commit_with_audit(tx, tools, id, EventKind::ClientRemoved).await?;
    output::say(&format!("removed {id}; what it was granted is revoked"));
    Ok(ExitCode::SUCCESS)
}
