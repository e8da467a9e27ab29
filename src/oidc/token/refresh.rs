//! `grant_type=refresh_token` (RFC 6749 §6): each token is good once and makes the next one (RFC 9700 §4.14.2).

use crate::app::App;
use crate::domain::audit::EventKind;
use crate::domain::client::VerifiedClient;
use crate::domain::grant::{Grant, Redemption};
use crate::domain::id::GrantId;
use crate::domain::scope::Scope;
use crate::domain::token::TokenHash;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::oidc::token::code::revoke_family;
use crate::oidc::token::{Proven, next_refresh_token};
use crate::store::Tx;
use crate::web::params::Params;

/// Spends the token and makes its successor. A request for too much scope spends nothing.
pub(super) async fn prove(app: &App, client: &VerifiedClient, params: &Params) -> Result<Proven, TokenError> {
    let token = params.get("refresh_token").ok_or_else(|| TokenError::request("refresh_token is missing"))?;
    let mut tx = app.store.write().await?;
    match tx.redeem_refresh_token(&TokenHash::of(token), &client.client().id, app.now()).await? {
        Redemption::Taken(grant) => taken(app, tx, client, params, &grant).await,
        Redemption::Replayed(grant) => {
            revoke_family(app, tx, client, &grant, EventKind::RefreshTokenReplayed).await?;
            Err(TokenError::grant("the refresh token was used before; its family is revoked"))
        }
        Redemption::Unknown => {
            Err(TokenError::grant("the refresh token is unknown, expired, or not for this client"))
        }
    }
}

async fn taken(
    app: &App,
    mut tx: Tx,
    client: &VerifiedClient,
    params: &Params,
    grant: &GrantId,
) -> Result<Proven, TokenError> {
    let Some((grant, person)) = tx.live_grant(grant).await? else {
        return Err(TokenError::grant("the account is disabled or the grant was revoked"));
    };
    let scope = narrowed(params, &grant)?;
    let refresh_token = next_refresh_token(app, &mut tx, client, &grant).await?;
    tx.commit().await?;
    Ok(Proven { grant, person, scope, nonce: None, refresh_token })
}

/// The scope asked, which must have been granted; all of it when none is asked.
fn narrowed(params: &Params, grant: &Grant) -> Result<Scope, TokenError> {
    let Some(text) = params.get("scope") else { return Ok(grant.scope.clone()) };
    Scope::parse(text)
        .filter(|scope| scope.is_subset_of(&grant.scope) && !scope.is_empty())
        .ok_or_else(|| TokenError::new(TokenErrorCode::InvalidScope, "more scope than was granted"))
}
