//! The few static files; their addresses change with their content, so they may be cached for good.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::views;
use crate::web::methods;

/// `GET /assets/{name}`.
pub async fn serve(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let path = request.path().to_owned();
    at(&path, request, app).await
}

/// The file at `path`, wherever it was asked for.
pub async fn at(path: &str, request: HttpRequest, app: Data<App>) -> HttpResponse {
    match views::asset(path) {
        Some(asset) => HttpResponse::Ok()
            .content_type(asset.content_type)
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .body(asset.body),
        None => methods::not_found(request, app).await,
    }
}
