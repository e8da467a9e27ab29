//! Rotation: a new generation is published first and signs later; the old one stays for as long as
//! its last token may be of use.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::config::Config;
use crate::domain::access::IdentityClaims;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::key::{Algorithm, KeyRecord, signing_key};
use crate::domain::time::Timestamp;
use crate::keys::pair::Pair;
use crate::keys::{KeyError, Seal};
use crate::store::{Store, Tx};

/// Clocks of relying parties differ from ours by up to this.
const SKEW: Duration = Duration::from_secs(300);

/// When keys rotate.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// How long a new key is published before it signs.
    pub publish_ahead: Duration,
    /// How long a key signs before the next one takes over.
    pub rotate_every: Duration,
    /// How long the last token may be of use: an ID token is shown again as a hint for as long as a session lives.
    pub longest_use: Duration,
}

impl Schedule {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        Self {
            publish_ahead: config.keys.publish_ahead,
            rotate_every: config.keys.rotate_every,
            longest_use: longest_use(config),
        }
    }
}

fn longest_use(config: &Config) -> Duration {
    let lifetimes = &config.lifetimes;
    lifetimes.id_token.max(lifetimes.access_token).max(lifetimes.session).max(IdentityClaims::LIFETIME)
}

/// What a rotation did.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The new keys: algorithm and `kid`.
    pub keys: Vec<(Algorithm, String)>,
    /// From when they sign.
    pub signs_from: Timestamp,
    /// When the keys they replace leave the JWKS.
    pub retires_at: Timestamp,
}

/// Why a rotation did nothing.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Keys could not be made or stored.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The newest generation does not sign yet; another one now would only pile up.
    #[error("the last rotation's keys sign only from {}; rotate again after that", .0.rfc3339())]
    StillAhead(Timestamp),
    /// Somebody else rotated at the same moment.
    #[error("somebody else rotated at the same moment; nothing was done")]
    Raced,
}

impl From<crate::store::StoreError> for RotateError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Key(error.into())
    }
}

/// What binds a sealed private key to its row.
pub(super) fn seal_context(kid: &str) -> String {
    format!("signing key {kid}")
}

/// Makes the keys of a new installation, which sign at once. When several replicas start together, one wins.
pub(super) async fn first_generation(
    store: &Store,
    seal: &Arc<Seal>,
    now: Timestamp,
) -> Result<(), KeyError> {
    let records = generate(seal, 1, now, now).await?;
    let mut tx = store.write().await?;
    insert(&mut tx, &records).await?;
    tx.commit().await?;
    Ok(())
}

/// Rotates when the newest generation will have signed long enough by the time the next one can. However many replicas
/// find that at once, one rotates.
///
/// # Errors
/// As [`rotate`], but for those that only say that nothing was to be done.
pub async fn rotate_when_due(
    store: &Store,
    seal: &Arc<Seal>,
    now: Timestamp,
    schedule: &Schedule,
) -> Result<Option<Rotation>, RotateError> {
    let known = store.read().await?.published_keys(now).await?;
    let newest = known.iter().map(|key| key.signs_from).max();
    let next = now.plus(schedule.publish_ahead);
    if newest.is_none_or(|signs_from| signs_from.plus(schedule.rotate_every) > next) {
        return Ok(None);
    }
    match rotate(store, seal, now, schedule).await {
        Ok(rotation) => Ok(Some(rotation)),
        Err(RotateError::StillAhead(_) | RotateError::Raced) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Publishes a new generation that signs once it was published long enough. The old generations retire when the last
/// token they can sign has lapsed.
///
/// # Errors
/// When keys cannot be made, or a rotation is under way already.
pub async fn rotate(
    store: &Store,
    seal: &Arc<Seal>,
    now: Timestamp,
    schedule: &Schedule,
) -> Result<Rotation, RotateError> {
    rotate_by(store, seal, AuditEvent::new(now, EventKind::KeysRotated), schedule).await
}

/// The same, as `event` tells it to the audit log, at its time.
///
/// # Errors
/// As [`rotate`].
pub async fn rotate_by(
    store: &Store,
    seal: &Arc<Seal>,
    mut event: AuditEvent,
    schedule: &Schedule,
) -> Result<Rotation, RotateError> {
    let now = event.at;
    let known = store.read().await?.published_keys(now).await?;
    if let Some(ahead) = known.iter().map(|key| key.signs_from).filter(|from| *from > now).max() {
        return Err(RotateError::StillAhead(ahead));
    }
    // With another sealing key than the server's, perhaps from another shell's environment, no server could open these.
    for key in &known {
        seal.open_sealed(&seal_context(&key.kid), &key.sealed)
            .ok_or_else(|| KeyError::Sealed(key.kid.clone()))?;
    }
    let generation = known.iter().map(|key| key.generation).max().unwrap_or(0) + 1;
    // Where nothing signs yet there is nobody to tell ahead.
    let signs_from = if known.is_empty() { now } else { now.plus(schedule.publish_ahead) };
    let retires_at = signs_from.plus(schedule.longest_use).plus(SKEW);
    let records = generate(seal, generation, now, signs_from).await?;
    let mut tx = store.write().await?;
    if !insert(&mut tx, &records).await? {
        return Err(RotateError::Raced);
    }
    tx.retire_keys_before(generation, retires_at).await?;
    let signing = |algorithm| signing_key(&known, algorithm, now).map(|key| key.kid.as_str());
    let before: BTreeMap<_, _> = Algorithm::ALL.map(|one| (one.as_str(), signing(one))).into();
    let after: BTreeMap<_, _> =
        records.iter().map(|key| (key.algorithm.as_str(), key.kid.as_str())).collect();
    event.change = Some(json!({ "before": before, "after": after }));
    tx.append_audit(&event).await?;
    tx.commit().await?;
    let keys = records.into_iter().map(|record| (record.algorithm, record.kid)).collect();
    Ok(Rotation { keys, signs_from, retires_at })
}

/// False when the generation exists already; then nothing must be committed.
async fn insert(tx: &mut Tx, records: &[KeyRecord]) -> Result<bool, KeyError> {
    for record in records {
        if !tx.insert_signing_key(record).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn generate(
    seal: &Arc<Seal>,
    generation: i64,
    created_at: Timestamp,
    signs_from: Timestamp,
) -> Result<Vec<KeyRecord>, KeyError> {
    let seal = Arc::clone(seal);
    tokio::task::spawn_blocking(move || {
        Algorithm::ALL
            .into_iter()
            .map(|algorithm| record(&seal, algorithm, generation, created_at, signs_from))
            .collect()
    })
    .await
    .map_err(|_panicked| KeyError::Crypto("key generation"))?
}

fn record(
    seal: &Seal,
    algorithm: Algorithm,
    generation: i64,
    created_at: Timestamp,
    signs_from: Timestamp,
) -> Result<KeyRecord, KeyError> {
    let (pair, pkcs8) = Pair::generate(algorithm)?;
    let jwk = pair.public_jwk()?;
    let kid = jwk.common.key_id.clone().ok_or(KeyError::Crypto("thumbprint"))?;
    Ok(KeyRecord {
        sealed: seal.seal(&seal_context(&kid), &pkcs8)?,
        public_jwk: serde_json::to_string(&jwk)?,
        kid,
        algorithm,
        generation,
        created_at,
        signs_from,
        retires_at: None,
    })
}

#[cfg(test)]
mod tests;
