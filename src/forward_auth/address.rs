//! Where the original request comes from, for rules on networks.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::access::Application;
use crate::web::client_ip;

/// The caller's address, if a rule of the application asks for it and the proxy states one. Without its word there is only its own address, and a rule for the
/// network that proxies stand in would be about everybody.
pub(super) fn of(app: &App, application: &Application, request: &HttpRequest) -> Option<IpAddr> {
    if application.numbered_rules().all(|(_, rule)| rule.networks.is_none()) {
        return None;
    }
    let stated = request.headers().get_all(client_ip::X_FORWARDED_FOR).last()?.to_str().ok()?;
    stated.rsplit(',').next()?.trim().parse::<IpAddr>().ok()?;
    client_ip::of(app, request)
}
