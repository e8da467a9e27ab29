//! Tokens of the REST API.

use crate::domain::account::BoundAccount;
use crate::domain::admin::{ApiToken, Role};
use crate::domain::id::{AccountId, ApiTokenId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: ApiTokenId,
    name: String,
    role: String,
    hash: TokenHash,
    created_by: String,
    behind: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl TryFrom<Row> for ApiToken {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            role: Role::parse(&row.role).ok_or(StoreError::Corrupt("role"))?,
            hash: row.hash,
            created_by: row.created_by,
            behind: row.behind,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
    }
}

/// The columns of [`Row`].
macro_rules! columns {
    () => {
        "id, name, role, hash, created_by, behind, created_at, expires_at, last_used_at"
    };
}

impl Tx {
    /// Keeps a new token; behind one that was made with another token is whoever is behind that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_api_token(&mut self, token: &ApiToken) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO api_tokens (id, name, role, hash, created_by, behind, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, COALESCE((SELECT behind FROM api_tokens WHERE id = $5), $5), $6, $7)",
            &token.id,
            &token.name,
            token.role.as_str(),
            &token.hash,
            &token.created_by,
            token.created_at,
            token.expires_at,
        )?;
        Ok(())
    }

    /// The token with this value, if it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_api_token(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM api_tokens WHERE hash = $1 AND revoked_at IS NULL AND expires_at > $2"
            ),
            hash,
            now,
        )?;
        row.map(ApiToken::try_from).transpose()
    }

    /// The token with this id, if it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_api_token_with_id(
        &mut self,
        id: &ApiTokenId,
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM api_tokens WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2"
            ),
            id,
            now,
        )?;
        row.map(ApiToken::try_from).transpose()
    }

    /// The person behind a token, if they are enabled and have been bound to the same identity since before it was made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_behind(&mut self, token: &ApiToken) -> Result<Option<BoundAccount>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            BoundAccountRow,
            concat!(
                "SELECT ",
                bound_account_columns!(),
                " FROM accounts a JOIN bindings b ON b.account_id = a.id
                 WHERE a.id = $1 AND a.enabled AND b.bound_at <= $2"
            ),
            &token.behind,
            token.created_at,
        )?;
        Ok(row.map(BoundAccount::from))
    }

    /// Every token that is good or has lapsed, but not those that were revoked; the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_tokens(&mut self) -> Result<Vec<ApiToken>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM api_tokens WHERE revoked_at IS NULL ORDER BY created_at DESC, id"
            ),
        )?;
        rows.into_iter().map(ApiToken::try_from).collect()
    }

    /// Notes that a token was of use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_use_of_api_token(&mut self, id: &ApiTokenId, at: Timestamp) -> Result<(), StoreError> {
        execute!(self, "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1", id, at)?;
        Ok(())
    }

    /// Revokes a token: it is good for nothing from now on. False when there was none that could be revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_api_token(&mut self, id: &ApiTokenId, now: Timestamp) -> Result<bool, StoreError> {
        let revoked = execute!(
            self,
            "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            id,
            now
        )?;
        Ok(revoked == 1)
    }

    /// Revokes every good token that an account is behind, and says which those were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_api_tokens_behind(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<ApiTokenId>, StoreError> {
        let revoked = fetch!(
            self,
            fetch_all,
            (ApiTokenId,),
            "UPDATE api_tokens SET revoked_at = $2
             WHERE behind = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING id",
            account,
            now,
        )?;
        Ok(revoked.into_iter().map(|(id,)| id).collect())
    }
}
