//! `GET /oauth2/jwks`: the public keys (RFC 7517).

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;

use crate::app::App;

/// How long anybody may cache the key set; a new key is published longer than this before it signs.
pub(super) const CACHE: &str = "public, max-age=300";

/// The key set.
pub(super) async fn set(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, CACHE))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(app.keys.jwks().to_string())
}
