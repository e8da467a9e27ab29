//! The answer of the token endpoint: what was proven, signed.

use std::borrow::Cow;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::app::App;
use crate::domain::claims::{AccessTokenClaims, IdTokenClaims};
use crate::domain::client::Client;
use crate::domain::key::Algorithm;
use crate::domain::scope::ScopeValue;
use crate::keys::KeyError;
use crate::oidc::bearer::{ACCESS_TOKEN_TYPE, Owner};
use crate::oidc::token::{OnBehalf, PersonsGrant, Proven};
use crate::web::id_token::ID_TOKEN_TYPE;

/// RFC 6749 §5.1.
#[derive(Serialize)]
pub(super) struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// Signs what was proven.
///
/// # Errors
/// When no key of the client's algorithm signs.
pub(super) fn sign(app: &App, client: &Client, proven: Proven) -> Result<TokenResponse, KeyError> {
    let scope = match &proven.on_behalf {
        OnBehalf::Itself(scope) => scope.to_string(),
        OnBehalf::Person(persons) => persons.scope.to_string(),
    };
    let access_token = access_token(app, client, &proven, &scope)?;
    let id_token = match &proven.on_behalf {
        OnBehalf::Person(persons) if persons.scope.has(ScopeValue::Openid) => {
            Some(id_token(app, client, persons, &proven, &access_token)?)
        }
        OnBehalf::Person(_) | OnBehalf::Itself(_) => None,
    };
    Ok(TokenResponse {
        access_token,
        token_type: "Bearer",
        expires_in: app.config.lifetimes.access_token.as_secs(),
        scope,
        id_token,
        refresh_token: proven.refresh_token.map(|token| token.reveal().to_owned()),
    })
}

/// RFC 9068, signed like the client's ID tokens.
fn access_token(app: &App, client: &Client, proven: &Proven, scope: &str) -> Result<String, KeyError> {
    let now = proven.issued_at;
    let base = AccessTokenClaims {
        iss: app.issuer.as_str().into(),
        // RFC 9068 §2.2: the client itself, where no person is involved.
        sub: client.id.as_str().into(),
        aud: audience(app, client, &proven.resources),
        client_id: client.id.as_str().into(),
        scope: scope.into(),
        exp: now.plus(app.config.lifetimes.access_token).seconds(),
        iat: now.seconds(),
        auth_time: None,
        jti: Cow::default(),
        sid: None,
    };
    let claims = match &proven.on_behalf {
        OnBehalf::Itself(_) => AccessTokenClaims { jti: Owner::Client.jti(&proven.token_id).into(), ..base },
        OnBehalf::Person(persons) => AccessTokenClaims {
            sub: app.sub_of(client, &persons.person.account).into(),
            auth_time: Some(persons.grant.auth_time.seconds()),
            jti: Owner::Grant(persons.grant.id.clone()).jti(&proven.token_id).into(),
            sid: Some(app.sid_of(client, &persons.grant.session)),
            ..base
        },
    };
    app.keys.sign(client.id_token_alg, ACCESS_TOKEN_TYPE, &claims, now)
}

/// The resources that were asked, and nobody else; without any, userinfo (which is ours) and the client's own API.
fn audience<'a>(app: &'a App, client: &'a Client, resources: &'a [String]) -> Vec<Cow<'a, str>> {
    if resources.is_empty() {
        [&app.issuer].into_iter().chain(&client.audience).map(Cow::from).collect()
    } else {
        resources.iter().map(Cow::from).collect()
    }
}

fn id_token(
    app: &App,
    client: &Client,
    persons: &PersonsGrant,
    proven: &Proven,
    access_token: &str,
) -> Result<String, KeyError> {
    let now = proven.issued_at;
    let claims = IdTokenClaims {
        nonce: persons.nonce.clone(),
        at_hash: at_hash(client, access_token),
        ..app.id_token_claims(client, &persons.grant, &persons.person, &persons.scope, now)
    };
    app.keys.sign(client.id_token_alg, ID_TOKEN_TYPE, &claims, now)
}

/// OpenID Connect Core §3.1.3.6: the left half of the hash that the signature uses. For Ed25519 that would be SHA-512,
/// on which libraries disagree, so it is left out there; the code flow does not need it.
fn at_hash(client: &Client, access_token: &str) -> Option<String> {
    match client.id_token_alg {
        Algorithm::Rs256 | Algorithm::Es256 => {
            let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
            hash.as_ref().get(..16).map(|half| URL_SAFE_NO_PAD.encode(half))
        }
        Algorithm::EdDsa => None,
    }
}
