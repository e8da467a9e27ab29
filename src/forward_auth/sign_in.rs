//! `GET /.larkgate/sign-in` on an application's host: binds the browser to it, and goes on to larkgate's own host.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Catalogue, Original, Refused};
use crate::domain::auth_request::ForwardAuthRequest;
use crate::forward_auth::place::{Misplaced, Place};
use crate::forward_auth::{cookies, page};
use crate::views::{Action, Trouble};
use crate::web::params::Params;
use crate::web::{language, urls};

/// Begins.
pub(super) async fn begin(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let (place, wanted) = match wanted(&app, &request).await {
        Ok(found) => found,
        Err(misplaced) => return page::misplaced(&app, &request, misplaced),
    };
    let Some(tries) = cookies::count_try(&app, &request, wanted.target()) else {
        return looping(&app, &request, &place, &wanted);
    };
    let (binding, cookie) = cookies::binding(&app, &request);
    let wanted = ForwardAuthRequest {
        application: place.application.id.clone(),
        return_to: wanted.url(),
        binding: binding.encode(),
    };
    let start = urls::forward_auth_start(&app, &wanted);
    HttpResponse::SeeOther().cookie(cookie).cookie(tries).insert_header((LOCATION, start)).finish()
}

/// Where the browser wants to go: a path and query of this very host, or its root.
async fn wanted(app: &App, request: &HttpRequest) -> Result<(Place, Original), Misplaced> {
    let place = Place::of(app, request).await?;
    let params = Params::of_query(request).map_err(|_flawed| Refused::Unstated)?;
    params.refuse_repeated().map_err(|_repeated| Refused::Unstated)?;
    let here = &place.here;
    let target = params.get("to").unwrap_or("/");
    let wanted = Original::parse(here.scheme().as_str(), &here.host().to_string(), target, "GET")
        .map_err(Refused::Unreadable)?;
    Catalogue::refuse_unsafe(&wanted, app.is_https())?;
    Ok((place, wanted))
}

/// Whoever signs in again and again is not heard of when they come back.
fn looping(app: &App, request: &HttpRequest, place: &Place, wanted: &Original) -> HttpResponse {
    tracing::warn!(application = place.application.id, "signing in leads back to signing in");
    let what = Trouble::Loop { application: &place.application.name };
    let action = Action { label: language::of(request).words().try_again, href: &wanted.url() };
    let more = page::More {
        application: Some(&place.application),
        small_print: Some("the browser or the proxy keeps the cookie from larkgate"),
        action: Some(action),
        csrf: None,
    };
    page::show(app, request, StatusCode::BAD_REQUEST, &what, more)
}
