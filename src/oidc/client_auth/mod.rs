//! Client authentication (RFC 6749 §2.3): basic, post, or none for public clients.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::app::App;
use crate::domain::client::{Client, Credentials};
use crate::domain::token::TokenHash;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::web::basic_auth;
use crate::web::params::Params;

/// Proof that a request came from this client: made only by [`authenticate`].
#[derive(Debug, Clone)]
pub(super) struct VerifiedClient(Client);

impl VerifiedClient {
    /// The client.
    pub(super) fn client(&self) -> &Client {
        &self.0
    }
}

/// What a request presents.
struct Presented {
    id: String,
    secret: Option<String>,
    basic: bool,
}

/// Who sent the request, proven.
///
/// # Errors
/// `invalid_client` whatever was wrong with the proof, so that nobody learns which ids exist; `invalid_request` when two
/// methods are used at once.
pub(super) async fn authenticate(
    app: &App,
    request: &HttpRequest,
    params: &Params,
) -> Result<VerifiedClient, TokenError> {
    let presented = presented(request, params)?;
    let failed = || {
        TokenError::new(
            TokenErrorCode::InvalidClient { basic: presented.basic },
            "client authentication failed",
        )
    };
    let client = app.client(&presented.id).await?.ok_or_else(failed)?;
    let proven = match (&client.credentials, &presented.secret) {
        (Credentials::None, None) => true,
        (Credentials::Secret(stored), Some(secret)) => stored.matches(&TokenHash::of(secret)),
        (Credentials::None, Some(_)) | (Credentials::Secret(_), None) => false,
        (Credentials::Jwks(_) | Credentials::JwksUri(_), _) => false,
    };
    if proven { Ok(VerifiedClient(client)) } else { Err(failed()) }
}

fn presented(request: &HttpRequest, params: &Params) -> Result<Presented, TokenError> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let header = headers.next();
    if headers.next().is_some() {
        return Err(TokenError::request("more than one Authorization header"));
    }
    let (id, secret) = (params.get("client_id"), params.get("client_secret"));
    match (header, id) {
        (Some(_), _) if secret.is_some() => {
            Err(TokenError::request("more than one client authentication method"))
        }
        (Some(header), id) => {
            let failed = || {
                TokenError::new(
                    TokenErrorCode::InvalidClient { basic: true },
                    "the Authorization header is malformed",
                )
            };
            let basic = header.to_str().ok().and_then(basic_auth::parse).ok_or_else(failed)?;
            match id {
                Some(id) if id != basic.id => {
                    Err(TokenError::request("client_id differs from the Authorization header"))
                }
                _ => Ok(Presented { id: basic.id, secret: Some(basic.secret), basic: true }),
            }
        }
        (None, Some(id)) => {
            Ok(Presented { id: id.to_owned(), secret: secret.map(str::to_owned), basic: false })
        }
        (None, None) => {
            let code = TokenErrorCode::InvalidClient { basic: false };
            Err(TokenError::new(code, "no client authentication was given"))
        }
    }
}
