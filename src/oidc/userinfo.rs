//! `GET` and `POST /oauth2/userinfo` (OpenID Connect Core §5.3).

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::domain::claims;
use crate::domain::scope::ScopeValue;
use crate::oidc::bearer::{self, Bearer};
use crate::oidc::guard;
use crate::web::params::{Params, ParamsError};

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
    match bearer::verify(app, token).await {
        Ok(Some(bearer)) if !bearer.claims.aud.contains(&app.issuer) => challenge(Challenge::InvalidToken),
        Ok(Some(bearer)) if bearer.scope.has(ScopeValue::Openid) => {
            HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(userinfo(&bearer))
        }
        Ok(Some(_)) => challenge(Challenge::InsufficientScope),
        Ok(None) => challenge(Challenge::InvalidToken),
        Err(error) => {
            tracing::warn!(cause = %error, "userinfo: the database failed");
            challenge(Challenge::Unavailable)
        }
    }
}

/// What the scope lets the application know, and what it asked for by name unless the token was narrowed since.
fn userinfo(bearer: &Bearer) -> Map<String, Value> {
    let mut names: Vec<&str> = claims::of_scope(&bearer.scope).collect::<Vec<_>>();
    if bearer.scope == bearer.grant.scope {
        names.extend(bearer.grant.claims.userinfo.iter().map(String::as_str));
    }
    let mut info = claims::about(&bearer.person, names);
    info.insert("sub".to_owned(), bearer.claims.sub.as_str().into());
    info
}

/// RFC 6750 §3.1.
#[derive(Debug, Clone, Copy)]
enum Challenge {
    NoToken,
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    Unavailable,
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
        Challenge::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again in a moment")
        }
    };
    let header = format!("Bearer realm=\"larkgate\", error=\"{error}\", error_description=\"{description}\"");
    HttpResponse::build(status)
        .insert_header((WWW_AUTHENTICATE, header))
        .json(json!({ "error": error, "error_description": description }))
}
