//! Authorization codes.

use crate::domain::grant::{AuthorizationCode, Redemption};
use crate::domain::id::GrantId;
use crate::domain::pkce::CodeChallenge;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    grant_id: GrantId,
    redirect_uri: String,
    code_challenge: Option<CodeChallenge>,
    nonce: Option<String>,
    expires_at: Timestamp,
}

impl Tx {
    /// Keeps a new code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_code(&mut self, code: &AuthorizationCode) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO authorization_codes
                 (hash, grant_id, client_id, redirect_uri, code_challenge, nonce, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &code.hash,
            &code.grant,
            &code.client_id,
            &code.redirect_uri,
            &code.code_challenge,
            &code.nonce,
            code.expires_at,
        )?;
        Ok(())
    }

    /// Spends a code of this client: whoever asks first gets it, whoever asks again is told which grant it gave.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_code(
        &mut self,
        hash: &TokenHash,
        client_id: &str,
        now: Timestamp,
    ) -> Result<Redemption<AuthorizationCode>, StoreError> {
        let taken = fetch!(
            self,
            fetch_optional,
            Row,
            "UPDATE authorization_codes SET spent_at = $3
             WHERE hash = $1 AND client_id = $2 AND spent_at IS NULL AND expires_at > $3
             RETURNING grant_id, redirect_uri, code_challenge, nonce, expires_at",
            hash,
            client_id,
            now,
        )?;
        if let Some(row) = taken {
            return Ok(Redemption::Taken(AuthorizationCode {
                hash: hash.clone(),
                grant: row.grant_id,
                client_id: client_id.to_owned(),
                redirect_uri: row.redirect_uri,
                code_challenge: row.code_challenge,
                nonce: row.nonce,
                expires_at: row.expires_at,
            }));
        }
        let spent = fetch!(
            self,
            fetch_optional,
            (GrantId, Timestamp),
            "SELECT grant_id, spent_at FROM authorization_codes
             WHERE hash = $1 AND client_id = $2 AND spent_at IS NOT NULL",
            hash,
            client_id,
        )?;
        Ok(spent.map_or(Redemption::Unknown, |(grant, spent_at)| Redemption::Replayed { grant, spent_at }))
    }
}
