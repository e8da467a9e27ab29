//! What becomes of the audit log's lines once they are written: they are forwarded, and removed when they need not be kept.

use std::collections::BTreeSet;

use crate::domain::id::AuditId;
use crate::domain::time::Timestamp;
use crate::store::audit::{AuditRow, audit_columns};
use crate::store::{Connection, StoreError, Tx};

/// Before all ids that were made by chance, in earlier versions, and after all that count.
const END_OF_COUNTING: &str = "aud_0000000000000001";

/// How far lines are forwarded.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Forwarding {
    /// The last line that was.
    pub forwarded_to: AuditId,
    /// Who forwards, unless it is nobody.
    pub holder: Option<String>,
    /// Until when nobody else may.
    pub held_until: Timestamp,
}

/// How far the log was settled, look by look: no line before that will still appear.
#[derive(Debug, Default)]
pub struct Settled {
    to: Option<AuditId>,
    /// The last line of an earlier look, and the transactions that may have had a smaller number for theirs then.
    awaited: Option<(Option<AuditId>, BTreeSet<String>)>,
}

impl Settled {
    /// The last line up to which the log is complete, as of the looks so far.
    pub fn to(&self) -> Option<&AuditId> {
        self.to.as_ref()
    }

    fn look(&mut self, last: Option<AuditId>, writers: BTreeSet<String>) {
        if writers.is_empty() {
            (self.to, self.awaited) = (last, None);
        } else if self.awaited.as_ref().is_none_or(|(_, awaited)| awaited.is_disjoint(&writers))
            && let Some((last, _)) = self.awaited.replace((last, writers))
        {
            self.to = last;
        }
    }
}

impl Tx {
    /// Looks how far the log is settled. On SQLite writers come one after the other. On PostgreSQL a transaction may have
    /// the smaller number and commit later; whoever had one when a line was seen holds a lock on the table until then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_audit(&mut self, settled: &mut Settled) -> Result<(), StoreError> {
        let last: Option<(AuditId,)> = fetch!(
            self,
            fetch_optional,
            (AuditId,),
            "SELECT id FROM audit_events WHERE id < $1 ORDER BY id DESC LIMIT 1",
            END_OF_COUNTING
        )?;
        let writers: Vec<(String,)> = match &mut self.connection {
            Connection::Sqlite(_) => Vec::new(),
            Connection::Postgres(tx) => {
                sqlx::query_as(
                    "SELECT virtualtransaction FROM pg_locks
                 WHERE relation = 'audit_events'::regclass AND mode = 'RowExclusiveLock' AND granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                )
                .fetch_all(&mut **tx)
                .await?
            }
        };
        settled.look(last.map(|(id,)| id), writers.into_iter().map(|(writer,)| writer).collect());
        Ok(())
    }

    /// How far lines are forwarded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forwarding(&mut self) -> Result<Forwarding, StoreError> {
        fetch!(self, fetch_one, Forwarding, "SELECT forwarded_to, holder, held_until FROM audit_forward")
    }

    /// Lets `holder` be the only one who forwards until `until`, and says how far lines are forwarded. `None` while
    /// somebody else does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_forwarding(
        &mut self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<AuditId>, StoreError> {
        let held = fetch!(
            self,
            fetch_optional,
            (AuditId,),
            "UPDATE audit_forward SET holder = $1, held_until = $3
             WHERE holder IS NULL OR holder = $1 OR held_until < $2 RETURNING forwarded_to",
            holder,
            now,
            until,
        )?;
        Ok(held.map(|(id,)| id))
    }

    /// Notes that every line up to `to` is forwarded. False when somebody else took over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_forwarded(
        &mut self,
        holder: &str,
        to: &AuditId,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let noted = execute!(
            self,
            "UPDATE audit_forward SET forwarded_to = $2, held_until = $3 WHERE holder = $1",
            holder,
            to,
            until
        )?;
        Ok(noted == 1)
    }

    /// Lets anybody else forward from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_forwarding(&mut self, holder: &str) -> Result<(), StoreError> {
        execute!(self, "UPDATE audit_forward SET holder = NULL, held_until = 0 WHERE holder = $1", holder)?;
        Ok(())
    }

    /// Up to `limit` lines after `after` and up to `to`, in the order in which they were written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_between(
        &mut self,
        after: &AuditId,
        to: &AuditId,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        fetch!(
            self,
            fetch_all,
            AuditRow,
            concat!(
                "SELECT ",
                audit_columns!(),
                " FROM audit_events WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3"
            ),
            after,
            to,
            limit,
        )
    }

    /// When the first line was written that is not forwarded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unforwarded_since(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let first = fetch!(
            self,
            fetch_optional,
            (Timestamp,),
            "SELECT at FROM audit_events WHERE id > (SELECT forwarded_to FROM audit_forward) AND id < $1
             ORDER BY id LIMIT 1",
            END_OF_COUNTING,
        )?;
        Ok(first.map(|(at,)| at))
    }

    /// Removes up to `limit` of the oldest lines before `kept_from`, and says how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_audit_before(&mut self, kept_from: Timestamp, limit: i64) -> Result<u64, StoreError> {
        execute!(self, "UPDATE audit_retention SET kept_from = $1", kept_from)?;
        let removed = execute!(
            self,
            "DELETE FROM audit_events
             WHERE id IN (SELECT id FROM audit_events WHERE at < $1 ORDER BY at, id LIMIT $2)",
            kept_from,
            limit,
        )?;
        execute!(self, "UPDATE audit_retention SET kept_from = NULL")?;
        Ok(removed)
    }
}
