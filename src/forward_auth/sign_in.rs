//! `GET /.larkgate/sign-in` on an application's host: binds the browser to it, and goes on to larkgate's own host.

use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Catalogue, Original, Refused};
use crate::domain::auth_request::ForwardAuthRequest;
use crate::forward_auth::place::{Misplaced, Place};
use crate::forward_auth::{cookies, page};
use crate::web::params::Params;
use crate::web::urls;

/// Begins.
pub(super) async fn begin(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let (place, wanted) = match wanted(&app, &request).await {
        Ok(found) => found,
        Err(misplaced) => return page::misplaced(&app, &request, misplaced),
    };
    let Some(tries) = cookies::count_try(&app, &request, wanted.target()) else {
        return page::looping(&app, &request, &place.application, &wanted);
    };
    let (binding, cookie) = cookies::binding(&app, &request);
    let wanted = ForwardAuthRequest {
        application: place.application.id.clone(),
        return_to: wanted.url(),
        binding: Some(binding.encode()),
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
