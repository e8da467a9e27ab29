//! Where people stand in the directory of their tenant, and when that is to be read again.

use crate::domain::account::Memberships;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::rows::to_json;
use crate::store::{Change, StoreError, Tx};

/// Somebody whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DirectoryTurn {
    /// The account.
    pub account_id: AccountId,
    /// Whom the directory knows by this.
    pub open_id: String,
}

/// Whether anything in a binding's account is alive at `$2`: a session that was used since `$3`, a grant, or an API token.
macro_rules! is_alive {
    () => {
        "(EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = bindings.account_id AND s.ended_at IS NULL
                       AND s.expires_at > $2 AND s.last_used_at >= $3)
          OR EXISTS (SELECT 1 FROM grants g WHERE g.account_id = bindings.account_id AND g.revoked_at IS NULL
                       AND g.expires_at > $2)
          OR EXISTS (SELECT 1 FROM api_tokens t WHERE t.behind = bindings.account_id AND t.revoked_at IS NULL
                       AND t.expires_at > $2))"
    };
}

impl Tx {
    /// Writes down what is known of somebody as of `read_at`, `None` for nothing, and when to read again, `None` for never.
    /// Yields to what was read later. Whoever remembers the account hears of it when something else was known before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_memberships(
        &mut self,
        (connector, open_id): (&str, &str),
        memberships: Option<&Memberships>,
        read_at: Timestamp,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let json = memberships.map(|known| to_json(known, "memberships")).transpose()?;
        let changed = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "UPDATE bindings SET memberships = $4
             WHERE connector = $1 AND open_id = $2 AND COALESCE(memberships_read_at, $3) <= $3
                   AND memberships IS DISTINCT FROM $4 RETURNING account_id",
            connector,
            open_id,
            read_at,
            &json,
        )?;
        execute!(
            self,
            "UPDATE bindings SET memberships_read_at = $3, directory_next_at = $4
             WHERE connector = $1 AND open_id = $2 AND COALESCE(memberships_read_at, $3) <= $3",
            connector,
            open_id,
            read_at,
            next_at,
        )?;
        for (account,) in &changed {
            self.note_terms(account).await?;
        }
        self.changed_accounts(changed);
        Ok(())
    }

    fn changed_accounts(&mut self, accounts: Vec<(AccountId,)>) {
        for (account,) in accounts {
            self.changed(Change::Account(account));
        }
    }

    /// Has somebody's place read at `next_at`; what is known until then stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone_directory(
        &mut self,
        (connector, open_id): (&str, &str),
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE bindings SET directory_next_at = $3 WHERE connector = $1 AND open_id = $2",
            connector,
            open_id,
            next_at,
        )?;
        Ok(())
    }

    /// Has everybody of a connector read now who has something alive and for whom nobody ever asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_directory(
        &mut self,
        connector: &str,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            concat!(
                "UPDATE bindings SET directory_next_at = $2
                 WHERE connector = $1 AND directory_next_at IS NULL AND ",
                is_alive!()
            ),
            connector,
            now,
            used_since,
        )?;
        Ok(())
    }

    /// Whether it is anybody's turn.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn directory_is_due(&mut self, connector: &str, now: Timestamp) -> Result<bool, StoreError> {
        let due = fetch!(
            self,
            fetch_optional,
            (i64,),
            "SELECT directory_next_at FROM bindings WHERE connector = $1 AND directory_next_at <= $2 LIMIT 1",
            connector,
            now,
        )?;
        Ok(due.is_some())
    }

    /// Lets go of everybody whose turn it is and who has nothing alive: who signs in again is read then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retire_from_directory(
        &mut self,
        connector: &str,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Result<u64, StoreError> {
        execute!(
            self,
            concat!(
                "UPDATE bindings SET directory_next_at = NULL
                 WHERE connector = $1 AND directory_next_at <= $2 AND NOT ",
                is_alive!()
            ),
            connector,
            now,
            used_since,
        )
    }

    /// Takes up to `limit` whose turn it is until `until`, the longest waiting first: nobody else gets them before that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_directory(
        &mut self,
        connector: &str,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<DirectoryTurn>, StoreError> {
        // The outer condition is looked at again after a wait for another replica's claim; the inner one is not.
        fetch!(
            self,
            fetch_all,
            DirectoryTurn,
            "UPDATE bindings SET directory_next_at = $3
             WHERE connector = $1 AND directory_next_at <= $2 AND open_id IN (
                 SELECT open_id FROM bindings WHERE connector = $1 AND directory_next_at <= $2
                 ORDER BY directory_next_at, open_id LIMIT $4)
             RETURNING account_id, open_id",
            connector,
            now,
            until,
            limit,
        )
    }

    /// Forgets what was read before `read_before`, and says of how many people that was. Whoever remembers them hears of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_memberships(
        &mut self,
        connector: &str,
        read_before: Timestamp,
    ) -> Result<usize, StoreError> {
        // It may be everybody, and making all their words anew would keep everything else waiting.
        execute!(
            self,
            "UPDATE accounts SET terms_due = TRUE WHERE id IN (
                 SELECT account_id FROM bindings
                 WHERE connector = $1 AND memberships IS NOT NULL AND memberships_read_at < $2)",
            connector,
            read_before,
        )?;
        let changed = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "UPDATE bindings SET memberships = NULL
             WHERE connector = $1 AND memberships IS NOT NULL AND memberships_read_at < $2 RETURNING account_id",
            connector,
            read_before,
        )?;
        let forgotten = changed.len();
        self.changed_accounts(changed);
        Ok(forgotten)
    }

    /// As of when something is known of the account's place, if anything is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn memberships_read_at(
        &mut self,
        account: &AccountId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (Timestamp,),
            "SELECT memberships_read_at FROM bindings
             WHERE account_id = $1 AND memberships IS NOT NULL ORDER BY bound_at DESC LIMIT 1",
            account,
        )?;
        Ok(row.map(|(read_at,)| read_at))
    }
}
