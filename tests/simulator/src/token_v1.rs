//! Owns the historic token endpoints `authen/v1/access_token` and `authen/v1/oidc/access_token`, and their renewals.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, ServiceConfig, post};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::bearer::bearer;
use crate::params::Fields;
use crate::people::Obstacle;
use crate::refresh::{Stale, stale, use_up};
use crate::tokens::{Authorization, Generation, Issued};
use crate::user_info::profile;
use crate::world::{Sim, World};

type Handle = fn(&mut World, &Fields, &str, Generation) -> Result<Value, i64>;

pub(crate) fn routes(config: &mut ServiceConfig) {
    for (path, generation, handle) in [
        ("/open-apis/authen/v1/access_token", Generation::V1, exchange as Handle),
        ("/open-apis/authen/v1/oidc/access_token", Generation::Oidc, exchange),
        ("/open-apis/authen/v1/refresh_access_token", Generation::V1, renew),
        ("/open-apis/authen/v1/oidc/refresh_access_token", Generation::Oidc, renew),
    ] {
        let answer = move |sim: Data<Sim>, request: HttpRequest, body: Bytes| async move {
            Answer::from(answer(&mut sim.world(), &request, &body, generation, handle))
        };
        config.route(path, post().to(answer));
    }
}

/// Every refusal but the gateway's and 20050 comes with HTTP 200.
fn answer(
    world: &mut World,
    request: &HttpRequest,
    body: &[u8],
    generation: Generation,
    handle: Handle,
) -> Result<Answer, Answer> {
    let Some(fields) = Fields::json(body) else { return Err(refused(20_001)) };
    let grant = fields.text("grant_type").to_owned();
    // Older clients put the token in the body instead of the header.
    let token = match fields.get("app_access_token") {
        Some(token) => token,
        None => bearer(request)?,
    };
    let result = match world.app_of_token(token).map(|app| app.app_id.clone()) {
        Some(app_id) => handle(world, &fields, &app_id, generation),
        None => Err(20_014),
    };
    Ok(result.map_or_else(refused, |data| Answer::ok(&data)).grant(&grant))
}

fn exchange(world: &mut World, fields: &Fields, app_id: &str, generation: Generation) -> Result<Value, i64> {
    if fields.text("grant_type") != "authorization_code" {
        return Err(20_036);
    }
    let value = fields.get("code").ok_or(20_001)?;
    let code = world.codes.present(value).ok_or(20_003)?;
    if code.app_id != app_id {
        return Err(20_024);
    }
    if code.used {
        return Err(if generation == Generation::V1 { 20_007 } else { 20_003 });
    }
    if code.expires_at <= world.now() {
        return Err(if generation == Generation::V1 { 20_007 } else { 20_004 });
    }
    // There is no field for a verifier here, so a code bound to a challenge cannot be proved.
    if code.challenge.is_some() {
        return Err(20_003);
    }
    if let Some(obstacle) = world.obstacle(&code.app_id, &code.person) {
        return Err(obstacle_code(obstacle));
    }
    world.codes.spend(value);
    let authorization = Authorization {
        app_id: code.app_id,
        person: code.person,
        scope: code.scope,
        authorized_at: world.now(),
    };
    Ok(issue(world, generation, authorization))
}

fn renew(world: &mut World, fields: &Fields, app_id: &str, generation: Generation) -> Result<Value, i64> {
    if fields.text("grant_type") != "refresh_token" {
        return Err(20_036);
    }
    let value = fields.get("refresh_token").ok_or(20_001)?;
    let found = world.tokens.refresh.get(value).filter(|token| token.generation == generation).cloned();
    let found = found.ok_or_else(|| stale_code(Stale::Unknown, generation))?;
    if found.authorization.app_id != app_id {
        return Err(20_024);
    }
    if let Some(stale) = stale(world, &found) {
        return Err(stale_code(stale, generation));
    }
    if let Some(obstacle) = world.obstacle(&found.authorization.app_id, &found.authorization.person) {
        return Err(obstacle_code(obstacle));
    }
    use_up(world, value, generation);
    Ok(issue(world, generation, found.authorization))
}

fn stale_code(stale: Stale, generation: Generation) -> i64 {
    match (generation, stale) {
        (Generation::V1, _) => 20_007,
        (_, Stale::Unknown | Stale::Revoked) => 20_026,
        (_, Stale::Expired) => 20_037,
        (_, Stale::Used) => 20_038,
    }
}

/// `oidc` has tokens only; the older endpoint adds the profile, the short one when the app has few permissions.
fn issue(world: &mut World, generation: Generation, authorization: Authorization) -> Value {
    let Authorization { app_id, person, scope, .. } = authorization.clone();
    let Issued { access, expires_in, refresh, refresh_expires_in } =
        world.issue_tokens(generation, authorization, true);
    let mut data = Map::new();
    if generation == Generation::Oidc {
        data.insert("scope".into(), json!(scope.join(" ")));
    } else if let (Some(app), Some(person)) = (world.app(&app_id), world.person(&person)) {
        data = profile(world, app, person);
        data.remove("employee_no");
        if !app.may("contact:user.base:readonly") {
            data.remove("union_id");
        }
    }
    data.insert("access_token".into(), json!(access));
    data.insert("token_type".into(), json!("Bearer"));
    data.insert("expires_in".into(), json!(expires_in));
    data.insert("refresh_token".into(), json!(refresh));
    data.insert("refresh_expires_in".into(), json!(refresh_expires_in));
    Value::Object(data)
}

fn obstacle_code(obstacle: Obstacle) -> i64 {
    match obstacle {
        Obstacle::Unknown => 20_008,
        Obstacle::NotInstalled => 20_009,
        Obstacle::Outside => 20_010,
        Obstacle::Resigned => 20_021,
        Obstacle::Frozen => 20_022,
        Obstacle::NotRegistered => 20_023,
        Obstacle::AppOff => 20_042,
    }
}

fn refused(code: i64) -> Answer {
    let msg = match code {
        20_001 => "invalid request",
        20_003 => "code is invalid",
        20_004 => "code has expired",
        20_007 => "failed to generate user access token",
        20_008 => "user not exist",
        20_009 => "tenant has not installed the app",
        20_010 => "user has no permission to use the app",
        20_014 => "app access token invalid",
        20_021 => "user resigned",
        20_022 => "user frozen",
        20_023 => "user not registered",
        20_024 => "app of the code or refresh token does not match the app access token",
        20_026 => "refresh token is invalid",
        20_036 => "grant_type is not supported",
        20_037 => "refresh token has expired",
        20_038 => "refresh token not found",
        20_042 => "app is disabled",
        _ => "internal error",
    };
    Answer::refused(200, code, msg)
}
