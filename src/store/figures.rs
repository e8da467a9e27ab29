//! What is counted for people who administer. Every count is over a range of an index, and where rows must be looked at,
//! over so many of the latest.

use std::time::Duration;

use crate::domain::audit::EventKind;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

/// How many rows are looked at where an index does not have what is counted.
const MOST: i64 = 50_000;

/// Notices that an application does not take.
#[derive(Debug, sqlx::FromRow)]
pub struct FailingNotices {
    /// The application.
    pub client_id: String,
    /// How many wait.
    pub count: i64,
    /// Since when the first of them waits.
    pub since: Timestamp,
    /// Why one of them could not be delivered.
    pub failure: String,
}

impl Tx {
    /// How often something happened in each of `periods` periods of `width` from `from` on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_over_time(
        &mut self,
        kind: EventKind,
        from: Timestamp,
        width: Duration,
        periods: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let counts = fetch!(
            self,
            fetch_all,
            (i64,),
            // A range of the index for each: grouped, SQLite would sort all of them.
            "WITH RECURSIVE periods (at) AS (
                 SELECT CAST($2 AS BIGINT) UNION ALL SELECT at + $3 FROM periods WHERE at + $3 < $4)
             SELECT (SELECT COUNT(*) FROM audit_events e
                     WHERE e.kind = $1 AND e.at >= p.at AND e.at < p.at + $3)
             FROM periods p ORDER BY p.at",
            kind.as_str(),
            from,
            i64::try_from(width.as_secs()).unwrap_or(i64::MAX),
            from.plus(width.saturating_mul(periods)),
        )?;
        Ok(counts.into_iter().map(|(count,)| count).collect())
    }

    /// How often something happened since then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_since(&mut self, kind: EventKind, since: Timestamp) -> Result<i64, StoreError> {
        let (count,) = fetch!(
            self,
            fetch_one,
            (i64,),
            "SELECT COUNT(*) FROM audit_events WHERE kind = $1 AND at >= $2",
            kind.as_str(),
            since,
        )?;
        Ok(count)
    }

    /// Why people were refused since then, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refusals_by_reason(
        &mut self,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        fetch!(
            self,
            fetch_all,
            (String, i64),
            "SELECT reason, COUNT(*) FROM (
                 SELECT COALESCE(reason, '') AS reason FROM audit_events WHERE kind = $1 AND at >= $2
                 ORDER BY at DESC LIMIT $3) latest
             GROUP BY reason ORDER BY 2 DESC, 1 LIMIT $4",
            EventKind::LoginRefused.as_str(),
            since,
            MOST,
            limit,
        )
    }

    /// The applications that people came to since then, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications_used(
        &mut self,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        fetch!(
            self,
            fetch_all,
            (String, i64),
            "SELECT client_id, COUNT(*) FROM (
                 SELECT * FROM (SELECT client_id FROM audit_events WHERE kind = $1 AND at >= $3
                                ORDER BY at DESC LIMIT $4) signed_in
                 UNION ALL
                 SELECT * FROM (SELECT client_id FROM audit_events WHERE kind = $2 AND at >= $3
                                ORDER BY at DESC LIMIT $4) entered) latest
             WHERE client_id IS NOT NULL GROUP BY client_id ORDER BY 2 DESC, 1 LIMIT $5",
            EventKind::LoginSucceeded.as_str(),
            EventKind::ApplicationEntered.as_str(),
            since,
            MOST,
            limit,
        )
    }

    /// How many people have signed in since then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_since(&mut self, since: Timestamp) -> Result<i64, StoreError> {
        let (count,) = fetch!(
            self,
            fetch_one,
            (i64,),
            "SELECT COUNT(*) FROM accounts WHERE last_login_at >= $1",
            since,
        )?;
        Ok(count)
    }

    /// The applications that do not take their logout notices, the most notices first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failing_notices(&mut self, limit: i64) -> Result<Vec<FailingNotices>, StoreError> {
        fetch!(
            self,
            fetch_all,
            FailingNotices,
            "SELECT client_id, COUNT(*) AS count, MIN(created_at) AS since, MAX(failure) AS failure FROM (
                 SELECT client_id, created_at, failure FROM logout_notices WHERE failure IS NOT NULL LIMIT $1) waiting
             GROUP BY client_id ORDER BY 2 DESC, 1 LIMIT $2",
            MOST,
            limit,
        )
    }
}
