//! Errors for people: a page in their language, with a reference number; the cause goes to the log, once, here.

use std::future::Future;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::app::App;
use crate::keys::KeyError;
use crate::store::StoreError;
use crate::views::{Action, Locale, Refusal, RenderError, Upstream, refusal};
use crate::web::language;
use crate::web::params::ParamsError;
use crate::web::reference::Reference;

/// Why a person sees a message instead of what they came for.
#[derive(Debug)]
pub struct PageError {
    refusal: Refusal,
    small_print: Option<String>,
    again: Option<String>,
    cause: Option<String>,
}

impl PageError {
    /// A refusal with nothing more to say.
    pub fn new(refusal: Refusal) -> Self {
        Self { refusal, small_print: None, again: None, cause: None }
    }

    /// With the provider's own words, for whoever is asked.
    #[must_use]
    pub fn with_small_print(mut self, text: String) -> Self {
        self.small_print = Some(text);
        self
    }

    /// With a way to try again.
    #[must_use]
    pub fn with_again(mut self, path: String) -> Self {
        self.again = Some(path);
        self
    }

    /// With what the log should say.
    #[must_use]
    pub fn with_cause(mut self, cause: String) -> Self {
        self.cause = Some(cause);
        self
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal)
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        Self::new(Refusal::StoreDown).with_cause(error.to_string())
    }
}

impl From<KeyError> for PageError {
    fn from(error: KeyError) -> Self {
        Self::new(Refusal::Internal).with_cause(error.to_string())
    }
}

impl From<ParamsError> for PageError {
    fn from(error: ParamsError) -> Self {
        Self::new(Refusal::BadRequest { what: error.text() })
    }
}

/// Answers with what `work` came to: its response, or the page for its error.
pub async fn page_or_error(
    app: &App,
    request: &HttpRequest,
    work: impl Future<Output = Result<HttpResponse, PageError>>,
) -> HttpResponse {
    match work.await {
        Ok(response) => response,
        Err(error) => render(app, request, &error),
    }
}

/// The page for an error.
pub fn render(app: &App, request: &HttpRequest, error: &PageError) -> HttpResponse {
    render_in(app, language::of(request), &Reference::of(request), error)
}

/// The same without the request.
pub(super) fn render_in(app: &App, locale: Locale, reference: &str, error: &PageError) -> HttpResponse {
    if let Some(cause) = &error.cause {
        tracing::warn!(reference, cause, refusal = ?error.refusal, "refused");
    }
    let texts = refusal(locale, &error.refusal);
    let mut page = texts.page(locale, &app.config.organization);
    page.contact = app.config.contact.as_deref();
    page.reference = Some(reference);
    page.small_print = error.small_print.as_deref();
    page.action = error.again.as_deref().map(|href| Action { label: locale.words().try_again, href });
    let mut response = HttpResponse::build(status(&error.refusal));
    if let Some(seconds) = patience(&error.refusal) {
        response.insert_header((RETRY_AFTER, seconds));
    }
    html(&mut response, locale, page.render())
}

/// Finishes `response` with a page rendered in `locale`.
pub fn html(
    response: &mut HttpResponseBuilder,
    locale: Locale,
    page: Result<String, RenderError>,
) -> HttpResponse {
    match page {
        Ok(body) => response
            .insert_header((CONTENT_LANGUAGE, locale.lang()))
            .content_type("text/html; charset=utf-8")
            .body(body),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Upstream(_, upstream) => upstream_status(upstream),
        Refusal::AccountDisabled | Refusal::IdentityUnbound | Refusal::StaleForm | Refusal::NoRole { .. } => {
            StatusCode::FORBIDDEN
        }
        Refusal::AttemptUnknown
        | Refusal::AttemptExpired
        | Refusal::UnknownClient
        | Refusal::LoginLinkUnknown
        | Refusal::BadRedirectUri
        | Refusal::BadRequest { .. } => StatusCode::BAD_REQUEST,
        Refusal::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::StoreDown => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn upstream_status(upstream: &Upstream) -> StatusCode {
    match upstream {
        Upstream::CodeRejected => StatusCode::BAD_REQUEST,
        Upstream::Denied
        | Upstream::Resigned
        | Upstream::Frozen
        | Upstream::NotActive
        | Upstream::OutsideAvailability
        | Upstream::TenantNotAllowed => StatusCode::FORBIDDEN,
        Upstream::Misconfigured | Upstream::Malformed => StatusCode::BAD_GATEWAY,
        Upstream::RateLimited { .. } | Upstream::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn patience(refusal: &Refusal) -> Option<u64> {
    match refusal {
        Refusal::TooManyAttempts { seconds } => Some(*seconds),
        Refusal::Upstream(_, Upstream::RateLimited { seconds }) => *seconds,
        _ => None,
    }
}
