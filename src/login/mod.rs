//! Sign-in: the page, the way to Feishu and back, and the binding of who came back to an account.

mod again;
mod callback;
mod consent;
mod home;
mod outcome;
mod page;
mod sign_in;
mod visit;

use actix_web::web::{self, ServiceConfig};

use crate::web::methods::{get_or_head, resource};

/// Mounts everything of this feature.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/", "GET, HEAD").route(get_or_head().to(home::show)))
        .service(resource("/login/callback/{connector}", "GET").route(web::get().to(callback::receive)))
        .service(resource("/login/{handle}/again", "GET").route(web::get().to(again::begin)))
        .service(resource("/login/{handle}/another", "GET").route(web::get().to(again::begin_as_another)))
        .service(
            resource("/login/{handle}/consent", "GET, POST")
                .route(web::get().to(consent::show))
                .route(web::post().to(consent::decide)),
        )
        .service(resource("/login/{handle}", "GET, HEAD").route(get_or_head().to(page::show)));
}
