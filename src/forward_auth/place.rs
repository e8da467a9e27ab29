//! The application on whose host a page of ours was asked for.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::app::App;
use crate::domain::access::{Application, Original, Refused};
use crate::forward_auth::asked::{once, refuse_aliases};
use crate::store::StoreError;
use crate::web::client_ip;

/// An application's host, as a trusted proxy says.
pub(super) struct Place {
    pub(super) application: Arc<Application>,
    /// The address asked for.
    pub(super) here: Original,
}

/// Why a page of ours is not shown.
pub(super) enum Misplaced {
    /// It was not asked for as it should be.
    Refused(Refused),
    /// The database does not say which application it is.
    StoreDown(StoreError),
}

impl From<Refused> for Misplaced {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Place {
    /// Where this request was made.
    ///
    /// # Errors
    /// When it did not come through a trusted proxy, or not from an application's host, or the database fails.
    pub(super) async fn of(app: &App, request: &HttpRequest) -> Result<Self, Misplaced> {
        if !client_ip::is_trusted_proxy(app, request) {
            return Err(Refused::Untrusted.into());
        }
        let headers = request.headers();
        refuse_aliases(headers, &app.identity_names)?;
        let forwarded = "x-forwarded-host";
        let host = if headers.contains_key(forwarded) {
            once(headers, forwarded)?
        } else {
            once(headers, HOST.as_str())?
        };
        let scheme = once(headers, "x-forwarded-proto")?;
        let here = Original::parse(scheme, host, request.path(), "GET").map_err(Refused::Unreadable)?;
        let https = here.scheme() == crate::domain::access::Scheme::Https;
        if app.is_https() && !https {
            return Err(Refused::NotHttps.into());
        }
        let applications = app.applications().await.map_err(Misplaced::StoreDown)?;
        Ok(Self { application: Arc::clone(applications.at(here.host())?), here })
    }
}
