//! The audit log: who got in, and why not.

use std::collections::BTreeMap;

use super::{Desk, OpError};
use crate::domain::admin::Permission;
use crate::domain::id::AccountId;
use crate::store::{AuditFilter, AuditKey, AuditPage, StoreError, Tx};

/// Up to `limit` lines that the filter lets through, newest first, older than the one at `before`.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn page(
    desk: &Desk<'_>,
    filter: &AuditFilter,
    before: Option<&AuditKey>,
    limit: i64,
) -> Result<AuditPage, OpError> {
    Ok(desk.reading(Permission::ReadAudit).await?.audit(filter, before, limit).await?)
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
