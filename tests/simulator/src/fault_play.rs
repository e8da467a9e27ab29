//! Owns what every call passes through: log id, faults, the call record.

use std::io;
use std::time::Duration;

use actix_web::body::{BodyStream, BoxBody, MessageBody, SizedStream, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage, HttpResponse};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::chance;
use crate::faults::{Fault, Kind};
use crate::record::{Call, LogId, Noted};
use crate::world::Sim;

const HUGE_PIECES: usize = 32;
const PIECE: usize = 1024 * 1024;

pub(crate) async fn around(
    sim: Data<Sim>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (method, path) = (request.method().to_string(), request.path().to_owned());
    let own = path.starts_with("/_sim");
    let (fault, at, cleared) = {
        let mut world = sim.world();
        let fault = if own { None } else { world.take_fault(&method, &path) };
        (fault, world.now(), sim.cleared.subscribe())
    };
    let log_id = format!("{at}{}", chance::hex_text::<11>());
    request.extensions_mut().insert(LogId(log_id.clone()));
    let kind = fault.as_ref().map(|fault| format!("{:?}", fault.kind).to_lowercase());
    let mut response = match fault {
        Some(fault) => play(&fault, cleared, request, next).await?,
        None => next.call(request).await?.map_into_boxed_body(),
    };
    if let Ok(value) = HeaderValue::from_str(&log_id) {
        response.headers_mut().insert(HeaderName::from_static("x-tt-logid"), value);
    }
    if !own {
        let noted = response.response_mut().extensions_mut().remove::<Noted>();
        let (code, grant) = noted.map_or((None, None), |noted| (Some(noted.code), noted.grant));
        let status = response.status().as_u16();
        sim.world().record.calls.push(Call { at, method, path, status, code, grant, fault: kind, log_id });
    }
    Ok(response)
}

async fn play(
    fault: &Fault,
    mut cleared: watch::Receiver<u64>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let handled_first = fault.after || fault.kind == Kind::Truncate;
    if !handled_first {
        wait(fault, &mut cleared).await;
        if !matches!(fault.kind, Kind::Slow | Kind::Hold) {
            let path = request.path().to_owned();
            return Ok(request.into_response(spoiled(fault, &path)));
        }
    }
    let response = next.call(request).await?.map_into_boxed_body();
    if handled_first {
        wait(fault, &mut cleared).await;
    }
    match fault.kind {
        Kind::Slow | Kind::Hold => Ok(response),
        Kind::Truncate => halved(response).await,
        _ => {
            let path = response.request().path().to_owned();
            Ok(response.into_response(spoiled(fault, &path)))
        }
    }
}

/// The only wait in real time: a slow answer is there to meet the caller's timeout.
async fn wait(fault: &Fault, cleared: &mut watch::Receiver<u64>) {
    if fault.kind == Kind::Hold {
        let _ = cleared.changed().await;
    }
    if fault.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
}

fn spoiled(fault: &Fault, path: &str) -> HttpResponse {
    match fault.kind {
        Kind::Ratelimit => HttpResponse::TooManyRequests()
            .insert_header(("x-ogw-ratelimit-limit", "50"))
            .insert_header(("x-ogw-ratelimit-reset", fault.reset.to_string()))
            .json(json!({ "code": 99_991_400, "msg": "request trigger frequency limit" })),
        Kind::Nonsense => HttpResponse::Ok()
            .content_type("application/json; charset=utf-8")
            .body(fault.body.clone().unwrap_or_else(|| "<html>not what you asked for".into())),
        Kind::Redirect => HttpResponse::build(status(fault, StatusCode::TEMPORARY_REDIRECT))
            .insert_header((LOCATION, fault.location.as_deref().unwrap_or("/_sim/elsewhere")))
            .finish(),
        Kind::Huge => huge(),
        Kind::Close => closed(),
        Kind::Slow | Kind::Hold | Kind::Status | Kind::Truncate => {
            let status = status(fault, StatusCode::INTERNAL_SERVER_ERROR);
            let body = fault.body.clone().unwrap_or_else(|| server_error(status, path).to_string());
            HttpResponse::build(status).content_type("application/json; charset=utf-8").body(body)
        }
    }
}

fn status(fault: &Fault, otherwise: StatusCode) -> StatusCode {
    fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(otherwise)
}

/// 20072 for 503, else 20050; with OAuth words where the endpoint speaks OAuth.
fn server_error(status: StatusCode, path: &str) -> Value {
    let code = if status == StatusCode::SERVICE_UNAVAILABLE { 20_072 } else { 20_050 };
    let (_, error, description) = crate::token_v3::wording(code);
    if path.contains("/oauth/") {
        json!({ "code": code, "error": error, "error_description": description })
    } else {
        json!({ "code": code, "msg": description })
    }
}

fn huge() -> HttpResponse {
    let piece = Bytes::from(vec![b' '; PIECE]);
    let pieces = (0..HUGE_PIECES).map(move |_| Ok::<_, Error>(piece.clone()));
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(BodyStream::new(futures_util::stream::iter(pieces)))
}

/// A body that fails before its first byte makes actix drop the connection, the headers unsent.
fn closed() -> HttpResponse {
    let failure = Err::<Bytes, Error>(io::Error::from(io::ErrorKind::ConnectionAborted).into());
    HttpResponse::Ok().body(BodyStream::new(futures_util::stream::iter([failure])))
}

/// Promises the whole length and sends half of it.
async fn halved(response: ServiceResponse<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let whole = to_bytes(body).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    let length = u64::try_from(whole.len()).unwrap_or_default();
    // The pause lets the half reach the caller before the body's early end drops the connection.
    let pieces = futures_util::stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) => Some((Ok::<_, Error>(half), None)),
            None => {
                tokio::task::yield_now().await;
                None
            }
        }
    });
    let response = head.set_body(BoxBody::new(SizedStream::new(length, pieces)));
    Ok(ServiceResponse::new(request, response))
}
