//! Roles that were given at run time.

use crate::domain::account::BoundAccount;
use crate::domain::admin::{Role, Who};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    role: String,
    #[sqlx(flatten)]
    bound: BoundAccountRow,
}

impl Tx {
    /// The role of an account, beside what the configuration says.
    ///
    /// # Errors
    /// When the database fails, or holds a role that this program does not know.
    pub async fn role_of(&mut self, account: &AccountId) -> Result<Option<Role>, StoreError> {
        let row =
            fetch!(self, fetch_optional, (String,), "SELECT role FROM roles WHERE account_id = $1", account)?;
        row.map(|(role,)| Role::parse(&role).ok_or(StoreError::Corrupt("role"))).transpose()
    }

    /// Gives an account a role in place of what it had.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_role(
        &mut self,
        account: &AccountId,
        role: Role,
        by: &Who,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roles (account_id, role, granted_by, granted_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id) DO UPDATE SET role = excluded.role, granted_by = excluded.granted_by,
                                                    granted_at = excluded.granted_at",
            account,
            role.as_str(),
            by.to_string(),
            now,
        )?;
        Ok(())
    }

    /// Takes an account's role. False when it had none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_role(&mut self, account: &AccountId) -> Result<bool, StoreError> {
        Ok(execute!(self, "DELETE FROM roles WHERE account_id = $1", account)? == 1)
    }

    /// The owners at run time who can sign in, held until this transaction ends: of two who take each other's role, one comes
    /// after the other and sees what was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_owners(&mut self) -> Result<Vec<AccountId>, StoreError> {
        execute!(self, "UPDATE roles SET role = role WHERE role = $1", Role::Owner.as_str())?;
        let owners = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "SELECT r.account_id FROM roles r JOIN accounts a ON a.id = r.account_id
             JOIN bindings b ON b.account_id = a.id WHERE r.role = $1 AND a.enabled AND b.connector <> ''",
            Role::Owner.as_str(),
        )?;
        Ok(owners.into_iter().map(|(id,)| id).collect())
    }

    /// Everybody who was given a role, in the order of being given it.
    ///
    /// # Errors
    /// When the database fails, or holds a role that this program does not know.
    pub async fn roles(&mut self) -> Result<Vec<(BoundAccount, Role)>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            Row,
            concat!(
                "SELECT r.role, ",
                bound_account_columns!(),
                " FROM roles r JOIN accounts a ON a.id = r.account_id JOIN bindings b ON b.account_id = a.id
                 ORDER BY r.granted_at, a.id"
            ),
        )?;
        let read = |row: Row| {
            let role = Role::parse(&row.role).ok_or(StoreError::Corrupt("role"))?;
            Ok((row.bound.into(), role))
        };
        rows.into_iter().map(read).collect()
    }
}
