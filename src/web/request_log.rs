//! One structured line per request: the route's pattern, never the path or the query, since those may hold secrets.
//!
//! Proxies ask about every single request of an application. Checks that let it pass are lines of level debug, or they
//! would be most of the log and most of what they cost; what is refused is logged like everything else.

use std::time::Duration;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::app::App;
use crate::web::reference::Reference;
use crate::web::{client_ip, urls};

/// Logs how the request went.
///
/// # Errors
/// Those of the handler.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_check = urls::is_check(request.path());
    let started = tokio::time::Instant::now();
    let response = next.call(request).await?;
    let lets_pass = is_check && response.status() == StatusCode::OK;
    if !lets_pass || tracing::enabled!(target: "larkgate::request", tracing::Level::DEBUG) {
        line(&response, started.elapsed(), lets_pass);
    }
    Ok(response)
}

fn line<B>(response: &ServiceResponse<B>, took: Duration, lets_pass: bool) {
    let request = response.request();
    let Some(app) = request.app_data::<Data<App>>() else { return };
    let reference = Reference::of(request);
    let address = client_ip::of(app, request).map(tracing::field::display);
    let (method, status) = (request.method().as_str(), response.status().as_u16());
    let route = request.match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                target: "larkgate::request",
                reference,
                method,
                route,
                status,
                address,
                microseconds,
                "request"
            )
        };
    }
    if lets_pass { line!(debug) } else { line!(info) }
}
