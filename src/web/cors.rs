//! Cross-origin requests (Fetch §3.2): for the endpoints that browser-only applications call, and no others.
//!
//! Any origin may call them. They look at no cookie and forbid none, since `*` goes with no credentials: what a page gets
//! there it gets for a code or token that it already holds.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderValue,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, Route, web};

/// How long a browser may remember the answer to a preflight, in seconds; the most that Chromium takes.
const REMEMBERED: &str = "7200";

/// Lets pages of any origin read the answer.
///
/// # Errors
/// Those of the handler.
pub async fn any_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After, WWW-Authenticate"));
    Ok(response)
}

/// Answers what a browser asks before a request that a form could not have made.
pub fn preflight() -> Route {
    web::method(Method::OPTIONS).to(|| async {
        HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"))
            .insert_header((ACCESS_CONTROL_MAX_AGE, REMEMBERED))
            .finish()
    })
}
