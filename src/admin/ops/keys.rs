//! Signing keys: which sign, which will, and which are only published.

use std::sync::Arc;

use super::accounts::MOST_WORDS;
use super::{Conflict, Desk, OpError, change, words};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::key::{KeyRecord, KeyState, signing_key};
use crate::domain::time::Timestamp;
use crate::keys::{RotateError, Rotation, Schedule, Seal, rotate_by};
use crate::store::StoreError;

/// A key and how it stands.
#[derive(Debug)]
pub struct Standing {
    /// The key.
    pub key: KeyRecord,
    /// What it is for at present.
    pub state: KeyState,
    /// When that changes: it begins to sign, another takes over, or it is no longer published. `None` where it is over.
    pub until: Option<Timestamp>,
}

/// Every key that is known, those of one algorithm together, the newest first.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn list(desk: &Desk<'_>) -> Result<Vec<Standing>, OpError> {
    let keys = desk.reading(Permission::ReadKeys).await?.signing_keys().await?;
    let schedule = Schedule::of(desk.config);
    Ok(keys.iter().map(|key| standing(&keys, key, desk.now, &schedule)).collect())
}

fn standing(all: &[KeyRecord], key: &KeyRecord, now: Timestamp, schedule: &Schedule) -> Standing {
    let state = key.state(all, now);
    let next = all.iter().filter(|other| other.algorithm == key.algorithm && other.signs_from > now);
    let until = match state {
        KeyState::Next => Some(key.signs_from),
        KeyState::Signing => {
            let next = next.map(|next| next.signs_from).min();
            Some(next.unwrap_or_else(|| key.signs_from.plus(schedule.rotate_every)))
        }
        KeyState::Published => key.retires_at,
        KeyState::Retired => None,
    };
    Standing { key: key.clone(), state, until }
}

/// Publishes new keys now, which sign once they were published long enough.
///
/// # Errors
/// When the actor may not, the last rotation's keys do not sign yet, or keys cannot be made.
pub async fn rotate(desk: &Desk<'_>, seal: &Arc<Seal>, reason: &str) -> Result<Rotation, OpError> {
    let reason = words("reason", reason, MOST_WORDS)?;
    desk.actor.require(Permission::ChangeKeys)?;
    let mut event = desk.event(EventKind::KeysRotated);
    event.reason = reason;
    rotate_by(desk.store, seal, event, &Schedule::of(desk.config)).await.map_err(|error| match error {
        RotateError::StillAhead(from) => Conflict::KeysAhead { from }.into(),
        RotateError::Raced => Conflict::KeysRaced.into(),
        RotateError::Key(crate::keys::KeyError::Store(error)) => error.into(),
        RotateError::Key(error) => {
            tracing::error!(cause = %error, "keys could not be rotated");
            StoreError::Corrupt("signing key").into()
        }
    })
}

/// Takes a key out of the key set now: what it signed is worth nothing any more. Where it signs, the next one, which must be
/// published already, signs from now on.
///
/// # Errors
/// When the actor may not, there is no such key, nothing could sign in its place, or it is only to sign yet.
pub async fn retire(desk: &Desk<'_>, kid: &str, reason: &str) -> Result<KeyRecord, OpError> {
    let reason = words("reason", reason, MOST_WORDS)?;
    let mut tx = desk.changing(Permission::ChangeKeys).await?;
    let keys = tx.signing_keys().await?;
    let not_found = || OpError::NotFound { what: "key", name: kid.to_owned() };
    let key = keys.iter().find(|key| key.kid == kid).ok_or_else(not_found)?;
    let next = match key.state(&keys, desk.now) {
        KeyState::Next => return Err(Conflict::KeyNotSigningYet.into()),
        KeyState::Retired => return Err(Conflict::KeyRetired.into()),
        KeyState::Published => None,
        KeyState::Signing => Some(
            next_after(&keys, key, desk.now)
                .ok_or_else(|| Conflict::OnlyKey { algorithm: key.algorithm.as_str() })?,
        ),
    };
    if let Some(next) = next {
        tx.let_key_sign_from(&next.kid, desk.now).await?;
    }
    tx.retire_key(kid, desk.now).await?;
    let signer = |keys: &[KeyRecord]| signing_key(keys, key.algorithm, desk.now).map(|key| key.kid.clone());
    let mut event = desk.event(EventKind::KeyRetired);
    event.reason = reason;
    event.change = change(
        serde_json::json!({ "kid": kid, "algorithm": key.algorithm.as_str(), "signing": signer(&keys),
            "retires_at": key.retires_at.map(Timestamp::rfc3339) }),
        serde_json::json!({ "kid": kid, "algorithm": key.algorithm.as_str(),
            "signing": next.map_or_else(|| signer(&keys), |next| Some(next.kid.clone())),
            "retires_at": desk.now.rfc3339() }),
    );
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(key.clone())
}

/// The key that is published to sign after this one.
fn next_after<'a>(keys: &'a [KeyRecord], key: &KeyRecord, now: Timestamp) -> Option<&'a KeyRecord> {
    let next = keys.iter().filter(|other| other.algorithm == key.algorithm && other.signs_from > now);
    next.filter(|other| other.is_published(now)).min_by_key(|other| other.signs_from)
}
