//! Routes by method, and what a wrong path or method is answered with: a page for people, JSON for programs.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ALLOW, HeaderMap, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard};
use serde_json::json;

use crate::app::App;
use crate::views::Refusal;
use crate::web::page_error::{self, PageError};
use crate::web::urls;

/// Endpoints that are answered in JSON whatever the caller accepts.
const FOR_PROGRAMS: [&str; 3] = [urls::TOKEN, urls::INTROSPECT, urls::REVOKE];

/// A route for GET, and for HEAD, which is GET without its body (RFC 9110 §9.3.2).
pub fn get_or_head() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A resource that answers every other method with 405 and what it allows.
pub fn resource(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move |request: HttpRequest, app: Data<App>| async move {
        let mut response = wrong(&app, &request, StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        response
    }))
}

/// The answer where there is nothing.
pub async fn not_found(request: HttpRequest, app: Data<App>) -> HttpResponse {
    wrong(&app, &request, StatusCode::NOT_FOUND)
}

/// Whether a refusal is for a person to read.
pub(super) fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html") && !FOR_PROGRAMS.iter().any(|program| path.starts_with(program))
}

fn wrong(app: &App, request: &HttpRequest, status: StatusCode) -> HttpResponse {
    let (refusal, description) = if status == StatusCode::METHOD_NOT_ALLOWED {
        (Refusal::MethodNotAllowed, "this endpoint does not take this method")
    } else {
        (Refusal::NotFound, "there is nothing at this address")
    };
    if wants_page(request.path(), request.headers()) {
        return page_error::render(app, request, &PageError::new(refusal));
    }
    HttpResponse::build(status).json(json!({ "error": "invalid_request", "error_description": description }))
}
