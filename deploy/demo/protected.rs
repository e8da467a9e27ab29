//! A part of the sample application that knows nothing of signing in: a proxy asks larkgate, and headers say who comes.

use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use percent_encoding::percent_decode_str;
use reqwest::header::HeaderMap;

use crate::proxy::Proxy;

/// The rules of the protected application, as larkgate's configuration has them.
pub(crate) const RULES: &str = r#"rules = [
    { effect = "deny", paths = ["/protected/closed"] },
    { effect = "allow", paths = ["/protected"] },
]"#;

#[derive(Template)]
#[template(path = "protected.html", config = "deploy/demo/askama.toml")]
struct Page<'a> {
    person: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, &'a str)>,
}

/// Mounts it, and larkgate's own pages on this host.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/protected", web::get().to(page))
        .route("/protected/{path:.*}", web::get().to(page))
        .route("/.larkgate/{path:.*}", web::to(to_gate));
}

async fn to_gate(request: HttpRequest, body: Bytes, proxy: Data<Proxy>) -> HttpResponse {
    proxy.to_gate(&request, body).await
}

async fn page(request: HttpRequest, proxy: Data<Proxy>) -> HttpResponse {
    match proxy.ask(&request).await {
        Ok(headers) => show(request.path(), &headers),
        Err(answer) => answer,
    }
}

/// What an application behind a proxy has to do: read headers.
fn show(path: &str, headers: &HeaderMap) -> HttpResponse {
    let mut told: Vec<_> = headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-larkgate-"))
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
        .collect();
    told.sort_unstable();
    let value = |wanted: &str| told.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
    let name = percent_decode_str(value("x-larkgate-name")).decode_utf8_lossy();
    let person = if name.is_empty() { value("x-larkgate-user") } else { &*name };
    match (Page { person, path, headers: told.clone() }).render() {
        Ok(html) => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header(("cache-control", "no-store"))
            .body(html),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
