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

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use self::asked::Face;
use crate::app::App;
use crate::web::assets;
use crate::web::layer;
use crate::web::methods::{get_or_head, resource};
use crate::web::urls;

pub use live::Live;

/// Mounts what is asked about every single request, outside the layer that all other routes have.
pub fn checks(config: &mut ServiceConfig) {
    let any = web::resource("/{path:.*}").to(envoy);
    config
        .service(web::resource(urls::CHECK_NGINX).to(nginx))
        .service(web::resource(urls::CHECK_PROXY).to(proxy))
        .service(web::scope(urls::CHECK_ENVOY).service(any));
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

async fn nginx(request: HttpRequest, app: Data<App>, live: Data<Live>) -> HttpResponse {
    layer::in_place(&app, &request, answer::to(&app, &live, &request, Face::Nginx)).await
}

async fn proxy(request: HttpRequest, app: Data<App>, live: Data<Live>) -> HttpResponse {
    layer::in_place(&app, &request, answer::to(&app, &live, &request, Face::Proxy)).await
}

async fn envoy(request: HttpRequest, app: Data<App>, live: Data<Live>) -> HttpResponse {
    layer::in_place(&app, &request, answer::to(&app, &live, &request, Face::Envoy)).await
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

    fn size<A, B, C, F>(_check: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    /// A future is moved whole, more than once: with room for what a database needs, that took a tenth of a check.
    #[test]
    fn a_check_is_small() {
        let largest = [size(nginx), size(proxy), size(envoy)].into_iter().max();
        assert!(largest < Some(2048), "{largest:?}");
    }
}
