//! Owns tenant and app access tokens of custom apps (Feishu: 自建应用获取 tenant_access_token).

use actix_web::web::{Bytes, Data, ServiceConfig, post};
use serde_json::json;

use crate::answer::Answer;
use crate::apps::App;
use crate::chance;
use crate::params::Fields;
use crate::world::{Sim, World};

const LIFETIME: i64 = 7200;
/// With this much left the same token comes back; with less a new one, and both stay valid.
const RENEW_BELOW: i64 = 1800;

pub(crate) struct AppToken {
    app_id: String,
    value: String,
    expires_at: i64,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    for path in ["/internal", "/internal/"] {
        config
            .route(&format!("/open-apis/auth/v3/tenant_access_token{path}"), post().to(tenant))
            .route(&format!("/open-apis/auth/v3/app_access_token{path}"), post().to(app));
    }
}

async fn tenant(sim: Data<Sim>, body: Bytes) -> Answer {
    let mut world = sim.world();
    world.token_by_secret(&body).map_or_else(
        |refusal| refusal,
        |(token, expire)| {
            Answer::flat(json!({ "code": 0, "expire": expire, "msg": "ok", "tenant_access_token": token }))
        },
    )
}

async fn app(sim: Data<Sim>, body: Bytes) -> Answer {
    let mut world = sim.world();
    world.token_by_secret(&body).map_or_else(
        |refusal| refusal,
        |(token, expire)| {
            Answer::flat(json!({
                "code": 0, "expire": expire, "msg": "ok",
                "app_access_token": token, "tenant_access_token": token,
            }))
        },
    )
}

impl World {
    /// Refusals keep HTTP 200.
    fn token_by_secret(&mut self, body: &[u8]) -> Result<(String, i64), Answer> {
        let fields = Fields::json(body).unwrap_or_default();
        let Some(app) = self.app(fields.text("app_id")) else {
            let body = json!({ "code": 10003, "data": {}, "msg": "invalid param" });
            return Err(Answer::raw(200, 10003, body));
        };
        if app.app_secret != fields.text("app_secret") {
            return Err(Answer::refused(200, 10014, "app secret invalid"));
        }
        let app_id = app.app_id.clone();
        Ok(self.app_token(&app_id))
    }

    /// The newest token of an app and its remaining seconds, by the 30-minute rule.
    pub(crate) fn app_token(&mut self, app_id: &str) -> (String, i64) {
        let now = self.now();
        let newest = self.app_tokens.iter().rev().find(|token| token.app_id == app_id);
        if let Some(token) = newest.filter(|token| token.expires_at - now >= RENEW_BELOW) {
            return (token.value.clone(), token.expires_at - now);
        }
        let value = format!("t-{}", chance::hex_text::<20>());
        self.record.secret("tenant_access_token", &value);
        self.app_tokens.push(AppToken {
            app_id: app_id.into(),
            value: value.clone(),
            expires_at: now + LIFETIME,
        });
        (value, LIFETIME)
    }

    pub(crate) fn app_of_token(&self, value: &str) -> Option<&App> {
        let token = self.app_tokens.iter().find(|token| token.value == value)?;
        if token.expires_at <= self.now() { None } else { self.app(&token.app_id) }
    }
}
