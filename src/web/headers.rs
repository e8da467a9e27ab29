//! Headers that every answer carries unless it says otherwise.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::app::App;

/// What our pages may load: our own files, and nothing inline.
const FILES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                     base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page that says no other.
fn page_policy() -> String {
    format!("{FILES}; form-action 'self'")
}

/// The same, with frames of these origins: a provider's QR code, or applications that the browser tells of a logout.
pub fn policy_with_frames(origins: &[&str]) -> String {
    format!("{}; frame-src {}", page_policy(), origins.join(" "))
}

/// The policy of a page on a host of somebody else's, whose files are of this origin.
pub fn policy_with_files_of(origin: &str) -> String {
    format!("{}; form-action 'self'", FILES.replace("'self'", origin))
}

/// For the page that posts an answer to an application: Chromium holds `form-action` against every redirect that follows
/// the form too, and only the application knows where those lead.
pub fn policy_with_any_form() -> &'static str {
    FILES
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

/// Adds what is missing. Nothing may be cached, framed, embedded, sniffed, indexed or referred from unless a handler
/// decided so.
///
/// # Errors
/// Those of the handler.
pub async fn secure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let https = request.app_data::<Data<App>>().is_some_and(|app| app.is_https());
    let path = request.path().to_owned();
    let mut response = next.call(request).await?;
    complete(response.headers_mut(), https, &path);
    Ok(response)
}

/// The same for an answer that comes about in another way.
pub(super) fn complete(headers: &mut HeaderMap, https: bool, path: &str) {
    let in_popup = WAYS_OF_POPUPS.iter().any(|way| path.starts_with(way));
    // Whom any page may read, any page may embed.
    let public = headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
    let defaults = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (RESOURCE_POLICY, if public { "cross-origin" } else { "same-origin" }),
        (PERMISSIONS_POLICY, NO_FEATURES),
        (X_ROBOTS_TAG, "noindex, nofollow"),
    ];
    let opener = (!in_popup).then_some((OPENER_POLICY, "same-origin"));
    let transport = https.then_some((STRICT_TRANSPORT_SECURITY, ONE_YEAR));
    for (name, value) in defaults.into_iter().chain(opener).chain(transport) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(page_policy())
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}
