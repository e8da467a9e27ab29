//! Which request a proxy asks about: each face has one way to say it, and whatever else is in the headers counts for
//! nothing.

use actix_web::HttpRequest;
use actix_web::http::header::{AsHeaderName, HOST, HeaderMap, HeaderName, HeaderValue, UPGRADE};

use crate::app::App;
use crate::domain::access::{Host, IdentityNames, Original, Refused};
use crate::web::params::Params;
use crate::web::{client_ip, urls};

const X_ORIGINAL_URL: HeaderName = HeaderName::from_static("x-original-url");
const X_ORIGINAL_METHOD: HeaderName = HeaderName::from_static("x-original-method");
pub(super) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub(super) const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
const HTTP2_SETTINGS: HeaderName = HeaderName::from_static("http2-settings");
const X_FORWARDED_METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");

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

/// The query by which nginx asks for what the browser is to see, after it was told no; it is there in `deploy/proxies/nginx.conf`.
const AGAIN: &str = "again";

/// Whether the proxy was told no a moment ago, and gives whatever it is told now to the browser.
pub(super) fn is_again(request: &HttpRequest, face: Face) -> bool {
    face == Face::Proxy && request.query_string() == AGAIN
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
    refuse_http2(headers)?;
    let parsed = match face {
        Face::Nginx => {
            let url = Original::of_url(once(headers, X_ORIGINAL_URL)?, once(headers, X_ORIGINAL_METHOD)?);
            if let Ok(original) = &url {
                refuse_other_host(request, original)?;
            }
            url
        }
        Face::Proxy => Original::parse(
            once(headers, X_FORWARDED_PROTO)?,
            once(headers, X_FORWARDED_HOST)?,
            once(headers, X_FORWARDED_URI)?,
            once(headers, X_FORWARDED_METHOD)?,
        ),
        Face::Envoy => {
            let target = request.uri().path_and_query().map(|target| target.as_str()).unwrap_or_default();
            let target = target.strip_prefix(urls::CHECK_ENVOY).ok_or(Refused::Unstated)?;
            let scheme = once(headers, X_FORWARDED_PROTO)?;
            Original::parse(scheme, host(request)?, target, request.method().as_str())
        }
    };
    parsed.map_err(Refused::Unreadable)
}

/// Refuses where nginx says beside the address by which name it went, and that is another: the address may hold the header
/// `Host`, of which nginx takes no notice where the request line names a host.
fn refuse_other_host(request: &HttpRequest, original: &Original) -> Result<(), Refused> {
    if request.query_string().is_empty() {
        return Ok(());
    }
    let params = Params::of_query(request).map_err(|_flawed| Refused::Unstated)?;
    params.refuse_repeated().map_err(|_repeated| Refused::Unstated)?;
    let is_other = |name: &str| Host::parse(name).is_none_or(|host| host.name() != original.host().name());
    if params.get("host").is_some_and(is_other) { Err(Refused::Unstated) } else { Ok(()) }
}

/// Refuses what asks to go on in HTTP/2, which some proxies pass on and then ask nobody (h2c).
fn refuse_http2(headers: &HeaderMap) -> Result<(), Refused> {
    let mut upgrades = headers.get_all(UPGRADE);
    let is_h2 = |value: &HeaderValue| value.as_bytes().windows(2).any(|two| two.eq_ignore_ascii_case(b"h2"));
    if upgrades.any(is_h2) || headers.contains_key(HTTP2_SETTINGS) { Err(Refused::Protocol) } else { Ok(()) }
}

/// The host that the request itself is for; over HTTP/2 it stands in the address.
fn host(request: &HttpRequest) -> Result<&str, Refused> {
    match request.uri().authority() {
        Some(authority) if !request.headers().contains_key(HOST) => Ok(authority.as_str()),
        _ => once(request.headers(), HOST),
    }
}

/// The value of a header that is there exactly once.
pub(super) fn once(headers: &HeaderMap, name: impl AsHeaderName) -> Result<&str, Refused> {
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
