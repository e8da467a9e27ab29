//! The last resort: a handler that panics is answered for, without a word of what went wrong inside.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
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

/// Who is to be told, as far as it was known before.
struct Reader {
    app: Data<App>,
    /// The language of a person; a program has none.
    locale: Option<Locale>,
    path: String,
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
        locale: methods::wants_page(request.request()).then(|| language::of(request.request())),
        path: request.path().to_owned(),
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
        let mut response = match self.locale {
            Some(locale) => {
                let error = PageError::new(Refusal::Internal);
                page_error::render_in(&self.app, locale, reference.as_str(), &error)
            }
            None => HttpResponse::InternalServerError()
                .json(json!({ "error": "server_error", "error_description": "an error of ours; the log knows more" })),
        };
        headers::complete(response.headers_mut(), self.app.is_https(), &self.path);
        InternalError::from_response("a handler panicked", response).into()
    }
}
