//! `GET` and `POST /oauth2/userinfo` (OpenID Connect Core §5.3).

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use crate::app::{App, userinfo};
use crate::domain::client::Client;
use crate::domain::key::Algorithm;
use crate::domain::scope::ScopeValue;
use crate::oidc::bearer::{self, Bearer, OnBehalf};
use crate::oidc::guard;
use crate::web::params::{Params, ParamsError};

/// `typ` of signed userinfo. It is no ID token, which would say when it lapses.
const USERINFO_TYPE: &str = "JWT";

/// The token in the `Authorization` header.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    match bearer::of_header(&request) {
        Ok(token) => guard::of_bearer(&app, &request, answer(&app, token)).await,
        Err(()) => challenge(Challenge::InvalidRequest),
    }
}

/// The token in the header, or in a form (RFC 6750 §2.2); never in both.
pub(super) async fn post(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    let Ok(header) = bearer::of_header(&request) else { return challenge(Challenge::InvalidRequest) };
    let form = match Params::of_form(&request, payload).await {
        Ok(params) if params.refuse_repeated().is_ok() => params,
        // No form, no token in it.
        Err(ParamsError::ContentType) => Params::default(),
        _ => return challenge(Challenge::InvalidRequest),
    };
    match (header, form.get("access_token")) {
        (Some(_), Some(_)) => challenge(Challenge::InvalidRequest),
        (token, None) | (None, token) => guard::of_bearer(&app, &request, answer(&app, token)).await,
    }
}

async fn answer(app: &App, token: Option<&str>) -> HttpResponse {
    let Some(token) = token else { return challenge(Challenge::NoToken) };
    let bearer = match bearer::verify(app, token).await {
        Ok(Some(bearer)) if bearer.claims.aud.iter().any(|aud| *aud == app.issuer) => bearer,
        Ok(_) => return challenge(Challenge::InvalidToken),
        Err(error) => {
            tracing::warn!(cause = %error, "userinfo: the database failed");
            return challenge(Challenge::Unavailable);
        }
    };
    let Bearer { claims, client, on_behalf } = bearer;
    let OnBehalf::Person { grant, person, scope } = on_behalf else {
        return challenge(Challenge::InsufficientScope);
    };
    if !scope.has(ScopeValue::Openid) {
        return challenge(Challenge::InsufficientScope);
    }
    let info = userinfo(&claims.sub, &scope, &grant, &person);
    match client.userinfo_alg {
        None => HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(info),
        Some(algorithm) => signed(app, &client, algorithm, info),
    }
}

/// As a JWT for this client (OpenID Connect Core §5.3.2), where its registration says so.
fn signed(app: &App, client: &Client, algorithm: Algorithm, mut info: Map<String, Value>) -> HttpResponse {
    let now = app.now();
    info.insert("iss".to_owned(), app.issuer.as_str().into());
    info.insert("aud".to_owned(), client.id.as_str().into());
    info.insert("iat".to_owned(), now.seconds().into());
    match app.keys.sign(algorithm, USERINFO_TYPE, &info, now) {
        Ok(jwt) => HttpResponse::Ok()
            .content_type("application/jwt")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(jwt),
        Err(error) => {
            tracing::error!(cause = %error, "userinfo: could not sign");
            challenge(Challenge::ServerError)
        }
    }
}

/// RFC 6750 §3.1.
#[derive(Debug, Clone, Copy)]
enum Challenge {
    NoToken,
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    Unavailable,
    ServerError,
}

fn challenge(challenge: Challenge) -> HttpResponse {
    let (status, error, description) = match challenge {
        // Whoever brought no token is told only how to bring one.
        Challenge::NoToken => {
            return HttpResponse::Unauthorized()
                .insert_header((WWW_AUTHENTICATE, "Bearer realm=\"larkgate\""))
                .json(json!({ "error": "invalid_token", "error_description": "an access token is needed" }));
        }
        Challenge::InvalidRequest => {
            (StatusCode::BAD_REQUEST, "invalid_request", "the access token must be given exactly once")
        }
        Challenge::InvalidToken => {
            (StatusCode::UNAUTHORIZED, "invalid_token", "the access token is expired, revoked or malformed")
        }
        Challenge::InsufficientScope => {
            (StatusCode::FORBIDDEN, "insufficient_scope", "the openid scope is needed")
        }
        Challenge::ServerError => {
            (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the answer could not be signed")
        }
        Challenge::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again in a moment")
        }
    };
    let header = format!("Bearer realm=\"larkgate\", error=\"{error}\", error_description=\"{description}\"");
    HttpResponse::build(status)
        .insert_header((WWW_AUTHENTICATE, header))
        .json(json!({ "error": error, "error_description": description }))
}
