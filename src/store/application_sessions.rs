//! Sessions at applications behind reverse proxies.

use crate::domain::access::ApplicationSession;
use crate::domain::account::BoundAccount;
use crate::domain::id::{AccountId, ApplicationSessionId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{Change, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: ApplicationSessionId,
    token: TokenHash,
    application: String,
    account: AccountId,
    chain: SessionId,
    created_at: Timestamp,
    expires_at: Timestamp,
    chain_expires_at: Option<Timestamp>,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

impl Row {
    /// `None` when nothing is left of the chain.
    fn live(self) -> Option<(ApplicationSession, BoundAccount)> {
        let session = ApplicationSession {
            id: self.id,
            token: self.token,
            application: self.application,
            account: self.account,
            chain: self.chain,
            created_at: self.created_at,
            expires_at: self.expires_at.min(self.chain_expires_at?),
        };
        Some((session, self.bound.into()))
    }
}

impl Tx {
    /// Keeps a new session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_application_session(
        &mut self,
        session: &ApplicationSession,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO application_sessions (id, token, application, account_id, chain, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &session.id,
            &session.token,
            &session.application,
            &session.account,
            &session.chain,
            session.created_at,
            session.expires_at,
        )?;
        Ok(())
    }

    /// The live session behind a cookie of this application, with its account: not ended, not lapsed, account enabled,
    /// and somewhere in its chain a session at larkgate that is live. It expires when the last of these does, or before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_application_session(
        &mut self,
        token: &TokenHash,
        application: &str,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<Option<(ApplicationSession, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT x.id, x.token, x.application, x.account_id AS account, x.chain, x.created_at, x.expires_at,
                        (SELECT MAX(s.expires_at) FROM sessions s
                         WHERE s.chain = x.chain AND s.account_id = x.account_id AND s.ended_at IS NULL
                               AND s.expires_at > $3 AND s.last_used_at >= $4) AS chain_expires_at, ",
                bound_account_columns!(),
                " FROM application_sessions x
                 JOIN accounts a ON a.id = x.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE x.token = $1 AND x.application = $2 AND x.ended_at IS NULL AND x.expires_at > $3 AND a.enabled
                 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            token,
            application,
            now,
            used_since,
        )?;
        Ok(row.and_then(Row::live))
    }

    /// Ends the session behind a cookie of this application, and no other. False when there was none that had not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_application_session(
        &mut self,
        token: &TokenHash,
        application: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let ended = fetch!(
            self,
            fetch_optional,
            (AccountId,),
            "UPDATE application_sessions SET ended_at = $3
             WHERE token = $1 AND application = $2 AND ended_at IS NULL RETURNING account_id",
            token,
            application,
            now,
        )?;
        let Some((account,)) = ended else { return Ok(false) };
        self.changed(Change::Account(account));
        Ok(true)
    }

    /// Notes that a chain was of use at `at`, at one of the applications: its sessions idle from then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_use_of_chain(&mut self, chain: &SessionId, at: Timestamp) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE sessions SET last_used_at = $2
             WHERE chain = $1 AND ended_at IS NULL AND expires_at > $2 AND last_used_at < $2",
            chain,
            at,
        )?;
        Ok(())
    }
}
