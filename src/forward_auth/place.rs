//! The application on whose host a page of ours was asked for.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::app::App;
use crate::domain::access::{Application, Original, Refused};
use crate::forward_auth::asked::{X_FORWARDED_HOST, X_FORWARDED_PROTO, once, refuse_aliases};
use crate::web::client_ip;

/// An application's host, as a trusted proxy says.
pub(super) struct Place<'a> {
    pub(super) application: &'a Application,
    /// The address asked for.
    pub(super) here: Original,
}

impl<'a> Place<'a> {
    /// Where this request was made.
    ///
    /// # Errors
    /// When it did not come through a trusted proxy, or not from an application's host.
    pub(super) fn of(app: &'a App, request: &HttpRequest) -> Result<Self, Refused> {
        if !client_ip::is_trusted_proxy(app, request) {
            return Err(Refused::Untrusted);
        }
        let headers = request.headers();
        refuse_aliases(headers)?;
        let host = if headers.contains_key(X_FORWARDED_HOST) { X_FORWARDED_HOST } else { HOST };
        let (scheme, host) = (once(headers, X_FORWARDED_PROTO)?, once(headers, host)?);
        let here = Original::parse(scheme, host, request.path(), "GET").map_err(Refused::Unreadable)?;
        let https = here.scheme() == crate::domain::access::Scheme::Https;
        if app.is_https() && !https {
            return Err(Refused::NotHttps);
        }
        let application = app.config.applications.iter().find(|application| application.is_at(here.host()));
        Ok(Self { application: application.ok_or(Refused::NoApplication)?, here })
    }
}
