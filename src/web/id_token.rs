//! Our own ID tokens when they come back as a hint (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2).

use crate::app::App;
use crate::domain::claims::IdTokenClaims;

/// `typ` of an ID token.
pub const ID_TOKEN_TYPE: &str = "JWT";

/// What an ID token of ours says. It may have lapsed; whose it must be is the caller's to check.
pub fn read(app: &App, token: &str) -> Option<IdTokenClaims> {
    let claims = app.keys.verify::<IdTokenClaims>(token, ID_TOKEN_TYPE)?;
    (claims.iss == app.issuer).then_some(claims)
}
