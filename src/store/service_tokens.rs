//! Tokens by which services come to protected applications.

use crate::domain::access::ServiceToken;
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: ServiceTokenId,
    application: String,
    name: String,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
}

/// Every column of [`Row`].
macro_rules! columns {
    () => {
        "id, application, name, hash, created_at, expires_at, revoked_at, last_used_at"
    };
}

impl From<Row> for ServiceToken {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            application: row.application,
            name: row.name,
            hash: row.hash,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl Tx {
    /// Keeps a new token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_service_token(&mut self, token: &ServiceToken) -> Result<(), StoreError> {
        execute!(
            self,
            concat!("INSERT INTO service_tokens (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
            &token.id,
            &token.application,
            &token.name,
            &token.hash,
            token.created_at,
            token.expires_at,
            token.revoked_at,
            token.last_used_at,
        )?;
        Ok(())
    }

    /// Every token, lapsed and revoked ones too, by application and name, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn service_tokens(&mut self) -> Result<Vec<ServiceToken>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            concat!("SELECT ", columns!(), " FROM service_tokens ORDER BY application, name, created_at, id"),
        )?;
        Ok(rows.into_iter().map(ServiceToken::from).collect())
    }

    pub(super) async fn live_service_tokens(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<ServiceToken>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM service_tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)"
            ),
            now,
        )?;
        Ok(rows.into_iter().map(ServiceToken::from).collect())
    }

    /// Revokes a token. `None` when there is none that was not revoked before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_service_token(
        &mut self,
        id: &ServiceTokenId,
        now: Timestamp,
    ) -> Result<Option<ServiceToken>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "UPDATE service_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING ",
                columns!()
            ),
            id,
            now,
        )?;
        Ok(row.map(ServiceToken::from))
    }

    /// Notes that a token was of use at `at`. The token, when that was its first use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_use_of_service_token(
        &mut self,
        id: &ServiceTokenId,
        at: Timestamp,
    ) -> Result<Option<ServiceToken>, StoreError> {
        let first = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "UPDATE service_tokens SET last_used_at = $2 WHERE id = $1 AND last_used_at IS NULL RETURNING ",
                columns!()
            ),
            id,
            at,
        )?;
        if first.is_none() {
            execute!(
                self,
                "UPDATE service_tokens SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2",
                id,
                at,
            )?;
        }
        Ok(first.map(ServiceToken::from))
    }
}
