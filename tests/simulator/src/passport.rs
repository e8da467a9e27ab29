//! Owns the oldest generation, `/suite/passport/oauth/token` and `/userinfo`: flat bodies without a `code`.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, ServiceConfig, get, post};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::bearer;
use crate::params::Fields;
use crate::refresh::{stale, use_up};
use crate::token_v3::{authenticate, obstacle_code, required, wording};
use crate::tokens::{Authorization, Generation};
use crate::user_info::profile;
use crate::world::{Sim, World};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/suite/passport/oauth/token", post().to(token))
        .route("/suite/passport/oauth/userinfo", get().to(userinfo));
}

async fn token(sim: Data<Sim>, body: Bytes) -> Answer {
    let fields = Fields::form(&body);
    let grant = fields.text("grant_type");
    let mut world = sim.world();
    let result = match grant {
        "authorization_code" => exchange(&mut world, &fields),
        "refresh_token" => renew(&mut world, &fields),
        "" => Err(20_001),
        _ => Err(20_036),
    };
    result.map_or_else(refused, Answer::flat).grant(grant)
}

/// Refusals are not documented for this generation: the words of the current one, without `code`.
fn refused(code: i64) -> Answer {
    let (status, error, description) = wording(code);
    Answer::raw(status, code, json!({ "error": error, "error_description": description }))
}

fn exchange(world: &mut World, fields: &Fields) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret", "code", "redirect_uri"])?;
    let value = fields.text("code");
    let code = world.codes.present(value).ok_or(20_003)?;
    authenticate(world, fields)?;
    if code.app_id != fields.text("client_id") {
        return Err(20_024);
    }
    if code.used || code.challenge.is_some() {
        return Err(20_003);
    }
    if code.expires_at <= world.now() {
        return Err(20_004);
    }
    if fields.text("redirect_uri") != code.redirect_uri {
        return Err(20_071);
    }
    if let Some(obstacle) = world.obstacle(&code.app_id, &code.person) {
        return Err(obstacle_code(obstacle));
    }
    world.codes.spend(value);
    let authorized_at = world.now();
    // No scope is bound to these tokens: fields depend on the app's permissions only.
    let authorization =
        Authorization { app_id: code.app_id, person: code.person, scope: Vec::new(), authorized_at };
    Ok(issue(world, authorization))
}

fn renew(world: &mut World, fields: &Fields) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret", "refresh_token"])?;
    let value = fields.text("refresh_token");
    let found = world.tokens.refresh.get(value).filter(|token| token.generation == Generation::Passport);
    let found = found.cloned().ok_or(20_026)?;
    authenticate(world, fields)?;
    if found.authorization.app_id != fields.text("client_id") {
        return Err(20_024);
    }
    if stale(world, &found).is_some() {
        return Err(20_026);
    }
    if let Some(obstacle) = world.obstacle(&found.authorization.app_id, &found.authorization.person) {
        return Err(obstacle_code(obstacle));
    }
    use_up(world, value, Generation::Passport);
    Ok(issue(world, found.authorization))
}

fn issue(world: &mut World, authorization: Authorization) -> Value {
    let issued = world.issue_tokens(Generation::Passport, authorization, true);
    json!({
        "access_token": issued.access,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "refresh_token": issued.refresh,
        "refresh_expires_in": issued.refresh_expires_in,
    })
}

async fn userinfo(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    bearer::user(&world, &request)
        .map(|(app, person)| {
            let mut fields = profile(&world, app, person);
            fields.remove("enterprise_email");
            fields.insert("sub".into(), json!(person.open_id(&app.app_id)));
            fields.insert("picture".into(), json!(person.avatar(&world.base_url, 72)));
            Answer::flat(Value::Object(fields))
        })
        .into()
}
