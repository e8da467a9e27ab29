//! The audit log: rows are added, and never changed.

use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::{AccountId, AuditId};
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

/// An audit row as read; `kind` is text, since an older program may read a newer one's rows.
#[derive(Debug, sqlx::FromRow)]
#[allow(missing_docs, reason = "the columns are the fields of `AuditEvent`")]
pub struct AuditRow {
    pub id: AuditId,
    pub at: Timestamp,
    pub kind: String,
    pub account_id: Option<AccountId>,
    pub client_id: Option<String>,
    pub identity: Option<String>,
    pub address: Option<String>,
    pub reason: Option<String>,
    pub reference: Option<String>,
}

impl Tx {
    /// Adds one line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_audit(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO audit_events (id, at, kind, account_id, client_id, identity, address, reason, reference)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &event.id,
            event.at,
            event.kind.as_str(),
            &event.account,
            &event.client_id,
            &event.identity,
            &event.address,
            &event.reason,
            &event.reference,
        )?;
        Ok(())
    }

    /// The latest `limit` sign-ins of an account, refusals, and visits of applications, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activity_of(
        &mut self,
        account: &AccountId,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        fetch!(
            self,
            fetch_all,
            AuditRow,
            "SELECT id, at, kind, account_id, client_id, identity, address, reason, reference
             FROM audit_events WHERE account_id = $1 AND kind IN ($2, $3, $4, $5)
             ORDER BY at DESC, id DESC LIMIT $6",
            account,
            EventKind::LoginSucceeded.as_str(),
            EventKind::LoginRefused.as_str(),
            EventKind::ApplicationEntered.as_str(),
            EventKind::ConsentGiven.as_str(),
            limit,
        )
    }

    /// The latest `limit` lines, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_audit(&mut self, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
        fetch!(
            self,
            fetch_all,
            AuditRow,
            "SELECT id, at, kind, account_id, client_id, identity, address, reason, reference
             FROM audit_events ORDER BY at DESC, id DESC LIMIT $1",
            limit,
        )
    }
}
