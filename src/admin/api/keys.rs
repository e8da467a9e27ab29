//! `/keys`: which keys sign.

use actix_web::web::{Json, Path};
use actix_web::{get, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::Reason;
use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::keys::{self, Standing};
use crate::domain::time::Timestamp;

/// A signing key; its private half is nowhere here.
#[derive(Debug, Serialize, ToSchema)]
struct SigningKey {
    /// Key id, as in the key set and in tokens.
    kid: String,
    /// RS256, ES256 or EdDSA.
    algorithm: &'static str,
    /// `next` (published, does not sign yet), `signing`, `published` (what it signed still verifies) or `retired`.
    state: &'static str,
    /// When that changes; absent once it is retired.
    until: Option<String>,
    created_at: String,
    signs_from: String,
    /// When it leaves the key set, where that is known.
    retires_at: Option<String>,
}

impl From<Standing> for SigningKey {
    fn from(standing: Standing) -> Self {
        let key = standing.key;
        Self {
            kid: key.kid,
            algorithm: key.algorithm.as_str(),
            state: standing.state.as_str(),
            until: standing.until.map(Timestamp::rfc3339),
            created_at: key.created_at.rfc3339(),
            signs_from: key.signs_from.rfc3339(),
            retires_at: key.retires_at.map(Timestamp::rfc3339),
        }
    }
}

/// New keys.
#[derive(Debug, Serialize, ToSchema)]
struct Rotated {
    keys: Vec<RotatedKey>,
    /// From when they sign.
    signs_from: String,
    /// When the keys before them leave the key set.
    retires_at: String,
}

/// A new key.
#[derive(Debug, Serialize, ToSchema)]
struct RotatedKey {
    kid: String,
    algorithm: &'static str,
}

/// Lists every key that is published, and those that retired within the hour.
#[utoipa::path(tag = "keys", security(("token" = ["keys:read"])),
    responses((status = 200, body = Vec<SigningKey>), Refusals))]
#[get("/keys")]
pub(super) async fn list(caller: Caller) -> Answer<Vec<SigningKey>> {
    Ok(Json(keys::list(&caller.desk()).await?.into_iter().map(SigningKey::from).collect()))
}

/// Publishes new keys now; they sign once they were published for `keys.publish_ahead`.
#[utoipa::path(tag = "keys", security(("token" = ["keys:change"])),
    responses((status = 200, body = Rotated), Refusals))]
#[post("/keys/rotate")]
pub(super) async fn rotate(caller: Caller, reason: Json<Reason>) -> Answer<Rotated> {
    let rotation = keys::rotate(&caller.desk(), caller.seal(), &reason.reason).await?;
    let keys = rotation.keys.into_iter();
    Ok(Json(Rotated {
        keys: keys.map(|(algorithm, kid)| RotatedKey { kid, algorithm: algorithm.as_str() }).collect(),
        signs_from: rotation.signs_from.rfc3339(),
        retires_at: rotation.retires_at.rfc3339(),
    }))
}

/// Takes a key out of the key set now. Tokens that it signed do not verify any more. Where it signs, the next one signs
/// from now on; without one it is refused.
#[utoipa::path(tag = "keys", security(("token" = ["keys:change"])),
    params(("kid" = String, Path, description = "key id")),
    responses((status = 204), Refusals))]
#[post("/keys/{kid}/retire")]
pub(super) async fn retire(
    caller: Caller,
    kid: Path<String>,
    reason: Json<Reason>,
) -> Result<actix_web::HttpResponse, super::Problem> {
    keys::retire(&caller.desk(), &kid, &reason.reason).await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}
