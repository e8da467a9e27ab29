//! Which language a page is in: what the reader chose, else what the browser asks for.

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

use crate::views::Locale;
use crate::web::cookies;
use crate::web::params::Params;

/// The language chosen on this very page.
pub fn switched(request: &HttpRequest) -> Option<Locale> {
    switched_in(request.query_string())
}

fn switched_in(query: &str) -> Option<Locale> {
    Params::parse(query.as_bytes()).ok().and_then(|params| params.get("lang").and_then(Locale::parse))
}

/// The language of a page that an application asked for: what the reader chose, else what the application asks for, else
/// what the browser does. An unknown wish is no wish (OpenID Connect Core §3.1.2.1, `ui_locales`).
pub fn for_application(request: &HttpRequest, ui_locales: Option<&str>) -> Locale {
    let wish = || ui_locales.and_then(|tags| tags.split(' ').find_map(Locale::of_tag));
    switched(request)
        .or_else(|| cookies::chosen_language(request.headers()))
        .or_else(wish)
        .unwrap_or_else(|| of(request))
}

/// The language to answer in.
pub fn of(request: &HttpRequest) -> Locale {
    of_parts(request.query_string(), request.headers())
}

/// The same, where of a request only these are left.
pub(super) fn of_parts(query: &str, headers: &HeaderMap) -> Locale {
    switched_in(query).or_else(|| cookies::chosen_language(headers)).unwrap_or_else(|| {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::negotiate(header.unwrap_or_default())
    })
}
