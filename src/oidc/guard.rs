//! What stands before the endpoints for programs: whoever failed too often is refused before anything is checked.
//!
//! Only wrong client authentication and worthless codes, refresh tokens and bearer tokens count. Introspection and
//! revocation of a token that is no good are no failures: an API asks about whatever it is sent.

use std::future::Future;

use actix_web::http::header::WWW_AUTHENTICATE;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::oidc::client_auth::Presented;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::web::client_ip;
use crate::web::limits::{Failure, Limits, RetryAfter};
use crate::web::params::Params;

/// Reads the form and whom it says it is from, lets `work` answer it, and counts how that went.
///
/// # Errors
/// When the form is none, too much has failed before, or those of `work`.
pub(super) async fn of_form<T>(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    work: impl AsyncFnOnce(&Params, &Result<Presented<'_>, TokenError>) -> Result<T, TokenError>,
) -> Result<T, TokenError> {
    let params = Params::of_form(request, payload).await?;
    params.refuse_repeated()?;
    let presented = Presented::of(request, &params);
    let Some(limits) = Limits::of(request) else { return work(&params, &presented).await };
    let claimed = presented.as_ref().ok().map(|presented| presented.id.as_str());
    let address = client_ip::of(app, request);
    limits.may_try(claimed, address)?;
    let result = work(&params, &presented).await;
    if let Err(error) = &result
        && is_failure(error.code())
    {
        let public = registered(app, claimed).await;
        limits.failed(failure(error.code(), claimed, public), address);
    }
    result
}

/// Lets `work` answer a bearer token, and counts when it is worth nothing.
pub(super) async fn of_bearer(
    app: &App,
    request: &HttpRequest,
    work: impl Future<Output = HttpResponse>,
) -> HttpResponse {
    let Some(limits) = Limits::of(request) else { return work.await };
    let address = client_ip::of(app, request);
    if let Err(wait) = limits.may_try(None, address) {
        return TokenError::from(wait).response();
    }
    let response = work.await;
    let challenge = response.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    if challenge.is_some_and(|challenge| challenge.contains("invalid_token")) {
        limits.failed(Failure::Anonymous, address);
    }
    response
}

/// Whether this is what guessing looks like.
fn is_failure(code: TokenErrorCode) -> bool {
    matches!(code, TokenErrorCode::InvalidClient { .. } | TokenErrorCode::InvalidGrant)
}

/// Whether the client is a public one, if it is registered at all.
async fn registered(app: &App, claimed: Option<&str>) -> Option<bool> {
    // A failing database has had its say before, or has it at the next request.
    app.client(claimed?).await.ok().flatten().map(|client| client.is_public())
}

fn failure<'a>(code: TokenErrorCode, claimed: Option<&'a str>, public: Option<bool>) -> Failure<'a> {
    match (claimed, public) {
        (Some(client), Some(true)) if code == TokenErrorCode::InvalidGrant => Failure::PublicGrant(client),
        (Some(client), Some(false)) if code == TokenErrorCode::InvalidGrant => Failure::ProvenGrant(client),
        (Some(client), Some(_)) => Failure::Authentication(client),
        _ => Failure::Anonymous,
    }
}

impl From<RetryAfter> for TokenError {
    fn from(wait: RetryAfter) -> Self {
        let code = TokenErrorCode::TooManyRequests { seconds: wait.seconds() };
        Self::new(code, "too many failed attempts; wait for as long as Retry-After says")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_against_those_who_could_have_known_better() {
        let (grant, client) = (TokenErrorCode::InvalidGrant, TokenErrorCode::InvalidClient { basic: true });
        assert_eq!(failure(grant, Some("spa"), Some(true)), Failure::PublicGrant("spa"));
        assert_eq!(failure(grant, Some("app"), Some(false)), Failure::ProvenGrant("app"));
        assert_eq!(failure(client, Some("app"), Some(false)), Failure::Authentication("app"));
        assert_eq!(failure(client, Some("spa"), Some(true)), Failure::Authentication("spa"));
        assert_eq!(failure(client, Some("nobody"), None), Failure::Anonymous);
        assert!(is_failure(grant) && is_failure(client) && !is_failure(TokenErrorCode::InvalidRequest));
    }
}
