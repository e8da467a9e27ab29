//! One structured line per request: the route's pattern, never the path or the query, since those may hold secrets.
//!
//! Proxies ask about every single request of an application. Checks that let it pass are lines of level debug, or they
//! would be most of the log and most of what they cost; what is refused is logged like everything else.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use tokio::time::Instant;

use crate::app::App;
use crate::web::client_ip;
use crate::web::reference::Reference;

/// How a request went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// How it was answered.
    pub(super) status: StatusCode,
    /// When it came.
    pub(super) began: Instant,
}

macro_rules! line {
    ($level:ident, $app:ident, $request:ident, $outcome:ident) => {
        if tracing::enabled!(target: "larkgate::request", tracing::Level::$level) {
            let address = client_ip::of($app, $request).map(tracing::field::display);
            tracing::event!(
                target: "larkgate::request",
                tracing::Level::$level,
                reference = Reference::of($request),
                method = $request.method().as_str(),
                route = $request.match_pattern().as_deref().unwrap_or("(none)"),
                status = $outcome.status.as_u16(),
                address,
                microseconds = u64::try_from($outcome.began.elapsed().as_micros()).unwrap_or(u64::MAX),
                "request"
            );
        }
    };
}

/// Logs how a request went.
pub(super) fn write(app: &App, request: &HttpRequest, outcome: Outcome) {
    line!(INFO, app, request, outcome);
}

/// Logs how a proxy's check went.
pub(super) fn write_check(app: &App, request: &HttpRequest, outcome: Outcome) {
    if outcome.status == StatusCode::OK {
        line!(DEBUG, app, request, outcome);
    } else {
        write(app, request, outcome);
    }
}
