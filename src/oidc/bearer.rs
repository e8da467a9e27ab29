//! Our own access tokens when they come back (RFC 6750, RFC 9068 §4).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::claims::AccessTokenClaims;
use crate::domain::grant::Grant;
use crate::domain::id::GrantId;
use crate::domain::scope::Scope;
use crate::store::StoreError;

/// `typ` of an access token (RFC 9068 §2.1): an ID token is none.
pub(super) const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// What a live access token stands for.
pub(super) struct Bearer {
    /// What it says itself.
    pub(super) claims: AccessTokenClaims,
    /// The grant it came of.
    pub(super) grant: Grant,
    /// The person.
    pub(super) person: BoundAccount,
    /// What this token may see, which a refresh or the client's registration may have narrowed.
    pub(super) scope: Scope,
}

/// A `jti` that leads back to the grant.
pub(super) fn jti(grant: &GrantId, token_id: &str) -> String {
    format!("{grant}.{token_id}")
}

/// The token of the `Authorization` header; `Err` when there are several.
pub(super) fn of_header(request: &HttpRequest) -> Result<Option<&str>, ()> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (first, second) = (headers.next(), headers.next());
    if second.is_some() {
        return Err(());
    }
    let token = first.and_then(|value| value.to_str().ok()).and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    Ok(token)
}

/// What stands behind an access token: signed by us as one, not lapsed, not revoked, client registered, account enabled.
/// Whom it is for is the caller's to check.
///
/// # Errors
/// When the database fails: then the token is worth nothing.
pub(super) async fn verify(app: &App, token: &str) -> Result<Option<Bearer>, StoreError> {
    let Some(claims) = app.keys.verify::<AccessTokenClaims>(token, ACCESS_TOKEN_TYPE) else {
        return Ok(None);
    };
    if claims.iss != app.issuer || claims.exp <= app.now().seconds() {
        return Ok(None);
    }
    // A client that was taken out of the configuration file leaves no trace in the database.
    let Some(client) = app.client(&claims.client_id).await? else { return Ok(None) };
    let Some((grant_id, _token_id)) = claims.jti.split_once('.') else { return Ok(None) };
    let live = app.store.read().await?.live_grant(&GrantId::received(grant_id)).await?;
    let scope = Scope::parse(&claims.scope).map(|scope| scope.within(&client.scope));
    Ok(live.zip(scope).map(|((grant, person), scope)| Bearer { claims, grant, person, scope }))
}
