//! `larkgate client`: applications registered at run time, and those of the configuration file to look at.

mod add;

use anyhow::bail;
use clap::Subcommand;

use crate::cli::{Tools, output};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::{Client, Credentials, Source, SubjectType};
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::token::Opaque;
use crate::store::Tx;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register an application; its secret is shown once.
    Add(Box<add::Add>),
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

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::Add(add) => add::register(*add, tools).await,
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

async fn commit_with_audit(mut tx: Tx, tools: &Tools, id: &str, kind: EventKind) -> anyhow::Result<()> {
    let mut event = AuditEvent::new(tools.clock.now(), kind);
    event.client_id = Some(id.to_owned());
    event.reason = Some("command line".to_owned());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(())
}

async fn list(tools: &Tools) -> anyhow::Result<()> {
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
                client.source.as_str().to_owned(),
            ]
        })
        .collect();
    output::table(&["client_id", "name", "kind", "signs", "from"], &rows)?;
    Ok(())
}

async fn show(id: &str, tools: &Tools) -> anyhow::Result<()> {
    let client = match configured(id, tools) {
        Some(client) => Some(client.clone()),
        None => tools.store.read().await?.client(id).await?,
    };
    let Some(client) = client else { bail!("there is no client {id}") };
    output::record(&record(&client))?;
    Ok(())
}

/// Every setting that is not at its default, and those that people look for.
fn record(client: &Client) -> [(&'static str, Option<String>); 18] {
    let uris = |uris: &[RedirectUri]| {
        let text = uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty())
    };
    let yes = |set: bool| set.then(|| "yes".to_owned());
    let address = |url: &Option<url::Url>| url.as_ref().map(url::Url::to_string);
    let service_scope = Some(client.service_scope.to_string()).filter(|text| !text.is_empty());
    [
        ("client_id", Some(client.id.clone())),
        ("name", Some(client.name.clone())),
        ("from", Some(client.source.as_str().to_owned())),
        ("proves itself by", Some(proof(client))),
        ("grant types", Some(client.grant_types.to_string())),
        ("redirect_uris", uris(&client.redirect_uris)),
        ("after logout", uris(&client.post_logout_redirect_uris)),
        ("scope", Some(client.scope.to_string())),
        ("service scope", service_scope),
        ("signs", Some(client.id_token_alg.to_string())),
        ("claims in ID token", yes(client.claims_in_id_token)),
        ("signs userinfo", client.userinfo_alg.map(|alg| alg.to_string())),
        ("pairwise", yes(client.subject_type == SubjectType::Pairwise)),
        ("audience", client.audience.clone()),
        ("pkce required", Some(if client.require_pkce { "yes" } else { "no" }.to_owned())),
        ("third party", yes(client.third_party)),
        (
            "told of logout",
            address(&client.backchannel_logout_uri).or(address(&client.frontchannel_logout_uri)),
        ),
        ("registered", (client.source == Source::Database).then(|| client.created_at.rfc3339())),
    ]
}

fn proof(client: &Client) -> String {
    match &client.credentials {
        Credentials::None => "PKCE alone (public)".to_owned(),
        Credentials::Secret(_) => "a secret".to_owned(),
        Credentials::Jwks(_) => "a key (private_key_jwt)".to_owned(),
        Credentials::JwksUri(uri) => format!("a key at {uri} (private_key_jwt)"),
    }
}

async fn rotate_secret(id: &str, tools: &Tools) -> anyhow::Result<()> {
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
    ])?;
    output::say("hint: the secret is shown this once; the old one has stopped working");
    Ok(())
}

async fn remove(id: &str, tools: &Tools) -> anyhow::Result<()> {
    refuse_configured(id, tools)?;
    let mut tx = tools.store.write().await?;
    if !tx.remove_client(id, tools.clock.now()).await? {
        bail!("there is no client {id}");
    }
    commit_with_audit(tx, tools, id, EventKind::ClientRemoved).await?;
    output::say(&format!("removed {id}; what it was granted is revoked"));
    Ok(())
}
