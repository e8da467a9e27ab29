//! Owns what renewing has in common: the single use of refresh tokens and who may still have new ones.

use serde_json::Value;

use crate::params::Fields;
use crate::token_v3::{authenticate, issue, obstacle_code, reduced, required};
use crate::tokens::{Authorization, Generation, RefreshState, RefreshToken};
use crate::world::World;

/// After a v2 renewal the old access token lives for one more minute.
const V2_GRACE: i64 = 60;

/// Why a refresh token was not taken; each generation has its own code for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stale {
    Unknown,
    Used,
    Revoked,
    Expired,
}

/// Feishu: 刷新 user_access_token, v2 and v3.
pub(crate) fn refresh(world: &mut World, fields: &Fields, generation: Generation) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret", "refresh_token"])?;
    let value = fields.text("refresh_token");
    let accepted = |found: Generation| match generation {
        Generation::V3 => matches!(found, Generation::V2 | Generation::V3),
        other => found == other,
    };
    let found =
        world.tokens.refresh.get(value).filter(|token| accepted(token.generation)).cloned().ok_or(20_026)?;
    authenticate(world, fields)?;
    if found.authorization.app_id != fields.text("client_id") {
        return Err(20_024);
    }
    if let Some(stale) = stale(world, &found) {
        return Err(match stale {
            Stale::Unknown => 20_026,
            Stale::Used => 20_073,
            Stale::Revoked => 20_064,
            Stale::Expired => 20_037,
        });
    }
    if world.app(&found.authorization.app_id).is_some_and(|app| !app.refresh) {
        return Err(20_074);
    }
    let scope = reduced(found.authorization.scope.clone(), fields)?;
    if let Some(obstacle) = world.obstacle(&found.authorization.app_id, &found.authorization.person) {
        return Err(obstacle_code(obstacle));
    }
    use_up(world, value, generation);
    Ok(issue(world, generation, Authorization { scope, ..found.authorization }))
}

pub(crate) fn stale(world: &World, token: &RefreshToken) -> Option<Stale> {
    match token.state {
        RefreshState::Used => Some(Stale::Used),
        RefreshState::Revoked => Some(Stale::Revoked),
        RefreshState::Live if token.expires_at <= world.now() => Some(Stale::Expired),
        RefreshState::Live => None,
    }
}

/// Ends a refresh token, and with v2 shortens the access token that came with it.
pub(crate) fn use_up(world: &mut World, value: &str, generation: Generation) {
    let grace_ends = world.now() + V2_GRACE;
    let Some(token) = world.tokens.refresh.get_mut(value) else { return };
    token.state = RefreshState::Used;
    if generation == Generation::V2
        && let Some(access) = world.tokens.access.get_mut(&token.access)
    {
        access.expires_at = access.expires_at.min(grace_ends);
    }
}
