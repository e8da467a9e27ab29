//! The last resort: a handler that panics is answered for, without a word of what went wrong inside.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Uri;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};
use futures_util::FutureExt;
use serde_json::json;

use crate::app::App;
use crate::views::{Locale, Refusal};
use crate::web::page_error::{self, PageError};
use crate::web::reference::Reference;
use crate::web::{headers, language, methods};

/// What of a request says who is to be told, and how.
const TELLING: [HeaderName; 3] = [ACCEPT, ACCEPT_LANGUAGE, COOKIE];

/// Who is to be told: what is needed of the request to find out, which is done only when somebody is.
struct Reader {
    app: Data<App>,
    address: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Answers 500 where a handler panics. The connection and the process go on.
///
/// # Errors
/// Those of the handler, and the answer to a panic: by then the request is gone, and no response can be made from it.
pub async fn answer(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let reader = request.app_data::<Data<App>>().map(|app| Reader {
        app: app.clone(),
        address: request.uri().clone(),
        headers: request
            .headers()
            .iter()
            .filter(|(name, _)| TELLING.contains(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    });
    let Some(reader) = reader else { return next.call(request).await };
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answered) => answered,
        Err(_panic) => Err(reader.tell()),
    }
}

impl Reader {
    fn tell(&self) -> Error {
        let reference = Reference::new(&*self.app.entropy);
        tracing::error!(reference = reference.as_str(), "a handler panicked");
        let mut response = match self.locale() {
            Some(locale) => {
                let error = PageError::new(Refusal::Internal);
                page_error::render_in(&self.app, locale, reference.as_str(), &error)
            }
            None => HttpResponse::InternalServerError()
                .json(json!({ "error": "server_error", "error_description": "an error of ours; the log knows more" })),
        };
        let context = headers::Context::of(self.app.is_https(), self.address.path());
        headers::complete(response.headers_mut(), context);
        InternalError::from_response("a handler panicked", response).into()
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
