//! Clients: the applications that ask who somebody is. Those of the configuration file are there to look at.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Conflict, Desk, Flaw, OpError, Problem, change, days, why};
use crate::domain::admin::Permission;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::{Client, ClientSettings, Credentials, OldSecret, Source, is_client_id};
use crate::domain::token::Opaque;
use crate::store::Tx;

/// How many days a secret that was replaced may go on working.
pub const MOST_DAYS: u64 = 30;

/// What a client has at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Grants that are alive.
    pub grants: i64,
    /// The people who gave them.
    pub people: i64,
}

/// Every client: those of the file in its order, then those of the database by id. One that is in both counts as the file
/// has it.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn list(desk: &Desk<'_>) -> Result<Vec<Client>, OpError> {
    let stored = desk.reading(Permission::ReadClients).await?.clients().await?;
    let stored = stored.into_iter().filter(|client| configured(desk, &client.id).is_none());
    Ok(desk.config.clients.iter().cloned().chain(stored).collect())
}

/// The client with this id.
///
/// # Errors
/// When the actor may not read it, there is none, or the database fails.
pub async fn details(desk: &Desk<'_>, id: &str) -> Result<Client, OpError> {
    let mut tx = desk.reading(Permission::ReadClients).await?;
    match configured(desk, id) {
        Some(client) => Ok(client.clone()),
        None => tx.client(id).await?.ok_or_else(|| not_found(id)),
    }
}

/// What a client has at present, which ends when it is removed.
///
/// # Errors
/// When the actor may not read it, or the database fails.
pub async fn held(desk: &Desk<'_>, id: &str) -> Result<Held, OpError> {
    let mut tx = desk.reading(Permission::ReadClients).await?;
    let (grants, people) = tx.had_by_client(id, desk.now).await?;
    Ok(Held { grants, people })
}

/// Registers a client; its secret, if it has one, is in this answer and nowhere else.
///
/// # Errors
/// When the actor may not, the id is taken, or anything is wrong with the settings.
pub async fn add(
    desk: &Desk<'_>,
    id: &str,
    settings: &ClientSettings,
) -> Result<(Client, Option<Opaque>), OpError> {
    let mut tx = desk.changing(Permission::ChangeClients).await?;
    refuse_configured(desk, id)?;
    let secret = Opaque::new(desk.entropy);
    let base = Client::new(id, "", Source::Database, desk.now);
    let applied = settings.apply(base, &secret.hash()).map_err(|flaws| flaws.into_iter().map(Flaw::from));
    let client = match (is_client_id(id), applied) {
        (true, Ok(client)) => client,
        (true, Err(flaws)) => return Err(OpError::Invalid(flaws.collect())),
        (false, applied) => {
            let flaw = Flaw { field: "id", problem: Problem::ClientId };
            return Err(OpError::Invalid(
                [flaw].into_iter().chain(applied.err().into_iter().flatten()).collect(),
            ));
        }
    };
    if !tx.insert_client(&client).await? {
        return Err(Conflict::ClientExists { id: id.to_owned() }.into());
    }
    let mut event = event(desk, id, EventKind::ClientAdded);
    event.change = change(None::<&str>, said(&client));
    commit(tx, &event).await?;
    Ok((client, settings.wants_secret().then_some(secret)))
}

/// Gives a client other settings in place of all that it had. One that is to have a secret and had none gets one, which is in
/// this answer and nowhere else. Nothing is changed unless `seen` says of what it has that this is what was seen.
///
/// # Errors
/// When the actor may not, there is no such client, it is the file's, anything is wrong with the settings, or it has others
/// than were seen.
pub async fn change_settings(
    desk: &Desk<'_>,
    id: &str,
    settings: &ClientSettings,
    seen: impl FnOnce(&ClientSettings) -> bool,
) -> Result<(Client, Option<Opaque>), OpError> {
    let (mut tx, before) = begin(desk, id).await?;
    if !seen(&ClientSettings::from(&before)) {
        return Err(Conflict::ClientChanged { id: id.to_owned() }.into());
    }
    let (secret, made) = match &before.credentials {
        Credentials::Secret(secret) => (secret.clone(), None),
        Credentials::None | Credentials::Jwks(_) | Credentials::JwksUri(_) => {
            let secret = Opaque::new(desk.entropy);
            (secret.hash(), Some(secret))
        }
    };
    let refused = |flaws: Vec<_>| OpError::Invalid(flaws.into_iter().map(Flaw::from).collect());
    let client = settings.apply(before.clone(), &secret).map_err(refused)?;
    let (was, is) = difference(&said(&before), &said(&client));
    if was != is {
        tx.update_client(&client).await?;
        let mut event = event(desk, id, EventKind::ClientChanged);
        event.change = change(was, is);
        commit(tx, &event).await?;
    }
    Ok((client, made.filter(|_secret| settings.wants_secret())))
}

/// Gives a client a new secret, which is in this answer and nowhere else. The one it had works for `overlap` longer, and the
/// one before that no more.
///
/// # Errors
/// When the actor may not, there is no such client, it is the file's or has no secret, or the overlap is too long.
pub async fn rotate_secret(
    desk: &Desk<'_>,
    id: &str,
    overlap: Duration,
    reason: &str,
) -> Result<(Client, Opaque), OpError> {
    let reason = why(reason)?;
    let (mut tx, mut client) = begin(desk, id).await?;
    if overlap > days(MOST_DAYS) {
        return Err(OpError::invalid("overlap_days", Problem::UpToDays { most: MOST_DAYS }));
    }
    let Credentials::Secret(old) = client.credentials else {
        return Err(Conflict::NoSecret { id: id.to_owned() }.into());
    };
    let secret = Opaque::new(desk.entropy);
    client.credentials = Credentials::Secret(secret.hash());
    let ends_at = desk.now.plus(overlap);
    client.old_secret = (!overlap.is_zero()).then_some(OldSecret { hash: old, ends_at });
    tx.update_client(&client).await?;
    let mut event = event(desk, id, EventKind::ClientSecretRotated);
    event.reason = reason;
    let until =
        client.old_secret.as_ref().map(|old| format!("the old one works until {}", old.ends_at.rfc3339()));
    event.change = until.and_then(|until| change(None::<&str>, until));
    commit(tx, &event).await?;
    Ok((client, secret))
}

/// Ends the overlap: the secret before the present one works no longer.
///
/// # Errors
/// When the actor may not, there is no such client, it is the file's, or has no such secret.
pub async fn end_old_secret(desk: &Desk<'_>, id: &str, reason: &str) -> Result<Client, OpError> {
    let reason = why(reason)?;
    let (mut tx, mut client) = begin(desk, id).await?;
    let ends_at = client.live_old_secret(desk.now).map(|old| old.ends_at);
    let ends_at = ends_at.ok_or_else(|| Conflict::NoOldSecret { id: id.to_owned() })?;
    client.old_secret = None;
    tx.update_client(&client).await?;
    let mut event = event(desk, id, EventKind::ClientOldSecretEnded);
    event.reason = reason;
    event.change = change(ends_at.rfc3339(), desk.now.rfc3339());
    commit(tx, &event).await?;
    Ok(client)
}

/// Removes a client: nobody can sign in to it, and everything that it was granted is revoked, at once.
///
/// # Errors
/// When the actor may not, there is no such client, or it is the file's.
pub async fn remove(desk: &Desk<'_>, id: &str, reason: &str) -> Result<(), OpError> {
    let reason = why(reason)?;
    let (mut tx, client) = begin(desk, id).await?;
    tx.remove_client(id, desk.now).await?;
    let mut event = event(desk, id, EventKind::ClientRemoved);
    event.reason = reason;
    event.change = change(said(&client), None::<&str>);
    commit(tx, &event).await
}

/// What every change of a client begins with: the client, held, if it is the database's.
pub(super) async fn begin(desk: &Desk<'_>, id: &str) -> Result<(Tx, Client), OpError> {
    let mut tx = desk.changing(Permission::ChangeClients).await?;
    refuse_configured(desk, id)?;
    let client = tx.hold_client(id).await?.ok_or_else(|| not_found(id))?;
    Ok((tx, client))
}

fn configured<'a>(desk: &Desk<'a>, id: &str) -> Option<&'a Client> {
    desk.config.clients.iter().find(|client| client.id == id)
}

fn refuse_configured(desk: &Desk<'_>, id: &str) -> Result<(), Conflict> {
    match configured(desk, id) {
        Some(_) => Err(Conflict::ConfiguredClient { id: id.to_owned() }),
        None => Ok(()),
    }
}

fn not_found(id: &str) -> OpError {
    OpError::NotFound { what: "client", name: id.to_owned() }
}

pub(super) fn event(desk: &Desk<'_>, id: &str, kind: EventKind) -> AuditEvent {
    let mut event = desk.event(kind);
    event.client_id = Some(id.to_owned());
    event
}

pub(super) async fn commit(mut tx: Tx, event: &AuditEvent) -> Result<(), OpError> {
    tx.append_audit(event).await?;
    Ok(tx.commit().await?)
}

/// The settings for the audit log; no secret is among them.
fn said(client: &Client) -> Map<String, Value> {
    match serde_json::to_value(ClientSettings::from(client)) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    }
}

/// What differs, as it was and as it is.
fn difference(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> (Map<String, Value>, Map<String, Value>) {
    let only = |one: &Map<String, Value>, other: &Map<String, Value>| {
        one.iter()
            .filter(|(name, value)| other.get(*name) != Some(value))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect()
    };
    (only(before, after), only(after, before))
}
