//! API tokens.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Desk, OpError, Problem, audit, change, days, why, words};
use crate::domain::admin::{ApiToken, Permission, Role};
use crate::domain::audit::EventKind;
use crate::domain::id::ApiTokenId;
use crate::domain::token::Opaque;

/// How many days a token may live at most.
pub const MOST_DAYS: u64 = 366;
/// How many days one lives where nobody says otherwise.
pub const USUAL_DAYS: u64 = 90;
/// The longest that a token may live.
pub const LONGEST: Duration = days(MOST_DAYS);
/// How long one lives where nobody says otherwise.
pub const USUAL: Duration = days(USUAL_DAYS);
/// The most characters of a token's name.
pub const MOST_OF_A_NAME: usize = 100;

/// Every token that was not revoked, the newest first.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn list(desk: &Desk<'_>) -> Result<Vec<ApiToken>, OpError> {
    Ok(desk.reading(Permission::ReadRoles).await?.api_tokens().await?)
}

/// What to call the people who made `tokens`, by [`ApiToken::created_by`].
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn makers(desk: &Desk<'_>, tokens: &[ApiToken]) -> Result<BTreeMap<String, String>, OpError> {
    let mut tx = desk.reading(Permission::ReadRoles).await?;
    Ok(audit::names(&mut tx, tokens.iter().map(|token| token.created_by.as_str())).await?)
}

/// Makes one; its value is in this answer and nowhere else.
///
/// # Errors
/// When the actor may not, the name is empty or long, or it would live too long.
pub async fn add(
    desk: &Desk<'_>,
    name: &str,
    role: Role,
    lifetime: Duration,
) -> Result<(ApiToken, Opaque), OpError> {
    let name =
        words("name", name, MOST_OF_A_NAME)?.ok_or_else(|| OpError::invalid("name", Problem::Missing))?;
    if lifetime.is_zero() || lifetime > LONGEST {
        return Err(OpError::invalid("days", Problem::Days { most: MOST_DAYS }));
    }
    let mut tx = desk.changing(Permission::ChangeRoles).await?;
    let ends = desk.now.plus(lifetime);
    let (token, value) = ApiToken::new(desk.entropy, &name, role, &desk.actor.who, desk.now, ends);
    tx.insert_api_token(&token).await?;
    let mut event = desk.event(EventKind::ApiTokenAdded);
    event.reason = Some(format!("{} {}", token.id, token.name));
    event.change = change(None::<&str>, role.as_str());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok((token, value))
}

/// Revokes one: it is good for nothing from now on.
///
/// # Errors
/// When the actor may not, or there is none to revoke.
pub async fn revoke(desk: &Desk<'_>, id: &ApiTokenId, reason: &str) -> Result<(), OpError> {
    let reason = why(reason)?;
    let mut tx = desk.changing(Permission::ChangeRoles).await?;
    if !tx.revoke_api_token(id, desk.now).await? {
        return Err(OpError::NotFound { what: "token", name: id.to_string() });
    }
    let mut event = desk.event(EventKind::ApiTokenRevoked);
    event.reason = reason;
    event.change = change(id.as_str(), None::<&str>);
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(())
}
