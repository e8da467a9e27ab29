//! Notices of logout on their way: a queue that survives restarts and that several replicas work off together.

use crate::domain::id::{AccountId, SessionId};
use crate::domain::logout::LogoutNotice;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    session_id: SessionId,
    client_id: String,
    account_id: AccountId,
    created_at: Timestamp,
    tries: i64,
}

impl From<Row> for LogoutNotice {
    fn from(row: Row) -> Self {
        Self {
            session: row.session_id,
            client_id: row.client_id,
            account: row.account_id,
            created_at: row.created_at,
            tries: row.tries,
        }
    }
}

impl Tx {
    /// The clients that have notices due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clients_to_notify(&mut self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            (String,),
            "SELECT DISTINCT client_id FROM logout_notices WHERE next_try_at <= $1 ORDER BY client_id",
            now,
        )?;
        Ok(rows.into_iter().map(|(client,)| client).collect())
    }

    /// Takes up to `limit` due notices of a client until `until`: nobody else gets them before that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_notices(
        &mut self,
        client_id: &str,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<LogoutNotice>, StoreError> {
        // The outer condition is looked at again after a wait for another replica's claim; the inner one is not.
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            "UPDATE logout_notices SET tries = tries + 1, next_try_at = $3
             WHERE client_id = $1 AND next_try_at <= $2 AND session_id IN (
                 SELECT session_id FROM logout_notices WHERE client_id = $1 AND next_try_at <= $2
                 ORDER BY next_try_at, session_id LIMIT $4)
             RETURNING session_id, client_id, account_id, created_at, tries",
            client_id,
            now,
            until,
            limit,
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Removes a claimed notice: it was delivered, or given up. False when the claim had lapsed and somebody else has
    /// it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_notice(&mut self, notice: &LogoutNotice) -> Result<bool, StoreError> {
        let settled = execute!(
            self,
            "DELETE FROM logout_notices WHERE session_id = $1 AND client_id = $2 AND tries = $3",
            &notice.session,
            &notice.client_id,
            notice.tries,
        )?;
        Ok(settled == 1)
    }

    /// Puts a claimed notice off until `next`; `failure` says what came of it. False as in [`Tx::settle_notice`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone_notice(
        &mut self,
        notice: &LogoutNotice,
        next: Timestamp,
        failure: &str,
    ) -> Result<bool, StoreError> {
        let postponed = execute!(
            self,
            "UPDATE logout_notices SET next_try_at = $4, failure = $5
             WHERE session_id = $1 AND client_id = $2 AND tries = $3",
            &notice.session,
            &notice.client_id,
            notice.tries,
            next,
            failure,
        )?;
        Ok(postponed == 1)
    }

    /// Removes every notice to a client that does not want any. Returns how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_notices_to(&mut self, client_id: &str) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM logout_notices WHERE client_id = $1", client_id)
    }
}
