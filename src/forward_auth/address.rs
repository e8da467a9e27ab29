//! Where the original request comes from, for rules on networks.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::app::App;
use crate::web::client_ip;

/// The caller's address, if the proxy states one. Without its word there is only its own address, and a rule for the
/// network that proxies stand in would be about everybody.
pub(super) fn of(app: &App, request: &HttpRequest) -> Option<IpAddr> {
    let stated = request.headers().get_all(client_ip::X_FORWARDED_FOR).last()?.to_str().ok()?;
    stated.rsplit(',').next()?.trim().parse::<IpAddr>().ok()?;
    client_ip::of(app, request)
}
