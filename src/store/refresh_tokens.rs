//! Refresh tokens.

use crate::domain::grant::{Redemption, RefreshToken};
use crate::domain::id::GrantId;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

impl Tx {
    /// Keeps a new refresh token, and its family for as long as it lives.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_refresh_token(
        &mut self,
        token: &RefreshToken,
        client_id: &str,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO refresh_tokens (hash, grant_id, client_id, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
            &token.hash,
            &token.grant,
            client_id,
            token.created_at,
            token.expires_at,
        )?;
        execute!(
            self,
            "UPDATE grants SET expires_at = $2 WHERE id = $1 AND expires_at < $2",
            &token.grant,
            token.expires_at,
        )?;
        Ok(())
    }

    /// Spends a refresh token of this client, as [`Tx::redeem_code`] does a code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_refresh_token(
        &mut self,
        hash: &TokenHash,
        client_id: &str,
        now: Timestamp,
    ) -> Result<Redemption<GrantId>, StoreError> {
        let taken = fetch!(
            self,
            fetch_optional,
            (GrantId,),
            "UPDATE refresh_tokens SET spent_at = $3
             WHERE hash = $1 AND client_id = $2 AND spent_at IS NULL AND expires_at > $3
             RETURNING grant_id",
            hash,
            client_id,
            now,
        )?;
        if let Some((grant,)) = taken {
            return Ok(Redemption::Taken(grant));
        }
        let spent = fetch!(
            self,
            fetch_optional,
            (GrantId, Timestamp),
            "SELECT grant_id, spent_at FROM refresh_tokens WHERE hash = $1 AND client_id = $2 AND spent_at IS NOT NULL",
            hash,
            client_id,
        )?;
        Ok(spent.map_or(Redemption::Unknown, |(grant, spent_at)| Redemption::Replayed { grant, spent_at }))
    }

    /// A refresh token that is there to be used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unspent_refresh_token(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<RefreshToken>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (GrantId, Timestamp, Timestamp),
            "SELECT grant_id, created_at, expires_at FROM refresh_tokens
             WHERE hash = $1 AND spent_at IS NULL AND expires_at > $2",
            hash,
            now,
        )?;
        Ok(row.map(|(grant, created_at, expires_at)| RefreshToken {
            hash: hash.clone(),
            grant,
            created_at,
            expires_at,
        }))
    }

    /// The family of a refresh token, used or not, as long as it has not lapsed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh_token_family(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<GrantId>, StoreError> {
        let found = fetch!(
            self,
            fetch_optional,
            (GrantId,),
            "SELECT grant_id FROM refresh_tokens WHERE hash = $1 AND expires_at > $2",
            hash,
            now,
        )?;
        Ok(found.map(|(grant,)| grant))
    }
}
