//! Links by which an administrator comes in while the upstream is down. They are made on the server alone: whoever can do
//! that could change the database by hand.

use std::time::Duration;

use super::{Conflict, Desk, OpError, accounts};
use crate::app::role_of;
use crate::config::Config;
use crate::domain::account::BoundAccount;
use crate::domain::admin::{Permission, Role};
use crate::domain::audit::EventKind;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::domain::token::{Opaque, TokenHash};
use crate::store::{StoreError, Tx};

/// How long a link is good.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A link's secret, whose it is, and when it lapses.
pub struct Made {
    /// What stands in the link, and nowhere else.
    pub secret: Opaque,
    /// Whom it lets in.
    pub person: BoundAccount,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// Makes one for somebody who administers.
///
/// # Errors
/// When the actor may not, there is no such account, it is disabled, or has no role.
pub async fn make(desk: &Desk<'_>, name: &str) -> Result<Made, OpError> {
    let mut tx = desk.changing(Permission::ChangeRoles).await?;
    let person = accounts::named(&mut tx, name).await?;
    if !person.account.enabled {
        return Err(Conflict::Disabled { sub: person.account.sub }.into());
    }
    if role_of(desk.config, &mut tx, &person).await?.is_none() {
        return Err(Conflict::NoRole { sub: person.account.sub }.into());
    }
    let secret = Opaque::new(desk.entropy);
    let expires_at = desk.now.plus(LIFETIME);
    tx.insert_login_link(&secret.hash(), &person.account.id, desk.now, expires_at).await?;
    let mut event = desk.event(EventKind::LoginLinkMade);
    event.account = Some(person.account.id.clone());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(Made { secret, person, expires_at })
}

/// Whom a link lets in, without using it up: links are opened by more than people.
///
/// # Errors
/// When the database fails.
pub async fn look(
    config: &Config,
    tx: &mut Tx,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<BoundAccount>, StoreError> {
    let account = tx.live_login_link(hash, now).await?;
    Ok(admitted(config, tx, account).await?.map(|(person, _role)| person))
}

/// Uses a link up, and says whom it lets in, with their role: one caller, once, as long as their account is enabled and
/// they have one. Whatever it says is to be committed.
///
/// # Errors
/// When the database fails.
pub async fn spend(
    config: &Config,
    tx: &mut Tx,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<(BoundAccount, Role)>, StoreError> {
    let account = tx.spend_login_link(hash, now).await?;
    admitted(config, tx, account).await
}

async fn admitted(
    config: &Config,
    tx: &mut Tx,
    account: Option<AccountId>,
) -> Result<Option<(BoundAccount, Role)>, StoreError> {
    let Some(account) = account else { return Ok(None) };
    let Some(person) = tx.account(&account).await?.filter(|person| person.account.enabled) else {
        return Ok(None);
    };
    let role = role_of(config, tx, &person).await?;
    Ok(role.map(|role| (person, role)))
}
