//! Which identity an account is bound to. Its `sub` never changes, so applications see the same person before and after.

use super::accounts::begin;
use super::{Conflict, Desk, OpError, Problem, change};
use crate::app::is_configured_owner;
use crate::domain::account::{Binding, BoundAccount};
use crate::domain::admin::{Permission, Role};
use crate::domain::audit::EventKind;

/// The most characters of an `open_id`.
const LONGEST_ID: usize = 100;

/// Unbinds an account from its identity: nobody can sign in to it until it is bound to another, and whoever it was bound to
/// is refused. Its sessions end and everything it granted is revoked, at once.
///
/// # Errors
/// When the actor may not, there is no such account, it is the actor's own, or is unbound already.
pub async fn unbind(desk: &Desk<'_>, name: &str, reason: &str) -> Result<BoundAccount, OpError> {
    let kind = EventKind::AccountUnbound;
    let (mut tx, person, mut event) = begin(desk, Permission::ChangeBindings, name, kind, reason).await?;
    if !person.binding.is_bound() {
        return Err(Conflict::Unbound { sub: person.account.sub }.into());
    }
    event.change = change(identity(&person.binding), None::<&str>);
    tx.end_everything_of(&person.account.id, desk.now).await?;
    tx.unbind(&person.account.id, desk.now).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// Binds an account to another identity, whose person has the account from their next sign-in on. Its sessions end and
/// everything it granted is revoked, at once. An identity that has an account of its own must be unbound from that first,
/// so that nobody loses one unawares.
///
/// # Errors
/// As [`unbind`]; when the connector is not configured or the `open_id` is none; when the identity is bound already; and
/// when the configuration file makes it an owner and the actor is none.
pub async fn rebind(
    desk: &Desk<'_>,
    name: &str,
    connector: &str,
    open_id: &str,
    reason: &str,
) -> Result<BoundAccount, OpError> {
    let kind = EventKind::AccountRebound;
    let (mut tx, person, mut event) = begin(desk, Permission::ChangeBindings, name, kind, reason).await?;
    if !desk.config.connectors.iter().any(|known| known.id == connector) {
        return Err(OpError::invalid("connector", Problem::Connector));
    }
    if open_id.is_empty() || open_id.len() > LONGEST_ID || !open_id.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(OpError::invalid("open_id", Problem::OpenId));
    }
    let binding = Binding {
        connector: connector.to_owned(),
        open_id: open_id.to_owned(),
        union_id: None,
        user_id: None,
        tenant_key: String::new(),
    };
    let after = BoundAccount { binding, ..person.clone() };
    if is_configured_owner(desk.config, &after) && desk.actor.role != Role::Owner {
        return Err(Conflict::ConfiguredOwner { sub: open_id.to_owned() }.into());
    }
    if let Some(other) = tx.account_bound_to(connector, open_id).await? {
        return Err(Conflict::IdentityBound { sub: other.account.sub }.into());
    }
    event.change = change(identity(&person.binding), identity(&after.binding));
    tx.end_everything_of(&person.account.id, desk.now).await?;
    if !tx.rebind(&person.account.id, connector, open_id, desk.now).await? {
        // Its person signed in for the first time at this very moment.
        return Err(Conflict::IdentityBound { sub: open_id.to_owned() }.into());
    }
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

fn identity(binding: &Binding) -> Option<String> {
    binding.is_bound().then(|| format!("{}:{}", binding.connector, binding.open_id))
}
