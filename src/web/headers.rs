//! Headers that every answer carries unless it says otherwise.

use actix_web::http::ConnectionType;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::web::client_ip;

/// What our pages may load: our own files, and nothing inline.
macro_rules! files {
    () => {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; \
         frame-ancestors 'none'"
    };
}

/// The policy of a page that says no other.
const PAGE_POLICY: &str = concat!(files!(), "; form-action 'self'");

/// The same, with frames of these origins: a provider's QR code, or applications that the browser tells of a logout.
pub fn policy_with_frames(origins: &[&str]) -> String {
    format!("{PAGE_POLICY}; frame-src {}", origins.join(" "))
}

/// The policy of a page on a host of somebody else's, whose files are of this origin.
pub fn policy_with_files_of(origin: &str) -> String {
    format!("{}; form-action 'self'", files!().replace("'self'", origin))
}

/// For the page that posts an answer to an application: Chromium holds `form-action` against every redirect that follows
/// the form too, and only the application knows where those lead.
pub fn policy_with_any_form() -> &'static str {
    files!()
}

/// What no page of ours asks a browser for, nor any frame in it.
const NO_FEATURES: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
                           fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), \
                           payment=(), picture-in-picture=(), publickey-credentials-create=(), \
                           publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), \
                           xr-spatial-tracking=()";

/// One year. Not for sub-domains, which are other people's to decide about.
const ONE_YEAR: &str = "max-age=31536000";

/// Where a browser may be in a window that an application opened and waits to hear from. Any
/// `Cross-Origin-Opener-Policy`, even `same-origin-allow-popups`, would cut the two apart for good, and the application's
/// own page at the end of the way could not report back.
const WAYS_OF_POPUPS: [&str; 4] = ["/oauth2/", "/login/", "/forward-auth/", "/.larkgate/"];

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// What every answer has. Checked when this is compiled, since a check by a proxy costs little more than this.
static ALWAYS: [(HeaderName, HeaderValue); 7] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (PERMISSIONS_POLICY, HeaderValue::from_static(NO_FEATURES)),
    (X_ROBOTS_TAG, HeaderValue::from_static("noindex, nofollow")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY)),
];
static SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
static CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");
static TRANSPORT: HeaderValue = HeaderValue::from_static(ONE_YEAR);

/// Adds what is missing to the answer to `request`: nothing may be cached, framed, embedded, sniffed, indexed or referred from
/// unless a handler decided so. And closes the connections of strangers: the framework gives the head of a second request on a
/// connection no time limit, so only trusted proxies, which have limits of their own, may keep theirs.
pub(super) fn finish<B>(app: &App, request: &HttpRequest, response: &mut HttpResponse<B>) {
    complete(response.headers_mut(), Context::of(app.is_https(), request.path()));
    if !client_ip::is_trusted_proxy(app, request) {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// What the headers of an answer depend on besides the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    https: bool,
    in_popup: bool,
}

impl Context {
    /// Of a request to `path`.
    pub(super) fn of(https: bool, path: &str) -> Self {
        Self { https, in_popup: WAYS_OF_POPUPS.iter().any(|way| path.starts_with(way)) }
    }
}

/// The same for an answer that comes about in another way.
pub(super) fn complete(headers: &mut HeaderMap, context: Context) {
    for (name, value) in &ALWAYS {
        add(headers, name, value);
    }
    if !context.in_popup {
        add(headers, &OPENER_POLICY, &SAME_ORIGIN);
    }
    if context.https {
        add(headers, &STRICT_TRANSPORT_SECURITY, &TRANSPORT);
    }
    // Whom any page may read, any page may embed.
    let public = headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
    add(headers, &RESOURCE_POLICY, if public { &CROSS_ORIGIN } else { &SAME_ORIGIN });
}

/// Adds a header, unless it is there. To insert first and look then finds the place once, and mostly nothing was there.
fn add(headers: &mut HeaderMap, name: &HeaderName, value: &HeaderValue) {
    let mut said = headers.insert(name.clone(), value.clone());
    if let Some(first) = said.next() {
        headers.insert(name.clone(), first);
        said.for_each(|more| headers.append(name.clone(), more));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_handler_said_stays_all_of_it() {
        let mut headers = HeaderMap::new();
        for value in ["default-src 'self'", "img-src 'none'"] {
            headers.append(CONTENT_SECURITY_POLICY, HeaderValue::from_static(value));
        }
        complete(&mut headers, Context::of(true, "/account"));
        let all =
            |name: HeaderName| headers.get_all(name).map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(all(CONTENT_SECURITY_POLICY), ["default-src 'self'", "img-src 'none'"]);
        assert_eq!((all(CACHE_CONTROL), all(X_FRAME_OPTIONS)), (vec!["no-store"], vec!["DENY"]));
    }
}
