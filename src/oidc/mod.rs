//! The provider: OpenID Connect Core and OAuth 2.0 towards applications, a file per endpoint.

mod authorize;
mod backchannel;
mod bearer;
mod client_auth;
mod discovery;
mod error;
mod guard;
mod introspect;
mod jwks;
mod logout;
mod revoke;
mod token;
mod userinfo;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use crate::web::cors::{self, preflight};
use crate::web::methods::{get_or_head, resource};
use crate::web::urls;

pub use backchannel::tell_applications;

/// Mounts everything of this feature.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource(urls::OPENID_CONFIGURATION, "GET, HEAD").route(get_or_head().to(discovery::document)),
        )
        .service(
            resource(urls::OAUTH_AUTHORIZATION_SERVER, "GET, HEAD")
                .route(get_or_head().to(discovery::document)),
        )
        .service(resource(urls::JWKS, "GET, HEAD").route(get_or_head().to(jwks::set)))
        .service(
            resource(urls::AUTHORIZE, "GET, POST")
                .route(web::get().to(authorize::get))
                .route(web::post().to(authorize::post)),
        )
        .service(
            resource(urls::TOKEN, "POST, OPTIONS")
                .route(web::post().to(token::issue))
                .route(preflight())
                .wrap(from_fn(cors::any_origin)),
        )
        .service(
            resource(urls::LOGOUT, "GET, POST")
                .route(web::get().to(logout::get))
                .route(web::post().to(logout::post)),
        )
        .service(resource(urls::LOGOUT_CONFIRM, "POST").route(web::post().to(logout::confirm)))
        .service(resource(urls::INTROSPECT, "POST").route(web::post().to(introspect::introspect)))
        .service(
            resource(urls::REVOKE, "POST, OPTIONS")
                .route(web::post().to(revoke::revoke))
                .route(preflight())
                .wrap(from_fn(cors::any_origin)),
        )
        .service(
            resource(urls::USERINFO, "GET, POST, OPTIONS")
                .route(web::get().to(userinfo::get))
                .route(web::post().to(userinfo::post))
                .route(preflight())
                .wrap(from_fn(cors::any_origin)),
        );
}
