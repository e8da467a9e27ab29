//! Audit lines about what a browser did.

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::web::client_ip;
use crate::web::reference::Reference;

/// A line that says where the request came from, and its reference number.
pub fn event(app: &App, request: &HttpRequest, kind: EventKind) -> AuditEvent {
    let mut event = AuditEvent::new(app.now(), kind);
    event.address = client_ip::of(app, request).map(|address| address.to_string());
    event.reference = Some(Reference::of(request));
    event
}
