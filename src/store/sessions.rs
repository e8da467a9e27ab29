//! Sessions.

use crate::domain::account::BoundAccount;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::session::{Device, Session};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{Change, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: SessionId,
    token: TokenHash,
    account: AccountId,
    auth_time: Timestamp,
    chain: SessionId,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    address: Option<String>,
    user_agent: Option<String>,
}

/// A session with its account.
#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    session: SessionRow,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

/// The columns of [`SessionRow`], from `sessions s`.
macro_rules! session_columns {
    () => {
        "s.id, s.token, s.account_id AS account, s.auth_time, s.chain, s.last_used_at, s.expires_at, s.address, \
         s.user_agent"
    };
}

/// The columns of [`Row`], from `sessions s`, `accounts a` and `bindings b`.
macro_rules! columns {
    () => {
        concat!(session_columns!(), ", ", bound_account_columns!())
    };
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id,
            token: row.token,
            account: row.account,
            auth_time: row.auth_time,
            chain: row.chain,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            device: Device { address: row.address, user_agent: row.user_agent },
        }
    }
}

impl From<Row> for (Session, BoundAccount) {
    fn from(row: Row) -> Self {
        (row.session.into(), row.bound.into())
    }
}

impl Tx {
    /// Keeps a new session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO sessions (id, token, account_id, auth_time, chain, last_used_at, expires_at, address, user_agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &session.id,
            &session.token,
            &session.account,
            session.auth_time,
            &session.chain,
            session.last_used_at,
            session.expires_at,
            &session.device.address,
            &session.device.user_agent,
        )?;
        Ok(())
    }

    /// Keeps a session to the console: it opens nothing else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_to_console(&mut self, id: &SessionId) -> Result<(), StoreError> {
        execute!(self, "UPDATE sessions SET for_console = TRUE WHERE id = $1", id)?;
        Ok(())
    }

    /// The live session behind a cookie, with its account: not ended, not lapsed, used since `used_since`, account
    /// enabled, and not one that opens the console alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_session(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<Option<(Session, BoundAccount)>, StoreError> {
        self.live(token, now, used_since, false).await
    }

    /// The same for the console, which such a session opens too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_session_for_console(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<Option<(Session, BoundAccount)>, StoreError> {
        self.live(token, now, used_since, true).await
    }

    async fn live(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
        used_since: Timestamp,
        for_console: bool,
    ) -> Result<Option<(Session, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.last_used_at >= $3 AND a.enabled
                       AND ($4 OR NOT s.for_console)
                 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            token,
            now,
            used_since,
            for_console,
        )?;
        Ok(row.map(Into::into))
    }

    /// The live sessions of an account, the last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(
        &mut self,
        account: &AccountId,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            SessionRow,
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM sessions s WHERE s.account_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.last_used_at >= $3
                 ORDER BY s.last_used_at DESC, s.id"
            ),
            account,
            now,
            used_since,
        )?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    /// The chain that a session of this account belongs to, whether it is live or not. `None` for another account's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chain_of_session(
        &mut self,
        account: &AccountId,
        id: &SessionId,
    ) -> Result<Option<SessionId>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (SessionId,),
            "SELECT chain FROM sessions WHERE id = $1 AND account_id = $2",
            id,
            account,
        )?;
        Ok(row.map(|(chain,)| chain))
    }

    /// The account that a session is of, whether it is live or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_of_session(&mut self, id: &SessionId) -> Result<Option<AccountId>, StoreError> {
        let sql = "SELECT account_id FROM sessions WHERE id = $1";
        let row = fetch!(self, fetch_optional, (AccountId,), sql, id)?;
        Ok(row.map(|(account,)| account))
    }

    /// The session behind a cookie, with its account, even when it lapsed or its account is disabled, as long as
    /// nothing ended it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unended_session(
        &mut self,
        token: &TokenHash,
    ) -> Result<Option<(Session, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE s.token = $1 AND s.ended_at IS NULL ORDER BY b.bound_at DESC LIMIT 1"
            ),
            token,
        )?;
        Ok(row.map(Into::into))
    }

    /// Ends a session that another one of its chain takes the place of; nobody is told. False when it had ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let ended = fetch!(
            self,
            fetch_optional,
            (AccountId,),
            "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING account_id",
            id,
            now,
        )?;
        let Some((account,)) = ended else { return Ok(false) };
        self.changed(Change::Account(account));
        Ok(true)
    }

    /// Holds a live session until the transaction ends, so that nothing is granted in one that ends meanwhile, and notes
    /// its use. False when it is no longer live.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_session(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let held = execute!(
            self,
            "UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
            id,
            now,
        )?;
        Ok(held == 1)
    }
}
