//! Owns `/oauth/v1/revoke`: ends a refresh token with its access token, or an access token alone.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, ServiceConfig, post};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::params::Fields;
use crate::token_v3::{authenticate, refused, required};
use crate::tokens::RefreshState;
use crate::world::{Sim, World};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/oauth/v1/revoke", post().to(revoke));
}

async fn revoke(sim: Data<Sim>, request: HttpRequest, body: Bytes) -> Answer {
    let Some(fields) = Fields::body(&request, &body) else { return refused(20_063) };
    end(&mut sim.world(), &fields).map_or_else(refused, Answer::flat)
}

/// An unknown token is no error, as in RFC 7009.
fn end(world: &mut World, fields: &Fields) -> Result<Value, i64> {
    required(fields, &["client_id", "client_secret", "token"])?;
    authenticate(world, fields)?;
    let mut access = fields.text("token").to_owned();
    if let Some(token) = world.tokens.refresh.get_mut(&access)
        && token.authorization.app_id == fields.text("client_id")
    {
        token.state = RefreshState::Revoked;
        access.clone_from(&token.access);
    }
    if let Some(token) = world.tokens.access.get_mut(&access)
        && token.app_id == fields.text("client_id")
    {
        token.revoked = true;
    }
    Ok(json!({ "code": 0 }))
}
