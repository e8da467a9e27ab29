//! Authorization responses (RFC 6749 §4.1.2, RFC 9207): a code for the application, or an error, by redirect.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use url::form_urlencoded;

use crate::app::App;
use crate::domain::auth_request::OidcRequest;
use crate::domain::grant::{AuthorizationCode, Grant};
use crate::domain::id::GrantId;
use crate::domain::session::Session;
use crate::domain::token::Opaque;
use crate::store::{StoreError, Tx};

/// An error that an authorization request is answered with by redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationError {
    /// RFC 6749 §4.1.2.1.
    InvalidRequest,
    /// RFC 6749 §4.1.2.1.
    UnsupportedResponseType,
    /// RFC 6749 §4.1.2.1.
    InvalidScope,
    /// RFC 6749 §4.1.2.1: the person, or Feishu in their name, said no.
    AccessDenied,
    /// OpenID Connect Core §3.1.2.6.
    LoginRequired,
    /// OpenID Connect Core §3.1.2.6.
    RequestNotSupported,
    /// OpenID Connect Core §3.1.2.6.
    RequestUriNotSupported,
    /// OpenID Connect Core §3.1.2.6.
    RegistrationNotSupported,
}

impl AuthorizationError {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// Grants what was asked to the session's person and returns where the browser takes the code. The caller commits.
///
/// # Errors
/// When the database fails.
pub async fn grant(
    app: &App,
    tx: &mut Tx,
    request: &OidcRequest,
    session: &Session,
) -> Result<String, StoreError> {
    let now = app.now();
    let lifetimes = &app.config.lifetimes;
    let grant = Grant {
        id: GrantId::new(&*app.entropy),
        client_id: request.client_id.clone(),
        account: session.account.clone(),
        session: session.id.clone(),
        scope: request.scope.clone(),
        auth_time: session.auth_time,
        created_at: now,
        revoked_at: None,
    };
    let code = Opaque::new(&*app.entropy);
    tx.insert_grant(&grant, now.plus(lifetimes.code).plus(lifetimes.access_token)).await?;
    tx.insert_code(&AuthorizationCode {
        hash: code.hash(),
        grant: grant.id,
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        expires_at: now.plus(lifetimes.code),
    })
    .await?;
    Ok(location(app, &request.redirect_uri, request.state.as_deref(), &[("code", code.reveal())]))
}

/// Where the browser takes an error. The description is ASCII and fixed.
pub fn error_location(
    app: &App,
    redirect_uri: &str,
    state: Option<&str>,
    error: AuthorizationError,
    description: &'static str,
) -> String {
    location(app, redirect_uri, state, &[("error", error.as_str()), ("error_description", description)])
}

/// 303, so that a browser that came by POST goes on by GET and repeats nothing (RFC 9700 §4.12).
pub fn redirect(location: String) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// The redirect URI as registered, with our parameters added to its query.
fn location(app: &App, redirect_uri: &str, state: Option<&str>, answer: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    query.append_pair("iss", &app.issuer);
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    format!("{redirect_uri}{joint}{}", query.finish())
}
