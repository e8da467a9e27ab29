//! Forward authentication: reverse proxies ask whether a request may pass and who it is, and people come to the
//! applications behind them by a session of each application's own.

mod address;
mod answer;
mod asked;
mod bearer;
mod caller;
mod check;
mod cookies;
mod explain;
mod identity;
mod live;
mod page;
mod place;
mod session;
mod sign_in;
mod sign_out;
mod signed;
mod start;
mod ticket;

use actix_web::dev::{ServiceRequest, ServiceResponse, fn_service};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse};

use self::asked::Face;
use crate::app::App;
use crate::web::assets;
use crate::web::layer;
use crate::web::methods::{get_or_head, resource};
use crate::web::urls;

pub use live::Live;

/// Mounts what is asked about every single request, outside the layer that all other routes have, and as services rather than
/// handlers: a resource, its route and its extractors each cost a check about as much as to find its session does.
pub fn checks(config: &mut ServiceConfig) {
    let below = format!("{}/{{path:.*}}", urls::CHECK_ENVOY);
    config
        .service(web::service(urls::CHECK_NGINX).finish(fn_service(|request| check(request, Face::Nginx))))
        .service(web::service(urls::CHECK_PROXY).finish(fn_service(|request| check(request, Face::Proxy))))
        .service(web::service(below).finish(fn_service(|request| check(request, Face::Envoy))));
}

/// Mounts everything else of this feature.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource(urls::FORWARD_AUTH_START, "GET").route(web::get().to(start::begin)))
        .service(resource(urls::APPLICATION_SIGN_IN, "GET").route(web::get().to(sign_in::begin)))
        .service(resource(urls::APPLICATION_TICKET, "GET").route(web::get().to(ticket::redeem)))
        .service(
            resource(urls::APPLICATION_SIGN_OUT, "GET, HEAD, POST")
                .route(get_or_head().to(sign_out::ask))
                .route(web::post().to(sign_out::end)),
        )
        .service(resource("/.larkgate/assets/{name}", "GET, HEAD").route(get_or_head().to(asset)));
}

async fn check(request: ServiceRequest, face: Face) -> Result<ServiceResponse, Error> {
    let (request, _body) = request.into_parts();
    let response = match (request.app_data::<Data<App>>(), request.app_data::<Data<Live>>()) {
        (Some(app), Some(live)) => {
            layer::in_place(app, &request, answer::to(app, live, &request, face)).await
        }
        _ => HttpResponse::InternalServerError().finish(),
    };
    Ok(ServiceResponse::new(request, response))
}

/// The files of our pages on an application's host; some of those pages fetch them from ours.
async fn asset(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let path = request.path().strip_prefix("/.larkgate").unwrap_or_default().to_owned();
    let mut response = assets::at(&path, request, app).await;
    let same_site =
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-site"));
    response.headers_mut().insert(same_site.0, same_site.1);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<A, B, F>(_check: impl Fn(A, B) -> F) -> usize {
        size_of::<F>()
    }

    /// A future is moved whole, more than once: with room for what a database needs, that took a tenth of a check.
    #[test]
    fn a_check_is_small() {
        assert!(size(check) < 2048, "{}", size(check));
    }
}
