//! `grant_type=authorization_code` (RFC 6749 §4.1.3).

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::GrantType;
use crate::domain::grant::{AuthorizationCode, Redemption};
use crate::domain::id::GrantId;
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::ScopeValue;
use crate::domain::token::{Opaque, TokenHash};
use crate::oidc::client_auth::VerifiedClient;
use crate::oidc::error::TokenError;
use crate::oidc::token::asked::Asked;
use crate::oidc::token::{OnBehalf, PersonsGrant, Proven, keep_refresh_token};
use crate::store::{StoreError, Tx};
use crate::web::params::Params;

/// Spends the code. A request that fails after the code was found spends it all the same; a second one also revokes what
/// the first one gave.
pub(super) async fn prove(
    app: &App,
    client: &VerifiedClient,
    params: &Params,
    asked: &Asked,
) -> Result<Proven, TokenError> {
    let code = params.get("code").ok_or_else(|| TokenError::request("code is missing"))?;
    let mut tx = app.store.write().await?;
    match tx.redeem_code(&TokenHash::of(code), &client.client().id, app.now()).await? {
        Redemption::Taken(code) => taken(app, tx, client, params, asked, code).await,
        Redemption::Replayed { grant, .. } => {
            revoke_family(app, tx, client, &grant, EventKind::CodeReplayed).await?;
            Err(TokenError::grant("the code was used before; what it gave is revoked"))
        }
        Redemption::Unknown => Err(TokenError::grant("the code is unknown, expired, or not for this client")),
    }
}

async fn taken(
    app: &App,
    mut tx: Tx,
    client: &VerifiedClient,
    params: &Params,
    asked: &Asked,
    code: AuthorizationCode,
) -> Result<Proven, TokenError> {
    if let Err(refusal) = check(params, &code) {
        tx.commit().await?;
        return Err(refusal);
    }
    let live = tx.live_grant(&code.grant).await?;
    let Some((grant, person)) = app.admitted(live) else {
        tx.commit().await?;
        return Err(TokenError::grant("the account may not sign in any more, or the grant was revoked"));
    };
    let resources = match asked.resources_within(app, client.client(), &grant) {
        Ok(resources) => resources,
        Err(refusal) => {
            tx.commit().await?;
            return Err(refusal);
        }
    };
    let scope = grant.scope.within(&client.client().scope);
    let offline =
        scope.has(ScopeValue::OfflineAccess) && client.client().grant_types.has(GrantType::RefreshToken);
    let refresh_token = offline.then(|| Opaque::new(&*app.entropy));
    if let Some(token) = &refresh_token {
        keep_refresh_token(app, &mut tx, client, &grant, token).await?;
    }
    tx.commit().await?;
    Ok(Proven {
        on_behalf: OnBehalf::Person(Box::new(PersonsGrant { grant, person, scope, nonce: code.nonce })),
        resources,
        refresh_token,
        issued_at: app.now(),
        token_id: Opaque::new(&*app.entropy).reveal().to_owned(),
    })
}

/// The same redirect URI as in the authorization request, and PKCE both ways: a challenge needs its verifier, and a
/// verifier without a challenge is a downgrade in progress (RFC 9700 §4.8.2).
fn check(params: &Params, code: &AuthorizationCode) -> Result<(), TokenError> {
    let redirect_uri =
        params.get("redirect_uri").ok_or_else(|| TokenError::request("redirect_uri is missing"))?;
    if redirect_uri != code.redirect_uri {
        return Err(TokenError::grant("redirect_uri is not the one of the authorization request"));
    }
    let met = |challenge: &CodeChallenge, verifier| challenge.is_met_by(verifier);
    match (&code.code_challenge, params.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if met(challenge, verifier) => Ok(()),
        (Some(_), Some(_)) => Err(TokenError::grant("code_verifier does not match the code_challenge")),
        (Some(_), None) => Err(TokenError::grant("code_verifier is missing")),
        (None, Some(_)) => Err(TokenError::grant("there was no code_challenge for this code_verifier")),
        (None, None) => Ok(()),
    }
}

/// Revokes everything that a replayed code or token had given, and remembers it, before the replay is refused.
pub(super) async fn revoke_family(
    app: &App,
    mut tx: Tx,
    client: &VerifiedClient,
    grant: &GrantId,
    kind: EventKind,
) -> Result<(), StoreError> {
    let now = app.now();
    if tx.revoke_grant(grant, now).await? {
        let mut event = AuditEvent::new(now, kind);
        event.client_id = Some(client.client().id.clone());
        event.reason = Some(grant.to_string());
        tx.append_audit(&event).await?;
    }
    tx.commit().await
}
