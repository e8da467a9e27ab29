//! Sessions.

use crate::domain::account::BoundAccount;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::session::Session;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: SessionId,
    token: TokenHash,
    account: AccountId,
    auth_time: Timestamp,
    expires_at: Timestamp,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

impl Tx {
    /// Keeps a new session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO sessions (id, token, account_id, auth_time, expires_at) VALUES ($1, $2, $3, $4, $5)",
            &session.id,
            &session.token,
            &session.account,
            session.auth_time,
            session.expires_at,
        )?;
        Ok(())
    }

    /// The live session behind a cookie, with its account: not ended, not lapsed, account enabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_session(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<(Session, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT s.id, s.token, s.account_id AS account, s.auth_time, s.expires_at, ",
                bound_account_columns!(),
                " FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND a.enabled
                 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            token,
            now,
        )?;
        Ok(row.map(|row| {
            let session = Session {
                id: row.id,
                token: row.token,
                account: row.account,
                auth_time: row.auth_time,
                expires_at: row.expires_at,
            };
            (session, row.bound.into())
        }))
    }

    /// Ends a session. False when it was not live.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let ended =
            execute!(self, "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", id, now)?;
        Ok(ended == 1)
    }

    /// Holds a live session until the transaction ends, so that nothing is granted in one that ends meanwhile. False when
    /// it is no longer live.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_session(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let held = execute!(
            self,
            "UPDATE sessions SET ended_at = NULL WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
            id,
            now,
        )?;
        Ok(held == 1)
    }

    /// Ends every session of an account, and revokes everything that was granted to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_everything_of(&mut self, account: &AccountId, now: Timestamp) -> Result<(), StoreError> {
        for statement in [
            "UPDATE sessions SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL",
            "UPDATE grants SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL",
        ] {
            execute!(self, statement, account, now)?;
        }
        Ok(())
    }
}
