//! `POST /oauth2/revoke` (RFC 7009): an application gives a token back. Whichever it is, as long as it
//! has not lapsed, all of its family ends: also by a refresh token that was used since.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::Client;
use crate::domain::id::{AccountId, GrantId};
use crate::domain::token::TokenHash;
use crate::oidc::bearer;
use crate::oidc::client_auth::authenticate;
use crate::oidc::error::TokenError;
use crate::oidc::guard;
use crate::web::params::Params;

/// The endpoint. Unknown, lapsed and foreign tokens look the same from outside: 200 (RFC 7009 §2.2). A failing database
/// never does.
pub(super) async fn revoke(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    match guard::of_form(&app, &request, payload, async |params| end_family(&app, &request, params).await)
        .await
    {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(error) => error.response(),
    }
}

async fn end_family(app: &App, request: &HttpRequest, params: &Params) -> Result<(), TokenError> {
    let client = authenticate(app, request, params).await?;
    let token = params.get("token").ok_or_else(|| TokenError::request("token is missing"))?;
    let Some((grant, account)) = family(app, client.client(), token).await? else { return Ok(()) };
    let now = app.now();
    let mut tx = app.store.write().await?;
    if tx.revoke_grant(&grant, now).await? {
        let mut event = AuditEvent::new(&*app.entropy, now, EventKind::GrantRevoked);
        event.client_id = Some(client.client().id.clone());
        event.account = Some(account);
        event.reason = Some("revocation endpoint".to_owned());
        tx.append_audit(&event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The live grant that a token of this client belongs to, and its person.
async fn family(app: &App, client: &Client, token: &str) -> Result<Option<(GrantId, AccountId)>, TokenError> {
    let grant = match bearer::verify(app, token).await? {
        Some(bearer) => Some(bearer.grant),
        None => {
            let mut tx = app.store.read().await?;
            match tx.refresh_token_family(&TokenHash::of(token), app.now()).await? {
                Some(grant) => tx.live_grant(&grant).await?.map(|(grant, _person)| grant),
                None => None,
            }
        }
    };
    Ok(grant.filter(|grant| grant.client_id == client.id).map(|grant| (grant.id, grant.account)))
}
