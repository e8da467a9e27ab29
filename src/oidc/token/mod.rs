//! `POST /oauth2/token`: one pipeline that no grant can step around. Authenticate the client, check that the grant is
//! allowed to it, read scope and resource, prove the grant and write in one transaction, then sign.

mod asked;
mod code;
mod refresh;
mod response;
mod service;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::client::{Client, GrantType};
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::scope::{Scope, ServiceScope};
use crate::domain::time::Timestamp;
use crate::domain::token::Opaque;
use crate::oidc::client_auth::{Presented, VerifiedClient, authenticate};
use crate::oidc::error::{TokenError, TokenErrorCode, private_json};
use crate::oidc::guard;
use crate::oidc::token::asked::Asked;
use crate::oidc::token::response::TokenResponse;
use crate::store::{StoreError, Tx};
use crate::web::params::Params;

/// What a proven grant lets us issue.
struct Proven {
    on_behalf: OnBehalf,
    /// The resources that were asked; none means the default audience.
    resources: Vec<String>,
    refresh_token: Option<Opaque>,
    issued_at: Timestamp,
    token_id: String,
}

/// In whose name the tokens are.
enum OnBehalf {
    /// A person's, who let the client have it.
    Person(Box<PersonsGrant>),
    /// The client's own.
    Itself(ServiceScope),
}

/// What a person let the client have.
struct PersonsGrant {
    grant: Grant,
    person: BoundAccount,
    scope: Scope,
    nonce: Option<String>,
}

/// The endpoint.
pub(super) async fn issue(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    match guard::of_form(&app, &request, payload, async |params, presented| {
        exchange(&app, params, presented).await
    })
    .await
    {
        Ok(response) => private_json(&response),
        Err(error) => error.response(),
    }
}

async fn exchange(
    app: &App,
    params: &Params,
    presented: &Result<Presented<'_>, TokenError>,
) -> Result<TokenResponse, TokenError> {
    let client = authenticate(app, presented).await?;
    let grant_type = grant_type(params, client.client())?;
    let asked = Asked::parse(app, client.client(), params)?;
    // Those that ask the database are set apart, or every token would pay for the room that they need.
    let proven = match grant_type {
        GrantType::AuthorizationCode => Box::pin(code::prove(app, &client, params, &asked)).await?,
        GrantType::RefreshToken => Box::pin(refresh::prove(app, &client, params, &asked)).await?,
        GrantType::ClientCredentials => service::prove(app, &client, asked)?,
    };
    Ok(response::sign(app, client.client(), proven)?)
}

/// The grant type that is asked for, which must be one of the client's.
fn grant_type(params: &Params, client: &Client) -> Result<GrantType, TokenError> {
    let text = params.get("grant_type").ok_or_else(|| TokenError::request("grant_type is missing"))?;
    let unsupported = TokenErrorCode::UnsupportedGrantType;
    let grant_type =
        GrantType::parse(text).ok_or(TokenError::new(unsupported, "this grant_type is not supported"))?;
    if client.grant_types.has(grant_type) {
        Ok(grant_type)
    } else {
        let unauthorized = TokenErrorCode::UnauthorizedClient;
        Err(TokenError::new(unauthorized, "this client may not use this grant_type"))
    }
}

/// Keeps `token` as the next refresh token of the family.
async fn keep_refresh_token(
    app: &App,
    tx: &mut Tx,
    client: &VerifiedClient,
    grant: &Grant,
    token: &Opaque,
) -> Result<(), StoreError> {
    let now = app.now();
    let row = RefreshToken {
        hash: token.hash(),
        grant: grant.id.clone(),
        created_at: now,
        expires_at: now.plus(app.config.lifetimes.refresh_token),
    };
    tx.insert_refresh_token(&row, &client.client().id).await
}
