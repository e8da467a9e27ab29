//! Accounts.

use crate::domain::account::{BoundAccount, Identity};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::domain::token::Entropy;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{Change, StoreError, Tx};

/// What came of binding an identity.
#[derive(Debug)]
pub enum Bound {
    /// First login: the account was made.
    New(BoundAccount),
    /// The identity was bound before; profile and ids are refreshed.
    Known(BoundAccount),
    /// It was unbound, and gets no other account. The transaction must be dropped.
    Unbound,
    /// Another account has this `open_id` as its `sub`. The transaction must be dropped.
    SubTaken,
}

impl Tx {
    /// Finds the account that `identity` is bound to and refreshes it, or makes one. However many first logins of one
    /// person run at once, the binding's key lets exactly one of them make the account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bind(
        &mut self,
        identity: &Identity,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Bound, StoreError> {
        let candidate = AccountId::new(entropy);
        let account = self.claim_binding(&candidate, identity, now).await?;
        if account != candidate {
            // Most logins change nothing, and then nobody need hear of them.
            if self.refresh_binding(identity).await? | self.refresh_account(&account, identity, now).await? {
                self.changed(Change::Account(account.clone()));
                self.note_terms(&account).await?;
            }
            return Ok(Bound::Known(self.written_account(&account).await?));
        }
        if self.is_unbound(identity).await? {
            return Ok(Bound::Unbound);
        }
        if !self.insert_account(&candidate, identity, now).await? {
            return Ok(Bound::SubTaken);
        }
        self.note_terms(&candidate).await?;
        Ok(Bound::New(self.written_account(&candidate).await?))
    }

    /// False when the `sub` belongs to another account.
    async fn insert_account(
        &mut self,
        id: &AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let profile = &identity.profile;
        let made = execute!(
            self,
            "INSERT INTO accounts (id, sub, enabled, name, en_name, email, mobile, picture, employee_no,
                                   created_at, updated_at, last_login_at)
             VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7, $8, $9, $9, $9)
             ON CONFLICT (sub) DO NOTHING",
            id,
            &identity.open_id,
            &profile.name,
            &profile.en_name,
            &profile.email,
            &profile.mobile,
            &profile.picture,
            &profile.employee_no,
            now,
        )?;
        Ok(made == 1)
    }

    /// The profile as the upstream tells it now; a disabled account's last login stays what it was. Whether the profile
    /// is another.
    async fn refresh_account(
        &mut self,
        id: &AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let profile = &identity.profile;
        let changed = execute!(
            self,
            "UPDATE accounts SET name = $2, en_name = $3, email = $4, mobile = $5, picture = $6, employee_no = $7
             WHERE id = $1
                   AND (name IS DISTINCT FROM $2 OR en_name IS DISTINCT FROM $3 OR email IS DISTINCT FROM $4
                        OR mobile IS DISTINCT FROM $5 OR picture IS DISTINCT FROM $6
                        OR employee_no IS DISTINCT FROM $7)",
            id,
            &profile.name,
            &profile.en_name,
            &profile.email,
            &profile.mobile,
            &profile.picture,
            &profile.employee_no,
        )?;
        execute!(
            self,
            "UPDATE accounts SET updated_at = $2,
                                 last_login_at = CASE WHEN enabled THEN $2 ELSE last_login_at END
             WHERE id = $1",
            id,
            now,
        )?;
        Ok(changed > 0)
    }

    async fn written_account(&mut self, id: &AccountId) -> Result<BoundAccount, StoreError> {
        self.account(id).await?.ok_or(StoreError::Corrupt("binding without an account"))
    }

    /// The account with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&mut self, id: &AccountId) -> Result<Option<BoundAccount>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            BoundAccountRow,
            concat!(
                "SELECT ",
                bound_account_columns!(),
                " FROM accounts a JOIN bindings b ON b.account_id = a.id WHERE a.id = $1 ORDER BY b.bound_at DESC LIMIT 1"
            ),
            id,
        )?;
        Ok(row.map(BoundAccount::from))
    }

    /// Allows or refuses the account from now on. False when there is no such account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_account_enabled(&mut self, id: &AccountId, enabled: bool) -> Result<bool, StoreError> {
        self.changed(Change::Account(id.clone()));
        let is_there = execute!(self, "UPDATE accounts SET enabled = $2 WHERE id = $1", id, enabled)? == 1;
        self.note_terms(id).await?;
        Ok(is_there)
    }

    /// What administrators noted about an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_of(&mut self, id: &AccountId) -> Result<Option<String>, StoreError> {
        let row =
            fetch!(self, fetch_optional, (Option<String>,), "SELECT note FROM accounts WHERE id = $1", id)?;
        Ok(row.and_then(|(note,)| note))
    }

    /// Notes something about an account in place of what was noted before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_note(&mut self, id: &AccountId, note: Option<&str>) -> Result<(), StoreError> {
        execute!(self, "UPDATE accounts SET note = $2 WHERE id = $1", id, note)?;
        Ok(())
    }
}
