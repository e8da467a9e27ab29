//! Access tokens that belong to no grant and were given back before they lapsed.

use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

impl Tx {
    /// Remembers until `expires_at`, when the token lapses by itself, that it was given back. False when it was before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(&mut self, jti: &str, expires_at: Timestamp) -> Result<bool, StoreError> {
        let revoked = execute!(
            self,
            "INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING",
            jti,
            expires_at,
        )?;
        Ok(revoked == 1)
    }

    /// Whether the token was given back.
    ///
    /// # Errors
    /// When the database fails: then the token is worth nothing.
    pub async fn is_token_revoked(&mut self, jti: &str) -> Result<bool, StoreError> {
        let found =
            fetch!(self, fetch_optional, (String,), "SELECT jti FROM revoked_tokens WHERE jti = $1", jti)?;
        Ok(found.is_some())
    }
}
