//! The audit log: who got in, and why not.

use super::{Desk, OpError};
use crate::domain::admin::Permission;
use crate::domain::id::AuditId;
use crate::domain::time::Timestamp;
use crate::store::{AuditFilter, AuditRow};

/// Up to `limit` lines that the filter lets through, newest first, older than the one at `before` (its time and id).
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn page(
    desk: &Desk<'_>,
    filter: &AuditFilter,
    before: Option<&(Timestamp, AuditId)>,
    limit: i64,
) -> Result<Vec<AuditRow>, OpError> {
    Ok(desk.reading(Permission::ReadAudit).await?.audit(filter, before, limit).await?)
}
