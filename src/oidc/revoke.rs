//! `POST /oauth2/revoke` (RFC 7009): an application gives a token back. Whichever it is, as long as it
//! has not lapsed, all of its family ends: also by a refresh token that was used since. A token in the client's own name
//! has no family and ends alone.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::Client;
use crate::domain::id::{AccountId, GrantId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::oidc::bearer::{self, Bearer, OnBehalf};
use crate::oidc::client_auth::{Presented, authenticate};
use crate::oidc::error::TokenError;
use crate::oidc::guard;
use crate::web::params::Params;

/// The endpoint. Unknown, lapsed and foreign tokens look the same from outside: 200 (RFC 7009 §2.2). A failing database
/// never does.
pub(super) async fn revoke(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    match guard::of_form(&app, &request, payload, async |params, presented| {
        end_family(&app, params, presented).await
    })
    .await
    {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(error) => error.response(),
    }
}

async fn end_family(
    app: &App,
    params: &Params,
    presented: &Result<Presented<'_>, TokenError>,
) -> Result<(), TokenError> {
    let client = authenticate(app, presented).await?;
    let token = params.get("token").ok_or_else(|| TokenError::request("token is missing"))?;
    let Some(found) = find(app, client.client(), token).await? else { return Ok(()) };
    let now = app.now();
    let mut tx = app.store.write().await?;
    let (revoked, account) = match found {
        Found::Grant(grant, account) => (tx.revoke_grant(&grant, now).await?, Some(account)),
        Found::Token { jti, expires_at } => (tx.revoke_token(&jti, expires_at).await?, None),
    };
    if revoked {
        let mut event = AuditEvent::new(now, EventKind::GrantRevoked);
        event.client_id = Some(client.client().id.clone());
        event.account = account;
        event.reason = Some("revocation endpoint".to_owned());
        tx.append_audit(&event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a token leads to.
enum Found {
    /// A person's grant, and the person.
    Grant(GrantId, AccountId),
    /// A token in the client's own name, which belongs to nothing else.
    Token { jti: String, expires_at: Timestamp },
}

/// What a live token of this client leads to.
async fn find(app: &App, client: &Client, token: &str) -> Result<Option<Found>, TokenError> {
    match bearer::verify(app, token).await? {
        Some(Bearer { claims, .. }) if claims.client_id != client.id => Ok(None),
        Some(Bearer { claims, on_behalf: OnBehalf::Itself, .. }) => {
            let expires_at = Timestamp::from_seconds(claims.exp);
            Ok(Some(Found::Token { jti: claims.jti.into_owned(), expires_at }))
        }
        Some(Bearer { on_behalf: OnBehalf::Person { grant, .. }, .. }) => {
            Ok(Some(Found::Grant(grant.id, grant.account)))
        }
        None => of_refresh_token(app, client, token).await,
    }
}

async fn of_refresh_token(app: &App, client: &Client, token: &str) -> Result<Option<Found>, TokenError> {
    let mut tx = app.store.read().await?;
    let Some(id) = tx.refresh_token_family(&TokenHash::of(token), app.now()).await? else { return Ok(None) };
    let live = tx.live_grant(&id).await?.filter(|(grant, _person)| grant.client_id == client.id);
    Ok(live.map(|(grant, _person)| Found::Grant(grant.id, grant.account)))
}
