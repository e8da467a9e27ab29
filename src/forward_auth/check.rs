//! The check itself: which request, for which application, by whom, and what becomes of it. It writes nothing.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::access::{Application, Decision, Original, Refused, Visitor};
use crate::forward_auth::asked::{self, Face};
use crate::forward_auth::live::{Found, Live};
use crate::forward_auth::{address, cookies};
use crate::store::StoreError;

/// A request that was decided about.
pub(super) struct Checked<'a> {
    /// What becomes of it.
    pub(super) decision: Decision,
    /// Which request, if it could be read.
    pub(super) original: Option<Original>,
    /// The application it is for, if there is one.
    pub(super) application: Option<&'a Application>,
    /// Who is signed in there.
    pub(super) found: Option<Arc<Found>>,
}

/// Decides.
///
/// # Errors
/// When the database fails: then nobody passes.
pub(super) async fn check<'a>(
    app: &'a App,
    live: &Live,
    request: &HttpRequest,
    face: Face,
) -> Result<Checked<'a>, StoreError> {
    let refused = |refused: Refused, original: Option<Original>| Checked {
        decision: Decision::Forbidden(refused),
        original,
        application: None,
        found: None,
    };
    let original = match asked::original(app, request, face) {
        Ok(original) => original,
        Err(reason) => return Ok(refused(reason, None)),
    };
    let application = match Decision::application(&app.config.applications, &original, app.is_https()) {
        Ok(application) => application,
        Err(reason) => return Ok(refused(reason, Some(original))),
    };
    let found = match cookies::session_token(app, request) {
        Some(token) => live.find(app, application, &token).await?,
        None => None,
    };
    let visitor = Visitor {
        address: address::of(app, application, request),
        person: found.as_ref().map(|found| found.person()),
    };
    let decision = Decision::about(application, &original, &visitor);
    Ok(Checked { decision, original: Some(original), application: Some(application), found })
}
