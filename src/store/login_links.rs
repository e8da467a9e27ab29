//! Links by which an administrator comes in while the upstream is down.

use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};

impl Tx {
    /// Keeps a new link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_login_link(
        &mut self,
        hash: &TokenHash,
        account: &AccountId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO login_links (hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
            hash,
            account,
            now,
            expires_at,
        )?;
        Ok(())
    }

    /// Whose link this is, as long as it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_login_link(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<AccountId>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (AccountId,),
            "SELECT account_id FROM login_links WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
            hash,
            now,
        )?;
        Ok(row.map(|(account,)| account))
    }

    /// Uses a link up: whose it is, for one caller.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend_login_link(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<AccountId>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (AccountId,),
            "UPDATE login_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
             RETURNING account_id",
            hash,
            now,
        )?;
        Ok(row.map(|(account,)| account))
    }
}
