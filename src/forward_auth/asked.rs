//! Which request a proxy asks about: each face has one way to say it, and whatever else is in the headers counts for
//! nothing.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderMap};

use crate::app::App;
use crate::domain::access::{IdentityNames, Original, Refused};
use crate::web::client_ip;

/// The path that stands before the original one where the proxy is Envoy.
const ENVOY_PREFIX: &str = "/forward-auth/envoy";

/// Which kind of proxy asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// `auth_request`: 200, 401 or 403; the request is in `X-Original-URL` and `X-Original-Method`.
    Nginx,
    /// Traefik, Caddy, HAProxy, APISIX: other answers go to the browser; the request is in `X-Forwarded-*`.
    Proxy,
    /// `ext_authz`: as [`Face::Proxy`]; the request is this one, but for a prefix.
    Envoy,
}

/// The request that `request` asks about.
///
/// # Errors
/// When whoever asks is not trusted, or does not say it once and clearly.
pub(super) fn original(app: &App, request: &HttpRequest, face: Face) -> Result<Original, Refused> {
    if !client_ip::is_trusted_proxy(app, request) {
        return Err(Refused::Untrusted);
    }
    let headers = request.headers();
    refuse_aliases(headers, &app.identity_names)?;
    let parsed = match face {
        Face::Nginx => {
            Original::of_url(once(headers, "x-original-url")?, once(headers, "x-original-method")?)
        }
        Face::Proxy => Original::parse(
            once(headers, "x-forwarded-proto")?,
            once(headers, "x-forwarded-host")?,
            once(headers, "x-forwarded-uri")?,
            once(headers, "x-forwarded-method")?,
        ),
        Face::Envoy => {
            let target = request.uri().path_and_query().map(|target| target.as_str()).unwrap_or_default();
            let target = target.strip_prefix(ENVOY_PREFIX).ok_or(Refused::Unstated)?;
            let scheme = once(headers, "x-forwarded-proto")?;
            Original::parse(scheme, host(request)?, target, request.method().as_str())
        }
    };
    parsed.map_err(Refused::Unreadable)
}

/// The host that the request itself is for; over HTTP/2 it stands in the address.
fn host(request: &HttpRequest) -> Result<&str, Refused> {
    match request.uri().authority() {
        Some(authority) if !request.headers().contains_key(HOST) => Ok(authority.as_str()),
        _ => once(request.headers(), HOST.as_str()),
    }
}

/// The value of a header that is there exactly once.
pub(super) fn once<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refused> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_unreadable| Refused::Unstated),
        _ => Err(Refused::Unstated),
    }
}

/// Refuses names that some servers read as ours: `X_Forwarded_Uri`, `X_Larkgate_User`.
pub(super) fn refuse_aliases(headers: &HeaderMap, ours: &IdentityNames) -> Result<(), Refused> {
    if headers.keys().any(|name| ours.is_alias(name.as_str())) { Err(Refused::Unstated) } else { Ok(()) }
}
