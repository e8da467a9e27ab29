//! How sessions end: with what was granted in them, and with a notice to every application that was signed in to.

use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;
use crate::store::{Change, StoreError, Tx};

impl Tx {
    /// Ends a chain of sessions, one person in one browser: the live session, and all that was granted in any of the
    /// chain, but for offline access (OpenID Connect Core §11), which is meant to outlive it. Every application of the
    /// chain is to be told; the caller rings `App::notices` after the commit. False when the chain had ended before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_chain(&mut self, chain: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        // First of all: whoever grants something holds the session, so that what is granted is seen below.
        let ended = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "UPDATE sessions SET ended_at = $2 WHERE chain = $1 AND ended_at IS NULL RETURNING account_id",
            chain,
            now,
        )?;
        if ended.is_empty() {
            return Ok(false);
        }
        for (account,) in ended {
            self.changed(Change::Account(account));
        }
        self.notify_of_chain(chain, now).await?;
        execute!(
            self,
            "UPDATE grants SET revoked_at = $2
             WHERE session_id IN (SELECT id FROM sessions WHERE chain = $1 AND ended_at IS NOT NULL)
                   AND revoked_at IS NULL AND scope NOT LIKE '%offline_access%'",
            chain,
            now,
        )?;
        Ok(true)
    }

    /// Ends every session of an account and revokes everything that was granted to it, offline access too. Every
    /// application that has something of it is to be told, as in [`Tx::end_chain`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_everything_of(&mut self, account: &AccountId, now: Timestamp) -> Result<(), StoreError> {
        let chains = fetch!(
            self,
            fetch_all,
            (SessionId,),
            "UPDATE sessions SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL RETURNING chain",
            account,
            now,
        )?;
        self.changed(Change::Account(account.clone()));
        for (chain,) in &chains {
            self.notify_of_chain(chain, now).await?;
        }
        // Offline access may have outlived its session.
        for statement in [
            "INSERT INTO logout_notices (session_id, client_id, account_id, created_at, next_try_at)
             SELECT DISTINCT session_id, client_id, account_id, $2, $2 FROM grants
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
             ON CONFLICT (session_id, client_id) DO NOTHING",
            "UPDATE grants SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL",
        ] {
            execute!(self, statement, account, now)?;
        }
        Ok(())
    }

    /// Queues a notice to every application for each ended session of the chain that it knows. Whether it wants to be
    /// told is for the reader of the queue to say: clients of the configuration file are not in the database.
    async fn notify_of_chain(&mut self, chain: &SessionId, now: Timestamp) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO logout_notices (session_id, client_id, account_id, created_at, next_try_at)
             SELECT DISTINCT g.session_id, g.client_id, g.account_id, $2, $2
             FROM grants g JOIN sessions s ON s.id = g.session_id
             WHERE s.chain = $1 AND s.ended_at IS NOT NULL
             ON CONFLICT (session_id, client_id) DO NOTHING",
            chain,
            now,
        )?;
        Ok(())
    }

    /// The applications that were signed in to in a chain, each with the last session that it knows; by name of
    /// client.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications_of_chain(
        &mut self,
        chain: &SessionId,
    ) -> Result<Vec<(String, SessionId)>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            (String, SessionId),
            "SELECT g.client_id, g.session_id
             FROM grants g JOIN sessions s ON s.id = g.session_id
             WHERE s.chain = $1 GROUP BY g.client_id, g.session_id, s.auth_time
             ORDER BY g.client_id, s.auth_time DESC, g.session_id",
            chain,
        )?;
        let mut last: Vec<(String, SessionId)> = Vec::new();
        for row in rows {
            if last.last().is_none_or(|(client, _)| *client != row.0) {
                last.push(row);
            }
        }
        Ok(last)
    }
}
