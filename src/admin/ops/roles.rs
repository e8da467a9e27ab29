//! Who may administer.

use super::{Conflict, Desk, OpError, accounts, change, why};
use crate::app::{is_configured_owner, role_of};
use crate::domain::account::BoundAccount;
use crate::domain::admin::{Actor, Permission, Role, Who};
use crate::domain::audit::EventKind;
use crate::domain::id::AccountId;
use crate::store::Tx;

/// Somebody with a role.
#[derive(Debug)]
pub struct Holder {
    /// Who.
    pub person: BoundAccount,
    /// What they may do.
    pub role: Role,
}

/// Everybody who was given a role, in the order of being given it. Owners of the configuration are not among them.
///
/// # Errors
/// When the actor may not read it, or the database fails.
pub async fn list(desk: &Desk<'_>) -> Result<Vec<Holder>, OpError> {
    let mut tx = desk.reading(Permission::ReadRoles).await?;
    let roles = tx.roles().await?;
    Ok(roles.into_iter().map(|(person, role)| Holder { person, role }).collect())
}

/// The configuration file's owners: those who have signed in, and the `open_id`s of those who never have.
///
/// # Errors
/// When the actor may not read it, or the database fails.
pub async fn owners_of_the_file(desk: &Desk<'_>) -> Result<(Vec<BoundAccount>, Vec<String>), OpError> {
    let mut tx = desk.reading(Permission::ReadRoles).await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for open_id in &desk.config.admin.owners {
        let named = tx.accounts_named(open_id).await?;
        match named.into_iter().find(|person| is_configured_owner(desk.config, person)) {
            Some(person) => known.push(person),
            None => unknown.push(open_id.clone()),
        }
    }
    Ok((known, unknown))
}

/// Gives `name` a role in place of what they had.
///
/// # Errors
/// When the actor may not, or may not any more; there is no such account, it is the actor's own, or the configuration
/// decides about it; and when no owner would be left.
pub async fn grant(desk: &Desk<'_>, name: &str, role: Role) -> Result<BoundAccount, OpError> {
    let mut tx = desk.changing(Permission::ChangeRoles).await?;
    let owners = owners(desk, &mut tx).await?;
    let person = anothers(desk, &mut tx, name).await?;
    if role != Role::Owner {
        keep_one(desk, &owners, &person)?;
    }
    let before = tx.role_of(&person.account.id).await?;
    tx.set_role(&person.account.id, role, &desk.actor.who, desk.now).await?;
    let mut event = desk.event(EventKind::RoleGranted);
    event.account = Some(person.account.id.clone());
    event.change = change(before.map(Role::as_str), role.as_str());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// Takes the role of `name`.
///
/// # Errors
/// As [`grant`]; and when they have none.
pub async fn revoke(desk: &Desk<'_>, name: &str, reason: &str) -> Result<BoundAccount, OpError> {
    let reason = why(reason)?;
    let mut tx = desk.changing(Permission::ChangeRoles).await?;
    let owners = owners(desk, &mut tx).await?;
    let person = anothers(desk, &mut tx, name).await?;
    keep_one(desk, &owners, &person)?;
    let before = tx.role_of(&person.account.id).await?;
    if !tx.remove_role(&person.account.id).await? {
        return Err(Conflict::NoRole { sub: person.account.sub }.into());
    }
    let mut event = desk.event(EventKind::RoleRevoked);
    event.reason = reason;
    event.account = Some(person.account.id.clone());
    event.change = change(before.map(Role::as_str), None::<&str>);
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// The owners, held, and certainty that the actor still is one: their own role may have been taken meanwhile.
async fn owners(desk: &Desk<'_>, tx: &mut Tx) -> Result<Vec<AccountId>, OpError> {
    let owners = tx.hold_owners().await?;
    if let Who::Account(id) = &desk.actor.who
        && let Some(actor) = tx.account(id).await?
    {
        let role = role_of(desk.config, tx, &actor).await?;
        let role = role.ok_or(Conflict::NoRole { sub: actor.account.sub })?;
        Actor { role, ..desk.actor.clone() }.require(Permission::ChangeRoles)?;
    }
    Ok(owners)
}

/// Goes on if somebody else is an owner, or the configuration file names one.
fn keep_one(desk: &Desk<'_>, owners: &[AccountId], person: &BoundAccount) -> Result<(), Conflict> {
    let is_last = owners.iter().all(|owner| *owner == person.account.id) && !owners.is_empty();
    if is_last && desk.config.admin.owners.is_empty() {
        return Err(Conflict::LastOwner { sub: person.account.sub.clone() });
    }
    Ok(())
}

/// An account whose role may be changed here: nobody locks themselves out, or in.
async fn anothers(desk: &Desk<'_>, tx: &mut Tx, name: &str) -> Result<BoundAccount, OpError> {
    let person = accounts::named(tx, name).await?;
    if desk.actor.who == Who::Account(person.account.id.clone()) {
        return Err(Conflict::OwnRole.into());
    }
    if is_configured_owner(desk.config, &person) {
        return Err(Conflict::ConfiguredOwner { sub: person.account.sub }.into());
    }
    Ok(person)
}
