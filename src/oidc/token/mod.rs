//! `POST /oauth2/token`: one pipeline that no grant can step around. Authenticate the client, prove the grant and write in
//! one transaction, then sign.

mod code;
mod refresh;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::claims::{self, AccessTokenClaims, IdTokenClaims};
use crate::domain::client::Client;
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::scope::{Scope, ScopeValue};
use crate::domain::time::Timestamp;
use crate::domain::token::Opaque;
use crate::keys::KeyError;
use crate::oidc::bearer::{ACCESS_TOKEN_TYPE, jti};
use crate::oidc::client_auth::{VerifiedClient, authenticate};
use crate::oidc::error::{TokenError, TokenErrorCode, private_json};
use crate::oidc::guard;
use crate::oidc::id_token::ID_TOKEN_TYPE;
use crate::store::{StoreError, Tx};
use crate::web::params::Params;

/// What a proven grant lets us issue.
struct Proven {
    grant: Grant,
    person: BoundAccount,
    scope: Scope,
    resources: Vec<String>,
    nonce: Option<String>,
    refresh_token: Option<Opaque>,
    issued_at: Timestamp,
    token_id: String,
}

impl Proven {
    /// The resources that were asked, and nobody else; without any, userinfo (which is ours) and the client's own API.
    fn audience(&self, app: &App, client: &Client) -> Vec<String> {
        if self.resources.is_empty() {
            [app.issuer.clone()].into_iter().chain(client.audience.clone()).collect()
        } else {
            self.resources.clone()
        }
    }
}

/// RFC 6749 §5.1.
#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// The endpoint.
pub(super) async fn issue(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    match guard::of_form(&app, &request, payload, async |params| exchange(&app, &request, params).await).await
    {
        Ok(response) => private_json(&response),
        Err(error) => error.response(),
    }
}

async fn exchange(app: &App, request: &HttpRequest, params: &Params) -> Result<TokenResponse, TokenError> {
    let client = authenticate(app, request, params).await?;
    let proven = match params.get("grant_type") {
        Some("authorization_code") => code::prove(app, &client, params).await?,
        Some("refresh_token") => refresh::prove(app, &client, params).await?,
        Some(_) => {
            return Err(TokenError::new(
                TokenErrorCode::UnsupportedGrantType,
                "this grant_type is not supported",
            ));
        }
        None => return Err(TokenError::request("grant_type is missing")),
    };
    Ok(sign(app, client.client(), proven)?)
}

/// The resources asked at the token endpoint, which may narrow what was granted but not widen it (RFC 8707 §2.2).
fn resources(
    app: &App,
    client: &VerifiedClient,
    params: &Params,
    grant: &Grant,
) -> Result<Vec<String>, TokenError> {
    let mut asked: Vec<String> = params.all("resource").into_iter().map(str::to_owned).collect();
    if asked.is_empty() {
        asked.clone_from(&grant.resources);
    }
    asked.sort_unstable();
    asked.dedup();
    let granted = |resource: &String| grant.resources.is_empty() || grant.resources.contains(resource);
    // What was granted once must still be the client's to ask.
    let allowed = |resource: &String| client.client().may_ask_for(resource, &app.issuer);
    if asked.iter().all(|resource| granted(resource) && allowed(resource)) {
        Ok(asked)
    } else {
        Err(TokenError::new(TokenErrorCode::InvalidTarget, "this resource was not granted"))
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

fn sign(app: &App, client: &Client, proven: Proven) -> Result<TokenResponse, KeyError> {
    let now = proven.issued_at;
    let access_token = access_token(app, client, &proven, now)?;
    let id_token = if proven.scope.has(ScopeValue::Openid) {
        Some(id_token(app, client, &proven, &access_token, now)?)
    } else {
        None
    };
    Ok(TokenResponse {
        access_token,
        token_type: "Bearer",
        expires_in: app.config.lifetimes.access_token.as_secs(),
        scope: proven.scope.to_string(),
        id_token,
        refresh_token: proven.refresh_token.map(|token| token.reveal().to_owned()),
    })
}

/// RFC 9068, signed like the client's ID tokens.
fn access_token(app: &App, client: &Client, proven: &Proven, now: Timestamp) -> Result<String, KeyError> {
    let claims = AccessTokenClaims {
        iss: app.issuer.clone(),
        sub: proven.person.account.sub.clone(),
        aud: proven.audience(app, client),
        client_id: client.id.clone(),
        scope: proven.scope.to_string(),
        exp: now.plus(app.config.lifetimes.access_token).seconds(),
        iat: now.seconds(),
        auth_time: proven.grant.auth_time.seconds(),
        jti: jti(&proven.grant.id, &proven.token_id),
        sid: proven.grant.session.to_string(),
    };
    app.keys.sign(client.id_token_alg, ACCESS_TOKEN_TYPE, &claims, now)
}

fn id_token(
    app: &App,
    client: &Client,
    proven: &Proven,
    access_token: &str,
    now: Timestamp,
) -> Result<String, KeyError> {
    let claims = IdTokenClaims {
        iss: app.issuer.clone(),
        sub: proven.person.account.sub.clone(),
        aud: client.id.clone(),
        exp: now.plus(app.config.lifetimes.id_token).seconds(),
        iat: now.seconds(),
        auth_time: proven.grant.auth_time.seconds(),
        sid: proven.grant.session.to_string(),
        nonce: proven.nonce.clone(),
        at_hash: at_hash(client, access_token),
        person: claims::about(&proven.person, proven.grant.claims.id_token.iter().map(String::as_str)),
    };
    app.keys.sign(client.id_token_alg, ID_TOKEN_TYPE, &claims, now)
}

/// OpenID Connect Core §3.1.3.6: the left half of the hash that the signature uses. For Ed25519 that would be SHA-512,
/// on which libraries disagree, so it is left out there; the code flow does not need it.
fn at_hash(client: &Client, access_token: &str) -> Option<String> {
    use crate::domain::key::Algorithm;
    match client.id_token_alg {
        Algorithm::Rs256 | Algorithm::Es256 => {
            let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
            hash.as_ref().get(..16).map(|half| URL_SAFE_NO_PAD.encode(half))
        }
        Algorithm::EdDsa => None,
    }
}
