//! Errors for applications: OAuth JSON with the specification's codes and fixed ASCII words; the cause goes to the log.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::json;

use crate::keys::KeyError;
use crate::store::StoreError;
use crate::web::params::ParamsError;

/// An error of the token endpoint (RFC 6749 §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenErrorCode {
    /// The request is missing something, or has too much.
    InvalidRequest,
    /// The client could not be authenticated.
    InvalidClient {
        /// Whether it tried HTTP Basic, which is then answered with a challenge.
        basic: bool,
    },
    /// The code or refresh token is unknown, used, lapsed, revoked, or another client's.
    InvalidGrant,
    /// The grant type is not one of the client's.
    UnauthorizedClient,
    /// No such grant type here.
    UnsupportedGrantType,
    /// More scope than was granted.
    InvalidScope,
    /// A resource that was not granted (RFC 8707 §2).
    InvalidTarget,
    /// Our fault.
    ServerError,
    /// The database does not answer; RFC 6749 names this code for authorize, and it fits here.
    TemporarilyUnavailable,
    /// Too much has failed before. No specification names a code for that at these endpoints; with 429 and `Retry-After`
    /// this one tells libraries that neither the client nor its token is at fault.
    TooManyRequests {
        /// How long to wait.
        seconds: u64,
    },
}

/// A code with its description, which is ASCII without `"` and `\` (RFC 6749 §5.2).
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenError {
    code: TokenErrorCode,
    description: &'static str,
}

impl TokenError {
    /// An error with its words.
    pub(super) fn new(code: TokenErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }

    /// `invalid_request`.
    pub(super) fn request(description: &'static str) -> Self {
        Self::new(TokenErrorCode::InvalidRequest, description)
    }

    /// `invalid_grant`.
    pub(super) fn grant(description: &'static str) -> Self {
        Self::new(TokenErrorCode::InvalidGrant, description)
    }

    /// The code.
    pub(super) fn code(&self) -> TokenErrorCode {
        self.code
    }

    /// The answer.
    pub(super) fn response(&self) -> HttpResponse {
        let (status, name) = match self.code {
            TokenErrorCode::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            TokenErrorCode::InvalidClient { .. } => (StatusCode::UNAUTHORIZED, "invalid_client"),
            TokenErrorCode::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            TokenErrorCode::UnauthorizedClient => (StatusCode::BAD_REQUEST, "unauthorized_client"),
            TokenErrorCode::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            TokenErrorCode::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope"),
            TokenErrorCode::InvalidTarget => (StatusCode::BAD_REQUEST, "invalid_target"),
            TokenErrorCode::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
            TokenErrorCode::TemporarilyUnavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
            }
            TokenErrorCode::TooManyRequests { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable")
            }
        };
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        if self.code == (TokenErrorCode::InvalidClient { basic: true }) {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"larkgate\", charset=\"UTF-8\""));
        }
        if let TokenErrorCode::TooManyRequests { seconds } = self.code {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.json(json!({ "error": name, "error_description": self.description }))
    }
}

/// An answer with a token in it or about one: nobody may keep it (RFC 6749 §5.1).
pub(super) fn private_json(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(body)
}

impl From<ParamsError> for TokenError {
    fn from(error: ParamsError) -> Self {
        Self::request(error.text())
    }
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        tracing::warn!(cause = %error, "an endpoint for applications: the database failed");
        Self::new(TokenErrorCode::TemporarilyUnavailable, "try again in a moment")
    }
}

impl From<KeyError> for TokenError {
    fn from(error: KeyError) -> Self {
        tracing::error!(cause = %error, "an endpoint for applications: could not sign");
        Self::new(TokenErrorCode::ServerError, "the token could not be signed")
    }
}
