//! `grant_type=refresh_token` (RFC 6749 §6): each token is good once and makes the next one (RFC 9700 §4.14.2).

use std::time::Duration;

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::Client;
use crate::domain::grant::{Grant, Redemption};
use crate::domain::scope::{Scope, ScopeValue};
use crate::domain::token::Opaque;
use crate::oidc::client_auth::VerifiedClient;
use crate::oidc::error::TokenError;
use crate::oidc::token::asked::Asked;
use crate::oidc::token::code::revoke_family;
use crate::oidc::token::{OnBehalf, PersonsGrant, Proven, keep_refresh_token};
use crate::web::params::Params;

/// For so long a spent token is answered with its successor once more: two tabs of one honest client refresh at once.
const GRACE: Duration = Duration::from_secs(10);

/// Spends the token and makes its successor. A request for too much scope spends nothing.
pub(super) async fn prove(
    app: &App,
    client: &VerifiedClient,
    params: &Params,
    asked: &Asked,
) -> Result<Proven, TokenError> {
    let token = params.get("refresh_token").ok_or_else(|| TokenError::request("refresh_token is missing"))?;
    let (token, now) = (Opaque::received(token), app.now());
    let next = app.seal.next_refresh_token(&token);
    let mut tx = app.store.write().await?;
    let (grant, spent_at) = match tx.redeem_refresh_token(&token.hash(), &client.client().id, now).await? {
        Redemption::Taken(grant) => (grant, None),
        Redemption::Replayed { grant, spent_at } => {
            // Honest as long as it is early and nobody has used the successor yet.
            if now > spent_at.plus(GRACE) || tx.unspent_refresh_token(&next.hash(), now).await?.is_none() {
                revoke_family(app, tx, client, &grant, EventKind::RefreshTokenReplayed).await?;
                return Err(TokenError::grant("the refresh token was used before; its family is revoked"));
            }
            (grant, Some(spent_at))
        }
        Redemption::Unknown => {
            return Err(TokenError::grant("the refresh token is unknown, expired, or not for this client"));
        }
    };
    let live = tx.live_grant(&grant).await?;
    let Some((grant, person)) = app.admitted(live) else {
        return Err(TokenError::grant("the account may not sign in any more, or the grant was revoked"));
    };
    if let Err(refused) = client.client().may_enter(&person) {
        let mut event = AuditEvent::new(now, EventKind::EntryRefused);
        event.account = Some(person.account.id);
        event.client_id = Some(client.client().id.clone());
        event.reason = Some(refused.reason());
        tx.revoke_grant(&grant.id, now).await?;
        tx.append_audit(&event).await?;
        tx.commit().await?;
        return Err(TokenError::grant("this person may not enter this application any more"));
    }
    let scope = asked.scope_within(&offline(&grant, client.client())?)?;
    let resources = asked.resources_within(app, client.client(), &grant)?;
    if spent_at.is_none() {
        keep_refresh_token(app, &mut tx, client, &grant, &next).await?;
        tx.commit().await?;
    }
    Ok(Proven {
        on_behalf: OnBehalf::Person(Box::new(PersonsGrant { grant, person, scope, nonce: None })),
        resources,
        token_id: app.seal.token_id(&token),
        refresh_token: Some(next),
        issued_at: spent_at.unwrap_or(now),
    })
}

/// What was granted and is still the client's to ask.
fn offline(grant: &Grant, client: &Client) -> Result<Scope, TokenError> {
    let granted = grant.scope.within(&client.scope);
    if granted.has(ScopeValue::OfflineAccess) {
        Ok(granted)
    } else {
        Err(TokenError::grant("the client may no longer have offline access"))
    }
}
