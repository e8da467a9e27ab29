//! One structured line per request: the route's pattern, never the path or the query, since those may hold secrets.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::app::App;
use crate::web::client_ip;
use crate::web::reference::Reference;

/// Gives the request its reference number, and logs how it went.
///
/// # Errors
/// Those of the handler.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else { return next.call(request).await };
    let reference = Reference::new(&*app.entropy);
    let method = request.method().clone();
    let address = client_ip::of(&app, request.request());
    let started = tokio::time::Instant::now();
    request.extensions_mut().insert(reference.clone());
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "(none)".to_owned());
    tracing::info!(
        target: "larkgate::request",
        reference = reference.as_str(),
        method = %method,
        route,
        status = response.status().as_u16(),
        address = address.map(tracing::field::display),
        microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    Ok(response)
}
