//! Grants, authorization codes and refresh tokens.

use crate::domain::account::BoundAccount;
use crate::domain::grant::{AuthorizationCode, Grant, Redemption, RefreshToken};
use crate::domain::id::{AccountId, GrantId, SessionId};
use crate::domain::pkce::CodeChallenge;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::rows::{self, BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: GrantId,
    client_id: String,
    grant_account: AccountId,
    session_id: SessionId,
    scope: String,
    auth_time: Timestamp,
    created_at: Timestamp,
    revoked_at: Option<Timestamp>,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    grant_id: GrantId,
    redirect_uri: String,
    code_challenge: Option<CodeChallenge>,
    nonce: Option<String>,
    expires_at: Timestamp,
}

impl Tx {
    /// Keeps a new grant; `expires_at` is when the last thing that can come of it lapses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_grant(&mut self, grant: &Grant, expires_at: Timestamp) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO grants (id, client_id, account_id, session_id, scope, auth_time, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &grant.id,
            &grant.client_id,
            &grant.account,
            &grant.session,
            grant.scope.to_string(),
            grant.auth_time,
            grant.created_at,
            expires_at,
        )?;
        Ok(())
    }

    /// The grant with its person, as long as it is not revoked and the person not disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_grant(&mut self, id: &GrantId) -> Result<Option<(Grant, BoundAccount)>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            GrantRow,
            concat!(
                "SELECT g.id, g.client_id, g.account_id AS grant_account, g.session_id, g.scope, g.auth_time,
                        g.created_at, g.revoked_at, ",
                bound_account_columns!(),
                " FROM grants g JOIN accounts a ON a.id = g.account_id JOIN bindings b ON b.account_id = a.id
                 WHERE g.id = $1 AND g.revoked_at IS NULL AND a.enabled
                 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            id,
        )?;
        let Some(row) = row else { return Ok(None) };
        let grant = Grant {
            id: row.id,
            client_id: row.client_id,
            account: row.grant_account,
            session: row.session_id,
            scope: rows::scope(&row.scope)?,
            auth_time: row.auth_time,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        };
        Ok(Some((grant, row.bound.into())))
    }

    /// Withdraws a grant and with it every token that came of it. False when it was withdrawn before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_grant(&mut self, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        let revoked = execute!(
            self,
            "UPDATE grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            id,
            now
        )?;
        Ok(revoked == 1)
    }

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
            CodeRow,
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
            (GrantId,),
            "SELECT grant_id FROM authorization_codes
             WHERE hash = $1 AND client_id = $2 AND spent_at IS NOT NULL",
            hash,
            client_id,
        )?;
        Ok(spent.map_or(Redemption::Unknown, |(grant,)| Redemption::Replayed(grant)))
    }

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
            (GrantId,),
            "SELECT grant_id FROM refresh_tokens WHERE hash = $1 AND client_id = $2 AND spent_at IS NOT NULL",
            hash,
            client_id,
        )?;
        Ok(spent.map_or(Redemption::Unknown, |(grant,)| Redemption::Replayed(grant)))
    }
}
