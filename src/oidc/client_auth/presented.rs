//! What a request presents as proof of its client, and that it is one proof only (RFC 6749 §2.3).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::oidc::client_auth::assertion;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::web::basic_auth;
use crate::web::params::Params;

/// `client_assertion_type` of a JWT (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Who a request says it is from, and its proof; nothing of it is proven.
pub(in crate::oidc) struct Presented<'a> {
    /// The `client_id`.
    pub(in crate::oidc) id: String,
    pub(super) proof: Proof<'a>,
}

/// The proof; no `Debug`, since it holds secrets.
pub(super) enum Proof<'a> {
    /// A public client's: none.
    None,
    /// A client secret, by HTTP Basic or in the form.
    Secret { secret: String, basic: bool },
    /// A JWT that the client signed.
    Assertion(&'a str),
}

impl<'a> Presented<'a> {
    /// Reads the request.
    ///
    /// # Errors
    /// `invalid_request` when it presents two proofs or contradicts itself, `invalid_client` when it presents nothing that
    /// can be read.
    pub(in crate::oidc) fn of(request: &HttpRequest, params: &'a Params) -> Result<Self, TokenError> {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let header = headers.next();
        if headers.next().is_some() {
            return Err(TokenError::request("more than one Authorization header"));
        }
        let secret = params.get("client_secret");
        let assertion = params.get("client_assertion");
        if [header.is_some(), secret.is_some(), assertion.is_some()].iter().filter(|given| **given).count()
            > 1
        {
            return Err(TokenError::request("more than one client authentication method"));
        }
        if let Some(header) = header {
            return Self::of_header(header.to_str().unwrap_or_default(), params);
        }
        if assertion.is_some() || params.get("client_assertion_type").is_some() {
            return Self::of_assertion(params);
        }
        let id = params
            .get("client_id")
            .ok_or_else(|| unauthenticated(false, "no client authentication was given"))?;
        let proof = match secret {
            Some(secret) => Proof::Secret { secret: secret.to_owned(), basic: false },
            None => Proof::None,
        };
        Ok(Self { id: id.to_owned(), proof })
    }

    fn of_header(header: &str, params: &Params) -> Result<Self, TokenError> {
        let basic = basic_auth::parse(header)
            .ok_or_else(|| unauthenticated(true, "the Authorization header is malformed"))?;
        if params.get("client_id").is_some_and(|id| id != basic.id) {
            return Err(TokenError::request("client_id differs from the Authorization header"));
        }
        Ok(Self { id: basic.id, proof: Proof::Secret { secret: basic.secret, basic: true } })
    }

    /// RFC 7521 §4.2: `client_id` may be left out, since the assertion names its subject.
    fn of_assertion(params: &'a Params) -> Result<Self, TokenError> {
        let jwt = params
            .get("client_assertion")
            .ok_or_else(|| TokenError::request("client_assertion is missing"))?;
        if params.get("client_assertion_type") != Some(JWT_BEARER) {
            return Err(TokenError::request("client_assertion_type must be that of a JWT (RFC 7523)"));
        }
        let subject = assertion::unproven_subject(jwt)
            .ok_or_else(|| unauthenticated(false, "client_assertion is not a JWT"))?;
        match params.get("client_id") {
            Some(id) if id != subject => {
                Err(TokenError::request("client_id differs from the client_assertion"))
            }
            _ => Ok(Self { id: subject, proof: Proof::Assertion(jwt) }),
        }
    }
}

fn unauthenticated(basic: bool, description: &'static str) -> TokenError {
    TokenError::new(TokenErrorCode::InvalidClient { basic }, description)
}
