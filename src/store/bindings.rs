//! Which identity an account is bound to.

use crate::domain::account::{BoundAccount, Identity};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{Change, StoreError, Tx};

impl Tx {
    /// The account that owns the binding, which is held: `candidate` when the binding is new.
    pub(super) async fn claim_binding(
        &mut self,
        candidate: &AccountId,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<AccountId, StoreError> {
        let (account,) = fetch!(
            self,
            fetch_one,
            (AccountId,),
            "INSERT INTO bindings (connector, open_id, account_id, union_id, user_id, tenant_key, bound_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (connector, open_id) DO UPDATE SET account_id = bindings.account_id
             RETURNING account_id",
            &identity.connector,
            &identity.open_id,
            candidate,
            &identity.union_id,
            &identity.user_id,
            &identity.tenant_key,
            now,
        )?;
        Ok(account)
    }

    /// The ids as the upstream tells them now; those that it did not tell this time are kept. Whether any is another.
    pub(super) async fn refresh_binding(&mut self, identity: &Identity) -> Result<bool, StoreError> {
        let changed = execute!(
            self,
            "UPDATE bindings SET union_id = COALESCE($3, union_id), user_id = COALESCE($4, user_id), tenant_key = $5
             WHERE connector = $1 AND open_id = $2
                   AND (union_id IS DISTINCT FROM COALESCE($3, union_id)
                        OR user_id IS DISTINCT FROM COALESCE($4, user_id) OR tenant_key <> $5)",
            &identity.connector,
            &identity.open_id,
            &identity.union_id,
            &identity.user_id,
            &identity.tenant_key,
        )?;
        Ok(changed > 0)
    }

    /// The account that is bound to an identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_bound_to(
        &mut self,
        connector: &str,
        open_id: &str,
    ) -> Result<Option<BoundAccount>, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            BoundAccountRow,
            concat!(
                "SELECT ",
                bound_account_columns!(),
                " FROM accounts a JOIN bindings b ON b.account_id = a.id WHERE b.connector = $1 AND b.open_id = $2"
            ),
            connector,
            open_id,
        )?;
        Ok(row.map(BoundAccount::from))
    }

    /// Whether an identity was unbound, and not bound since.
    pub(super) async fn is_unbound(&mut self, identity: &Identity) -> Result<bool, StoreError> {
        let row = fetch!(
            self,
            fetch_optional,
            (Timestamp,),
            "SELECT unbound_at FROM unbound_identities WHERE connector = $1 AND open_id = $2",
            &identity.connector,
            &identity.open_id,
        )?;
        Ok(row.is_some())
    }

    /// Binds an account to no identity: no connector has an empty name, so nobody can sign in to it, and it is found like
    /// any other. The identity that it had gets no other account until it is bound again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unbind(&mut self, id: &AccountId, now: Timestamp) -> Result<(), StoreError> {
        self.changed(Change::Account(id.clone()));
        execute!(
            self,
            "INSERT INTO unbound_identities (connector, open_id, unbound_at)
             SELECT connector, open_id, $2 FROM bindings WHERE account_id = $1 AND connector <> ''
             ON CONFLICT (connector, open_id) DO NOTHING",
            id,
            now,
        )?;
        execute!(
            self,
            "UPDATE bindings SET connector = '', open_id = account_id, union_id = NULL, user_id = NULL,
                                 tenant_key = '', bound_at = $2, memberships = NULL, memberships_read_at = NULL,
                                 directory_next_at = NULL
             WHERE account_id = $1",
            id,
            now,
        )?;
        self.note_terms(id).await
    }

    /// Binds an account to an identity in place of the one that it had; what else is known of it comes with its next
    /// sign-in. False when another account is bound to it: then the transaction must be dropped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rebind(
        &mut self,
        id: &AccountId,
        connector: &str,
        open_id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.changed(Change::Account(id.clone()));
        execute!(self, "DELETE FROM bindings WHERE account_id = $1", id)?;
        let bound = execute!(
            self,
            "INSERT INTO bindings (connector, open_id, account_id, tenant_key, bound_at) VALUES ($2, $3, $1, '', $4)
             ON CONFLICT (connector, open_id) DO NOTHING",
            id,
            connector,
            open_id,
            now,
        )?;
        if bound == 1 {
            execute!(
                self,
                "DELETE FROM unbound_identities WHERE connector = $1 AND open_id = $2",
                connector,
                open_id,
            )?;
            self.note_terms(id).await?;
        }
        Ok(bound == 1)
    }
}
