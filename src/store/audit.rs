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
    pub actor: Option<String>,
    pub change: Option<String>,
}

/// The columns of [`AuditRow`].
macro_rules! columns {
    () => {
        "id, at, kind, account_id, client_id, identity, address, reason, reference, actor, change"
    };
}

/// Which lines are asked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Lines of one kind, by its stored name.
    pub kind: Option<String>,
    /// Lines about one account.
    pub account: Option<AccountId>,
    /// Lines about one application.
    pub client_id: Option<String>,
    /// What one actor did, as [`Who`](crate::domain::admin::Who) is written.
    pub actor: Option<String>,
    /// The lines of one request.
    pub reference: Option<String>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl Tx {
    /// Adds one line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_audit(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        execute!(
            self,
            concat!(
                "INSERT INTO audit_events (",
                columns!(),
                ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            ),
            &event.id,
            event.at,
            event.kind.as_str(),
            &event.account,
            &event.client_id,
            &event.identity,
            &event.address,
            &event.reason,
            &event.reference,
            event.actor.as_ref().map(ToString::to_string),
            event.change.as_ref().map(ToString::to_string),
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
            concat!(
                "SELECT ",
                columns!(),
                " FROM audit_events WHERE account_id = $1 AND kind IN ($2, $3, $4, $5)
                 ORDER BY at DESC, id DESC LIMIT $6"
            ),
            account,
            EventKind::LoginSucceeded.as_str(),
            EventKind::LoginRefused.as_str(),
            EventKind::ApplicationEntered.as_str(),
            EventKind::ConsentGiven.as_str(),
            limit,
        )
    }

    /// Up to `limit` lines that the filter lets through, newest first, older than the one at `before` (its time and id).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &mut self,
        filter: &AuditFilter,
        before: Option<&(Timestamp, AuditId)>,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let given = [
            (" AND kind = ", &filter.kind),
            (" AND client_id = ", &filter.client_id),
            (" AND actor = ", &filter.actor),
            (" AND reference = ", &filter.reference),
        ];
        fetch_built!(self, AuditRow, |query| {
            query.push(concat!("SELECT ", columns!(), " FROM audit_events WHERE TRUE"));
            for (column, value) in given {
                if let Some(value) = value {
                    query.push(column).push_bind(value);
                }
            }
            if let Some(account) = &filter.account {
                query.push(" AND account_id = ").push_bind(account);
            }
            if let Some(from) = filter.from {
                query.push(" AND at >= ").push_bind(from);
            }
            if let Some(until) = filter.until {
                query.push(" AND at < ").push_bind(until);
            }
            if let Some((at, id)) = before {
                query.push(" AND (at, id) < (").push_bind(*at).push(", ").push_bind(id).push(")");
            }
            query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(limit);
        })
    }
}
