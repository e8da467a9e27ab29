//! `POST /oauth2/introspect` (RFC 7662): an application asks whether a token of its own is still good.

use std::borrow::Cow;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::app::App;
use crate::domain::client::Client;
use crate::domain::token::TokenHash;
use crate::oidc::bearer::{self, Bearer, OnBehalf};
use crate::oidc::client_auth::{Presented, authenticate};
use crate::oidc::error::{TokenError, TokenErrorCode, private_json};
use crate::oidc::guard;
use crate::web::params::Params;

/// RFC 7662 §2.2. Of a token that is not active, nothing else is said.
#[derive(Debug, Default, Serialize)]
struct Introspection {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Vec<Cow<'static, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
}

/// The endpoint.
pub(super) async fn introspect(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    match guard::of_form(&app, &request, payload, async |params, presented| {
        answer(&app, params, presented).await
    })
    .await
    {
        Ok(introspection) => private_json(&introspection),
        Err(error) => error.response(),
    }
}

async fn answer(
    app: &App,
    params: &Params,
    presented: &Result<Presented<'_>, TokenError>,
) -> Result<Introspection, TokenError> {
    let client = authenticate(app, presented).await?;
    if client.client().is_public() {
        // RFC 7662 §2.1 wants the caller authenticated; a public client cannot be.
        let code = TokenErrorCode::InvalidClient { basic: false };
        return Err(TokenError::new(code, "only a client with a secret may introspect"));
    }
    let token = params.get("token").ok_or_else(|| TokenError::request("token is missing"))?;
    // A token of ours shows by its form what it is, so token_type_hint has nothing to add.
    let found = match access_token(app, client.client(), token).await? {
        None => refresh_token(app, client.client(), token).await?,
        found => found,
    };
    Ok(found.unwrap_or_default())
}

/// Somebody else's token is told about only to the API it is for (RFC 7662 §4).
async fn access_token(app: &App, caller: &Client, token: &str) -> Result<Option<Introspection>, TokenError> {
    let Some(Bearer { claims, on_behalf, .. }) = bearer::verify(app, token).await? else { return Ok(None) };
    let scope = match on_behalf {
        OnBehalf::Person { scope, .. } => scope.to_string().into(),
        OnBehalf::Itself => claims.scope,
    };
    let for_caller =
        caller.audience.as_ref().is_some_and(|audience| claims.aud.iter().any(|aud| aud == audience));
    if claims.client_id != caller.id && !for_caller {
        return Ok(None);
    }
    Ok(Some(Introspection {
        active: true,
        scope: Some(scope).filter(|scope| !scope.is_empty()),
        client_id: Some(claims.client_id),
        token_type: Some("Bearer"),
        sub: Some(claims.sub),
        aud: Some(claims.aud),
        iss: Some(claims.iss),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        jti: Some(claims.jti),
        auth_time: claims.auth_time,
    }))
}

async fn refresh_token(app: &App, caller: &Client, token: &str) -> Result<Option<Introspection>, TokenError> {
    let mut tx = app.store.read().await?;
    let Some(token) = tx.unspent_refresh_token(&TokenHash::of(token), app.now()).await? else {
        return Ok(None);
    };
    let Some((grant, person)) = app.admitted(tx.live_grant(&token.grant).await?) else { return Ok(None) };
    if grant.client_id != caller.id {
        return Ok(None);
    }
    Ok(Some(Introspection {
        active: true,
        scope: Some(grant.scope.to_string().into()),
        client_id: Some(grant.client_id.into()),
        sub: Some(app.sub_of(caller, &person.account).into()),
        iss: Some(app.issuer.clone().into()),
        exp: Some(token.expires_at.seconds()),
        iat: Some(token.created_at.seconds()),
        auth_time: Some(grant.auth_time.seconds()),
        ..Introspection::default()
    }))
}
