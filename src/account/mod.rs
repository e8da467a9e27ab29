//! A person's own page: what is known of them, where they are signed in, what applications have, and the end of each.

mod applications;
mod form;
mod page;
mod sessions;

use actix_web::web::{self, ServiceConfig};

use crate::web::methods::resource;
use crate::web::urls;

/// Mounts everything of this feature.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource(urls::ACCOUNT, "GET").route(web::get().to(page::show)))
        .service(resource(urls::ACCOUNT_END_SESSION, "POST").route(web::post().to(sessions::end)))
        .service(
            resource(urls::ACCOUNT_END_ALL, "GET, POST")
                .route(web::get().to(sessions::ask))
                .route(web::post().to(sessions::end_all)),
        )
        .service(
            resource(urls::ACCOUNT_WITHDRAW, "GET, POST")
                .route(web::get().to(applications::ask))
                .route(web::post().to(applications::withdraw)),
        );
}
