//! The audit log: who got in, and why not; who changed what.

use std::collections::BTreeMap;

use super::{Conflict, Desk, OpError};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::id::AccountId;
use crate::store::{AuditFilter, AuditKey, AuditPage, AuditRow, StoreError, Tx};

/// Up to `limit` lines that the filter lets through, newest first, older than the one at `before`. Its account and its actor
/// may be people by any of their names, as those of accounts are.
///
/// # Errors
/// When the actor may not read them, a name means several accounts, or the database fails.
pub async fn page(
    desk: &Desk<'_>,
    filter: &AuditFilter,
    before: Option<&AuditKey>,
    limit: i64,
) -> Result<AuditPage, OpError> {
    let mut tx = desk.reading(Permission::ReadAudit).await?;
    let filter = by_ids(&mut tx, filter).await?;
    Ok(tx.audit(&filter, before, limit).await?)
}

/// What to call the people whom `lines` are about and who did what they say, by how the log has them.
///
/// # Errors
/// When the actor may not read the log, or the database fails.
pub async fn people(desk: &Desk<'_>, lines: &[AuditRow]) -> Result<BTreeMap<String, String>, OpError> {
    let mut tx = desk.reading(Permission::ReadAudit).await?;
    let concerned = lines.iter().filter_map(|line| line.account_id.as_ref().map(AccountId::as_str));
    let actors = lines.iter().filter_map(|line| line.actor.as_deref());
    Ok(names(&mut tx, concerned.chain(actors)).await?)
}

/// Notes down that somebody takes lines away in a file; they are read by [`page`].
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn note_export(desk: &Desk<'_>, filter: &AuditFilter, form: &str) -> Result<(), OpError> {
    let mut tx = desk.changing(Permission::ReadAudit).await?;
    let mut event = desk.event(EventKind::AuditExported);
    let given = [
        ("kind", filter.kind.clone()),
        ("account", filter.account.as_ref().map(AccountId::to_string)),
        ("client_id", filter.client_id.clone()),
        ("actor", filter.actor.clone()),
        ("reference", filter.reference.clone()),
        ("address", filter.address.clone()),
        ("from", filter.from.map(|at| at.rfc3339())),
        ("until", filter.until.map(|at| at.rfc3339())),
    ];
    let given = given.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    event.reason = Some(std::iter::once(form.to_owned()).chain(given).collect::<Vec<_>>().join(" "));
    tx.append_audit(&event).await?;
    Ok(tx.commit().await?)
}

/// The filter with ids for the people that it names. Who is not known by a name may have been: it stays as it is.
async fn by_ids(tx: &mut Tx, filter: &AuditFilter) -> Result<AuditFilter, OpError> {
    let account = match &filter.account {
        Some(name) => Some(id_of(tx, name.as_str()).await?.unwrap_or_else(|| name.clone())),
        None => None,
    };
    let actor = match &filter.actor {
        Some(name) => Some(id_of(tx, name).await?.map_or_else(|| name.clone(), |id| id.to_string())),
        None => None,
    };
    Ok(AuditFilter { account, actor, ..filter.clone() })
}

async fn id_of(tx: &mut Tx, name: &str) -> Result<Option<AccountId>, OpError> {
    let mut named = tx.accounts_named(name).await?;
    match (named.pop(), named.is_empty()) {
        (person, true) => Ok(person.map(|person| person.account.id)),
        (_, false) => Err(Conflict::Ambiguous { name: name.to_owned() }.into()),
    }
}

/// What to call the people among `actors`, by how the audit log has them. Programs and the command line say it themselves.
pub(super) async fn names<'a>(
    tx: &mut Tx,
    actors: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut names = BTreeMap::new();
    for actor in actors {
        if !names.contains_key(actor)
            && let Some(person) = tx.account(&AccountId::received(actor)).await?
        {
            names.insert(actor.to_owned(), person.account.display_name().to_owned());
        }
    }
    Ok(names)
}
