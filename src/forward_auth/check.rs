//! The check itself: which request, for which application, by whom, and what becomes of it. It writes nothing.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

use crate::app::App;
use crate::domain::access::{
    Application, Catalogue, Decision, IdentityHeaders, Original, Refused, Service, Visitor, Who,
};
use crate::domain::id::AccountId;
use crate::forward_auth::asked::{self, Face};
use crate::forward_auth::bearer::{self, Presented};
use crate::forward_auth::identity;
use crate::forward_auth::live::{Found, Live};
use crate::forward_auth::{address, cookies};
use crate::store::StoreError;

/// A request that was decided about.
pub(super) struct Checked {
    /// What becomes of it.
    pub(super) decision: Decision,
    /// Which request, if it could be read.
    pub(super) original: Option<Original>,
    /// The application it is for, if there is one.
    pub(super) application: Option<Arc<Application>>,
    /// Who asks.
    pub(super) caller: Caller,
}

/// Who asks, and how we know.
pub(super) enum Caller {
    /// Nobody that we know.
    Nobody,
    /// Somebody who is signed in.
    Person(Found),
    /// A service, by its token.
    Service(Arc<Service>),
}

impl Caller {
    /// As rules see it.
    fn who(&self) -> Who<'_> {
        match self {
            Self::Nobody => Who::Nobody,
            Self::Person(found) => Who::Person(found.person()),
            Self::Service(service) => Who::Service(&service.name),
        }
    }

    /// Adds what the application is told of it.
    pub(super) fn tell(&self, answer: &mut HeaderMap, headers: &IdentityHeaders) {
        match self {
            Self::Nobody => identity::tell(answer, headers, None),
            Self::Person(found) => identity::tell(answer, headers, Some(found.person())),
            Self::Service(service) => identity::tell(answer, headers, Some(&service.identity)),
        }
    }

    /// What to call it.
    pub(super) fn name(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Nobody => None,
            Self::Person(found) => Some(found.person().display_name()),
            Self::Service(service) => Some(service.identity.display_name()),
        }
    }

    /// The session of whoever is signed in.
    pub(super) fn session(&self) -> Option<&Found> {
        match self {
            Self::Person(found) => Some(found),
            Self::Nobody | Self::Service(_) => None,
        }
    }

    /// The account of whoever is signed in, for the log.
    pub(super) fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person(found) => Some(found.account()),
            Self::Nobody | Self::Service(_) => None,
        }
    }

    /// The service, for the log.
    pub(super) fn service(&self) -> Option<&str> {
        match self {
            Self::Service(service) => Some(&service.name),
            Self::Nobody | Self::Person(_) => None,
        }
    }
}

impl Checked {
    /// A request that may not pass, whoever asks.
    pub(super) fn refused(refused: Refused, original: Option<Original>) -> Self {
        Self { decision: Decision::Forbidden(refused), original, application: None, caller: Caller::Nobody }
    }

    /// The id of the application it is for.
    pub(super) fn application_id(&self) -> Option<&str> {
        self.application.as_ref().map(|application| application.id.as_str())
    }
}

/// Decides.
///
/// # Errors
/// When the database fails: then nobody passes.
pub(super) async fn check(
    app: &App,
    live: &Live,
    request: &HttpRequest,
    face: Face,
) -> Result<Checked, StoreError> {
    let original = match asked::original(app, request, face) {
        Ok(original) => original,
        Err(refused) => return Ok(Checked::refused(refused, None)),
    };
    let applications = app.applications().await?;
    let application = match applications.find(&original, app.is_https()) {
        Ok(application) => Arc::clone(application),
        Err(refused) => return Ok(Checked::refused(refused, Some(original))),
    };
    let (decision, caller) = match caller(app, live, request, &applications, &application).await? {
        Some(caller) => {
            let visitor = Visitor { address: address::of(app, &application, request), who: caller.who() };
            (Decision::about(&application, &original, &visitor), caller)
        }
        None => (Decision::InvalidToken, Caller::Nobody),
    };
    Ok(Checked { decision, original: Some(original), application: Some(application), caller })
}

/// Who asks; `None` when it is a service whose token is worth nothing here. Where there is a service token, nothing
/// else counts.
async fn caller(
    app: &App,
    live: &Live,
    request: &HttpRequest,
    applications: &Catalogue,
    application: &Application,
) -> Result<Option<Caller>, StoreError> {
    if let Some(presented) = bearer::service_token(request.headers()) {
        let service = match presented {
            Presented::Token(hash) => applications.service(&hash, &application.id, app.now()),
            Presented::Unclear => None,
        };
        return Ok(service.map(|service| {
            app.service_came(&service.token);
            Caller::Service(Arc::clone(service))
        }));
    }
    let found = match cookies::session_token(app, request, application) {
        Some(token) => live.find(app, application, &token).await?,
        None => None,
    };
    Ok(Some(found.map_or(Caller::Nobody, Caller::Person)))
}
