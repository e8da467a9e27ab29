//! Owns the current token endpoints: `/oauth/v3/token`, and v2 which differs in PKCE and accepted refresh tokens.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, ServiceConfig, post};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::codes::{Code, Entry};
use crate::params::{Fields, header};
use crate::people::Obstacle;
use crate::refresh::refresh;
use crate::tokens::{Authorization, Generation, Issued};
use crate::world::{Sim, World};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/oauth/v3/token", post().to(v3)).route("/open-apis/authen/v2/oauth/token", post().to(v2));
}

async fn v3(sim: Data<Sim>, request: HttpRequest, body: Bytes) -> Answer {
    answer(&mut sim.world(), &request, &body, Generation::V3)
}

async fn v2(sim: Data<Sim>, request: HttpRequest, body: Bytes) -> Answer {
    answer(&mut sim.world(), &request, &body, Generation::V2)
}

fn answer(world: &mut World, request: &HttpRequest, body: &[u8], generation: Generation) -> Answer {
    let Some(fields) = Fields::body(request, body) else { return refused(20_063) };
    let grant = fields.text("grant_type").to_owned();
    let basic = header(request, "Authorization").starts_with("Basic ");
    let result = match grant.as_str() {
        _ if basic && fields.get("client_secret").is_some() => Err(20_070),
        "authorization_code" => exchange(world, &fields, generation),
        "refresh_token" => refresh(world, &fields, generation),
        "client_credentials" if generation == Generation::V3 => client_credentials(world, &fields),
        "" => Err(20_001),
        _ => Err(20_036),
    };
    result.map_or_else(refused, Answer::flat).grant(&grant)
}

/// Feishu: 获取 user_access_token. The code is looked up before the client is authenticated.
fn exchange(world: &mut World, fields: &Fields, generation: Generation) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret", "code"])?;
    let value = fields.text("code");
    let code = world.codes.present(value).ok_or(20_003)?;
    if generation == Generation::V3 && code.entry == Entry::Authorize && !world.v3_takes_page_codes {
        return Err(20_003);
    }
    authenticate(world, fields)?;
    if code.app_id != fields.text("client_id") {
        return Err(20_024);
    }
    if code.used {
        return Err(20_065);
    }
    if code.expires_at <= world.now() {
        return Err(20_004);
    }
    if fields.get("redirect_uri").is_some_and(|sent| sent != code.redirect_uri) {
        return Err(20_071);
    }
    prove(world, &code, fields, generation)?;
    let scope = reduced(effective_scope(world, &code), fields)?;
    if let Some(obstacle) = world.obstacle(&code.app_id, &code.person) {
        return Err(obstacle_code(obstacle));
    }
    world.codes.spend(value);
    let authorization =
        Authorization { app_id: code.app_id, person: code.person, scope, authorized_at: world.now() };
    Ok(issue(world, generation, authorization))
}

/// v2 ignores a verifier for which no challenge was sent; v3 refuses it.
fn prove(world: &mut World, code: &Code, fields: &Fields, generation: Generation) -> Result<(), i64> {
    let verifier = fields.get("code_verifier");
    let proved = match (&code.challenge, verifier) {
        (Some(challenge), Some(verifier)) => challenge.answered_by(verifier),
        (Some(_), None) => false,
        (None, Some(_)) => generation == Generation::V2,
        (None, None) => true,
    };
    match (proved, verifier) {
        (false, _) => Err(20_049),
        (true, Some(verifier)) => {
            world.record.secret("code_verifier", verifier);
            Ok(())
        }
        (true, None) => Ok(()),
    }
}

/// Everything ever granted; `offline_access` only when this authorization asked for it.
fn effective_scope(world: &World, code: &Code) -> Vec<String> {
    let granted = world.granted.get(&(code.app_id.clone(), code.person.clone()));
    let mut scope: Vec<String> = granted.into_iter().flatten().cloned().collect();
    scope.push("auth:user.id:read".into());
    scope.sort();
    scope.dedup();
    scope.retain(|item| item != "offline_access" || code.scope.contains(item));
    scope
}

/// A `scope` in the token request only takes away.
pub(crate) fn reduced(scope: Vec<String>, fields: &Fields) -> Result<Vec<String>, i64> {
    let Some(wanted) = fields.get("scope") else { return Ok(scope) };
    let wanted: Vec<String> = wanted.split_whitespace().map(String::from).collect();
    for (index, item) in wanted.iter().enumerate() {
        if wanted.iter().skip(index + 1).any(|other| other == item) {
            return Err(20_067);
        }
        if !scope.contains(item) {
            return Err(20_068);
        }
    }
    Ok(wanted)
}

fn client_credentials(world: &mut World, fields: &Fields) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret"])?;
    authenticate(world, fields)?;
    let (token, expires_in) = world.app_token(fields.text("client_id"));
    Ok(json!({ "code": 0, "access_token": token, "token_type": "Bearer", "expires_in": expires_in }))
}

pub(crate) fn required(fields: &Fields, names: &[&str]) -> Result<(), i64> {
    if names.iter().all(|name| fields.get(name).is_some()) { Ok(()) } else { Err(20_001) }
}

pub(crate) fn authenticate(world: &World, fields: &Fields) -> Result<(), i64> {
    let app = world.app(fields.text("client_id")).ok_or(20_048)?;
    if app.app_secret == fields.text("client_secret") { Ok(()) } else { Err(20_002) }
}

pub(crate) fn obstacle_code(obstacle: Obstacle) -> i64 {
    match obstacle {
        Obstacle::Unknown => 20_008,
        Obstacle::NotInstalled => 20_009,
        Obstacle::Outside => 20_010,
        Obstacle::AppOff => 20_069,
        Obstacle::Resigned | Obstacle::Frozen | Obstacle::NotRegistered => 20_066,
    }
}

/// A flat success without any user field.
pub(crate) fn issue(world: &mut World, generation: Generation, authorization: Authorization) -> Value {
    let offline = authorization.scope.iter().any(|item| item == "offline_access");
    let scope = authorization.scope.join(" ");
    let Issued { access, expires_in, refresh, refresh_expires_in } =
        world.issue_tokens(generation, authorization, offline);
    let mut body = json!({
        "code": 0, "access_token": access, "expires_in": expires_in, "token_type": "Bearer", "scope": scope,
    });
    if let (Some(fields), Some(refresh)) = (body.as_object_mut(), refresh) {
        fields.insert("refresh_token".into(), json!(refresh));
        fields.insert("refresh_token_expires_in".into(), json!(refresh_expires_in));
    }
    body
}

pub(crate) fn refused(code: i64) -> Answer {
    let (status, error, description) = wording(code);
    Answer::raw(status, code, json!({ "code": code, "error": error, "error_description": description }))
}

/// Status, `error` and `error_description`. Where `error` is not documented it is one of the two common values.
pub(crate) fn wording(code: i64) -> (u16, &'static str, &'static str) {
    let (error, description) = match code {
        20_001 => ("invalid_request", "The request is missing a required parameter."),
        20_002 => ("invalid_client", "The client secret is invalid."),
        20_003 => (
            "invalid_grant",
            "The authorization code is not found. Please note that an authorization code can only be used once.",
        ),
        20_004 => ("invalid_grant", "The authorization code has expired."),
        20_008 => ("invalid_grant", "The user does not exist."),
        20_009 => ("invalid_grant", "The specified app is not installed."),
        20_010 => ("invalid_grant", "The user does not have permission to use this app."),
        20_024 => (
            "invalid_grant",
            "The provided authorization code or refresh token does not match the provided client ID.",
        ),
        20_026 => ("invalid_grant", "The refresh token passed is invalid."),
        20_036 => ("invalid_request", "The specified grant_type is not supported."),
        20_037 => ("invalid_grant", "The refresh token passed has expired."),
        20_048 => ("invalid_client", "The specified app does not exist."),
        20_049 => ("invalid_grant", "PKCE code challenge failed."),
        20_064 => ("invalid_grant", "The refresh token has been revoked."),
        20_065 => ("invalid_grant", "The authorization code has been used."),
        20_066 => ("invalid_grant", "The user status is invalid."),
        20_067 => ("invalid_request", "The provided scope list contains duplicate scopes."),
        20_068 => ("invalid_scope", "The provided scope list contains scopes that are not permitted."),
        20_069 => ("invalid_grant", "The specified app is not enabled."),
        20_070 => ("invalid_request", "Multiple authentication methods were provided."),
        20_071 => {
            ("invalid_grant", "The provided redirect URI does not match the one used during authorization.")
        }
        20_072 => ("server_error", "The server is temporarily unavailable."),
        20_073 => ("invalid_grant", "The refresh token has been used."),
        20_074 => ("invalid_grant", "The specified app is not allowed to refresh token."),
        20_063 => ("invalid_request", "The request is malformed. Please check your request."),
        _ => ("server_error", "An unexpected server error occurred. Please retry your request."),
    };
    let status = match code {
        20_050 => 500,
        20_072 => 503,
        _ => 400,
    };
    (status, error, description)
}
