//! Which language a page is in: what the reader chose, else what the browser asks for.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

use crate::views::Locale;
use crate::web::cookies;
use crate::web::params::Params;

/// The language chosen on this very page.
pub fn switched(request: &HttpRequest) -> Option<Locale> {
    Params::of_query(request).ok().and_then(|params| params.get("lang").and_then(Locale::parse))
}

/// The language to answer in.
pub fn of(request: &HttpRequest) -> Locale {
    switched(request).or_else(|| cookies::chosen_language(request)).unwrap_or_else(|| {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::negotiate(header.unwrap_or_default())
    })
}
