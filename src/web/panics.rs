//! The last resort: a handler that panics is answered for, without a word of what went wrong inside.

use actix_web::http::Uri;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::app::App;
use crate::views::{Locale, Refusal};
use crate::web::page_error::{self, PageError};
use crate::web::reference::Reference;
use crate::web::{headers, language, methods};

/// What of a request says who is to be told, and how.
const TELLING: [HeaderName; 3] = [ACCEPT, ACCEPT_LANGUAGE, COOKIE];

/// Who is to be told: what is needed of the request to find out, which is done only when somebody is.
pub(super) struct Reader {
    address: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Answers 500 where a handler panicked. The connection and the process go on.
pub(super) fn answer(app: &App, reader: &Reader) -> HttpResponse {
    let reference = Reference::new(&*app.entropy);
    tracing::error!(reference = reference.as_str(), "a handler panicked");
    let mut response = match reader.locale() {
        Some(locale) => {
            let error = PageError::new(Refusal::Internal);
            page_error::render_in(app, locale, reference.as_str(), &error)
        }
        None => HttpResponse::InternalServerError().json(
            json!({ "error": "server_error", "error_description": "an error of ours; the log knows more" }),
        ),
    };
    let context = headers::Context::of(app.is_https(), reader.address.path());
    headers::complete(response.headers_mut(), context);
    response
}

impl Reader {
    /// Whoever sent `request`.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let telling = request.headers().iter().filter(|(name, _)| TELLING.contains(name));
        let headers = telling.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { address: request.uri().clone(), headers }
    }

    /// The language of a person; a program has none.
    fn locale(&self) -> Option<Locale> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        let query = self.address.query().unwrap_or_default();
        methods::wants_page(self.address.path(), &headers).then(|| language::of_parts(query, &headers))
    }
}
