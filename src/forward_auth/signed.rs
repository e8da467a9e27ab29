//! The signed form of what headers say. A signature costs more than the rest of a check, so one is kept with what is
//! remembered of the person, and serves for half of its life.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use actix_web::http::header::HeaderValue;

use crate::app::App;
use crate::domain::access::{Application, IdentityClaims};
use crate::domain::time::Timestamp;
use crate::forward_auth::live::Found;
use crate::keys::KeyError;

/// What was signed about a person: one for each application that they opened and that wants one. Most want none, so there
/// is no room for it before.
#[derive(Debug, Default)]
pub(super) struct Signed(OnceLock<Box<Mutex<Vec<Kept>>>>);

#[derive(Debug)]
struct Kept {
    application: String,
    jwt: HeaderValue,
    serves_until: Timestamp,
    expires_at: Timestamp,
}

impl Signed {
    /// A JWT about the person of `found`, for `application`; it does not outlive the session.
    ///
    /// # Errors
    /// When no key of the application's algorithm signs.
    pub(super) fn of(app: &App, application: &Application, found: &Found) -> Result<HeaderValue, KeyError> {
        let now = app.now();
        let kept = found.signed().0.get_or_init(Box::default);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let good = |kept: &&Kept| {
            kept.application == application.id
                && now < kept.serves_until
                && kept.expires_at <= found.expires_at()
        };
        if let Some(kept) = kept.iter().find(good) {
            return Ok(kept.jwt.clone());
        }
        let fresh = sign(app, application, found, now)?;
        let jwt = fresh.jwt.clone();
        kept.retain(|kept| kept.application != application.id);
        kept.push(fresh);
        Ok(jwt)
    }
}

fn sign(app: &App, application: &Application, found: &Found, now: Timestamp) -> Result<Kept, KeyError> {
    let expires_at = now.plus(IdentityClaims::LIFETIME).min(found.expires_at());
    let claims = IdentityClaims::new(&app.issuer, &application.id, found.person(), now, expires_at);
    let jwt = app.keys.sign(application.headers.jwt_algorithm, IdentityClaims::TYPE, &claims, now)?;
    let mut jwt = HeaderValue::try_from(jwt).map_err(|_never| KeyError::Crypto("writing a JWT"))?;
    jwt.set_sensitive(true);
    let life = u64::try_from(expires_at.seconds().saturating_sub(now.seconds())).unwrap_or(0);
    let serves_until = now.plus(Duration::from_secs(life / 2));
    Ok(Kept { application: application.id.clone(), jwt, serves_until, expires_at })
}
