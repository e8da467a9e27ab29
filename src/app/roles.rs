//! Who administers: the configuration's owners, and whoever was given a role.

use crate::config::Config;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Role;
use crate::store::{StoreError, Tx};

/// The role of a person: the configuration's owners, or what they were given.
///
/// # Errors
/// When the database fails.
pub async fn role_of(
    config: &Config,
    tx: &mut Tx,
    person: &BoundAccount,
) -> Result<Option<Role>, StoreError> {
    if is_configured_owner(config, person) {
        return Ok(Some(Role::Owner));
    }
    tx.role_of(&person.account.id).await
}

/// Whether the configuration file makes this person an owner.
pub fn is_configured_owner(config: &Config, person: &BoundAccount) -> bool {
    config.admin.owners.contains(&person.binding.open_id)
}
