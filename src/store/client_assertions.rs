//! The ids of client assertions, each of which proves a client once (RFC 7523 §3, point 7).

use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

impl Tx {
    /// Spends an assertion: true for one caller, once, as long as the id is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend_client_assertion(
        &mut self,
        client_id: &str,
        jti: &TokenHash,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let spent = execute!(
            self,
            "INSERT INTO client_assertions (client_id, jti, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (client_id, jti) DO NOTHING",
            client_id,
            jti,
            expires_at,
        )?;
        Ok(spent == 1)
    }
}
