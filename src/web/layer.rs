//! What every answer passes through: a panic is answered for, headers that are missing are added, and one line is logged.
//!
//! Routes have it as a layer of middleware. What proxies ask about every single request has the same in place: a layer hands
//! each request on in boxes, and a check costs little more than those.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use tokio::time::Instant;

use crate::app::App;
use crate::web::headers;
use crate::web::panics::{self, Reader};
use crate::web::request_log::{self, Outcome};

/// As middleware.
///
/// # Errors
/// Those of the handler, and the answer to a panic: by then the request is gone, and no response can be made from it.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else { return next.call(request).await };
    let (reader, began) = (Reader::of(request.request()), Instant::now());
    let mut response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answered) => answered?,
        Err(_panic) => {
            let answer = panics::answer(&app, &reader);
            return Err(InternalError::from_response("a handler panicked", answer).into());
        }
    };
    let request = response.request().clone();
    request_log::write(&app, &request, Outcome { status: response.status(), began });
    headers::finish(&app, &request, response.response_mut());
    Ok(response)
}

/// In place, around `work` that answers a proxy's check.
pub async fn in_place(
    app: &App,
    request: &HttpRequest,
    work: impl Future<Output = HttpResponse>,
) -> HttpResponse {
    let began = Instant::now();
    let mut response = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(response) => response,
        Err(_panic) => panics::answer(app, &Reader::of(request)),
    };
    request_log::write_check(app, request, Outcome { status: response.status(), began });
    headers::finish(app, request, &mut response);
    response
}
