//! Refusals of the REST API: `application/problem+json` (RFC 9457) with a stable code.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ResponseError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::sent;
use crate::admin::ops::{Flaw, OpError};
use crate::store::StoreError;
use crate::web::reference::Reference;

const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A stable word for programs: unauthorized, forbidden, not_found, method_not_allowed, invalid, conflict,
    /// too_many_requests, too_large, unavailable.
    #[schema(example = "not_found")]
    code: &'static str,
    /// The status in words.
    title: &'static str,
    /// What happened.
    detail: Box<str>,
    /// What is wrong with which field, where that is the matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Reference number, which stands in the log too.
    #[serde(skip_serializing_if = "str::is_empty")]
    reference: Box<str>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FieldProblem {
    /// The field.
    field: &'static str,
    /// What is wrong with it.
    problem: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<Box<str>>) -> Self {
        Self {
            status: status.as_u16(),
            code,
            title: status.canonical_reason().unwrap_or("Error"),
            detail: detail.into(),
            errors: Vec::new(),
            reference: Box::default(),
            retry_after: None,
        }
    }

    /// No token, or none that is good.
    pub(super) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "a valid API token is needed: Authorization: Bearer lgat_...",
        )
    }

    /// A parameter or a body that cannot be read.
    pub(super) fn invalid(detail: impl Into<Box<str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", detail)
    }

    /// Too many failures from the caller's network.
    pub(super) fn too_many(seconds: u64) -> Self {
        let detail = "too many failures from this network; nothing was checked";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
        Self { retry_after: Some(seconds), ..problem }
    }

    /// For a status that did not come from us.
    fn of_status(status: StatusCode, detail: String) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::INTERNAL_SERVER_ERROR => "unavailable",
            _ => "invalid",
        };
        Self::new(status, code, detail)
    }

    /// Nothing here, or not by this method.
    fn nowhere(status: StatusCode) -> Self {
        Self::of_status(status, "there is nothing at this address by this method".to_owned())
    }
}

impl From<OpError> for Problem {
    fn from(error: OpError) -> Self {
        let status = match &error {
            OpError::Forbidden(_) => StatusCode::FORBIDDEN,
            OpError::NotFound { .. } => StatusCode::NOT_FOUND,
            OpError::Invalid(_) => StatusCode::BAD_REQUEST,
            OpError::Conflict(_) => StatusCode::CONFLICT,
            OpError::Store(error) => return error.into(),
        };
        let problem = Self::new(status, error.code(), error.to_string());
        let OpError::Invalid(flaws) = error else { return problem };
        let named = |flaw: Flaw| FieldProblem { field: flaw.field, problem: flaw.problem.to_string() };
        Self { errors: flaws.into_iter().map(named).collect(), ..problem }
    }
}

/// The text of the error is for the log only.
impl From<&StoreError> for Problem {
    fn from(error: &StoreError) -> Self {
        tracing::warn!(cause = %error, "the administration's API has no database");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the database does not answer")
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if self.status == StatusCode::UNAUTHORIZED.as_u16() {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"larkgate administration\""));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        let mut response = response.json(self);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response
    }
}

/// Looks at what is sent, and makes a problem of every refusal, ours and the framework's, with the request's reference
/// number.
///
/// # Errors
/// Those of the framework, which has none here: what an extractor refuses is an answer.
pub(super) async fn answer(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody, BoxBody>>, Error> {
    if let Err(problem) = sent::look_at(&mut request) {
        let reference = Reference::of(request.request()).into();
        let refusal = Problem { reference, ..problem }.error_response();
        return Ok(request.into_response(refusal).map_into_right_body());
    }
    let response = next.call(request).await?;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(response.map_into_left_body());
    }
    let problem = response.response().error().map_or_else(|| Problem::nowhere(status), of_error);
    let reference = Reference::of(response.request()).into();
    let mut refusal = Problem { reference, ..problem }.error_response();
    if let Some(allowed) = response.headers().get(ALLOW) {
        refusal.headers_mut().insert(ALLOW, allowed.clone());
    }
    Ok(response.into_response(refusal).map_into_right_body())
}

fn of_error(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => {
            let status = error.as_response_error().status_code();
            // The framework's words about a body or a path are the caller's own text, cut to what can be read.
            let detail = error.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
            Problem::of_status(status, detail)
        }
    }
}
