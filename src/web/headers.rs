//! Headers that every answer carries unless it says otherwise.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
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

/// For the page that posts an answer to an application: Chromium holds `form-action` against every redirect that follows
/// the form too, and only the application knows where those lead.
pub fn policy_with_any_form() -> &'static str {
    FILES
}

/// Adds what is missing. Nothing may be cached, framed, sniffed or referred from unless a handler decided so.
///
/// # Errors
/// Those of the handler.
pub async fn secure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let https = request.app_data::<Data<App>>().is_some_and(|app| app.is_https());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(page_policy())
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let defaults: [(HeaderName, &'static str); 4] = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in defaults {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    Ok(response)
}
