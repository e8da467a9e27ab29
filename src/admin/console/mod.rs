//! The console: `/admin`, pages for people, another door to [`ops`](crate::admin::ops). Whoever is not signed in does so
//! first and comes back to the very page.

mod accounts;
mod home;
mod trouble;
mod visitor;

use actix_web::web::{self, ServiceConfig};

use self::trouble::Trouble;
use self::visitor::{Visitor, show};
use crate::web::methods::resource;
use crate::web::urls;

/// What a handler of the console makes of a request.
type Answer = Result<actix_web::HttpResponse, Trouble>;

/// Mounts the console.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource(urls::CONSOLE, "GET").route(web::get().to(home::page)))
        .service(resource(urls::CONSOLE_ACCOUNTS, "GET").route(web::get().to(accounts::list)));
}
