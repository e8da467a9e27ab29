//! `/applications/{application}/service-tokens`: what services come to applications behind proxies with.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::service_tokens::{self, State};
use crate::domain::access::ServiceToken as Kept;
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;

/// A service token, without its value.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceToken {
    id: String,
    /// The application that it opens.
    application: String,
    /// The service, as rules name it.
    name: String,
    /// good, lapsed or revoked.
    state: &'static str,
    created_at: String,
    /// Absent where it is good until it is revoked.
    expires_at: Option<String>,
    revoked_at: Option<String>,
    /// To the minute.
    last_used_at: Option<String>,
}

/// A new service token, with its value.
#[derive(Debug, Serialize, ToSchema)]
struct NewServiceToken {
    #[serde(flatten)]
    token: ServiceToken,
    /// Shown this once.
    value: String,
    /// Whether a rule names the service; without one the token opens nothing.
    named_by_a_rule: bool,
}

/// What a new service token is for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedService {
    /// The service, as rules name it: 1 to 100 of A-Z a-z 0-9 . _ -
    name: String,
    /// How long it is good, such as 90d or 12h; until it is revoked by default.
    expires: Option<String>,
}

impl ServiceToken {
    fn of(token: Kept, now: Timestamp) -> Self {
        Self {
            state: State::of(&token, now).as_str(),
            id: token.id.to_string(),
            application: token.application,
            name: token.name,
            created_at: token.created_at.rfc3339(),
            expires_at: token.expires_at.map(Timestamp::rfc3339),
            revoked_at: token.revoked_at.map(Timestamp::rfc3339),
            last_used_at: token.last_used_at.map(Timestamp::rfc3339),
        }
    }
}

async fn listed(caller: &Caller, application: Option<&str>) -> Answer<Vec<ServiceToken>> {
    let desk = caller.desk();
    let tokens = service_tokens::list(&desk, application).await?;
    Ok(Json(tokens.into_iter().map(|token| ServiceToken::of(token, desk.now)).collect()))
}

/// Lists the service tokens of every application.
#[utoipa::path(tag = "service tokens", security(("token" = ["applications:read"])),
    responses((status = 200, body = Vec<ServiceToken>), Refusals))]
#[get("/service-tokens")]
pub(super) async fn list_all(caller: Caller) -> Answer<Vec<ServiceToken>> {
    listed(&caller, None).await
}

/// Lists the service tokens of an application.
#[utoipa::path(tag = "service tokens", security(("token" = ["applications:read"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 200, body = Vec<ServiceToken>), Refusals))]
#[get("/applications/{application}/service-tokens")]
pub(super) async fn list(caller: Caller, id: Path<String>) -> Answer<Vec<ServiceToken>> {
    listed(&caller, Some(&id)).await
}

/// Makes a service token; its value is in this answer and nowhere else.
#[utoipa::path(tag = "service tokens", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 201, body = NewServiceToken), Refusals))]
#[post("/applications/{application}/service-tokens")]
pub(super) async fn add(
    caller: Caller,
    id: Path<String>,
    wanted: Json<WantedService>,
) -> Result<HttpResponse, Problem> {
    let desk = caller.desk();
    let made = service_tokens::add(&desk, &id, &wanted.name, wanted.expires.as_deref()).await?;
    Ok(HttpResponse::Created().json(NewServiceToken {
        token: ServiceToken::of(made.token, desk.now),
        value: made.value.reveal().to_owned(),
        named_by_a_rule: made.is_named,
    }))
}

/// Revokes a service token; it stops working at once.
#[utoipa::path(tag = "service tokens", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id"), ("token" = String, Path, description = "id"), Why),
    responses((status = 204), Refusals))]
#[delete("/applications/{application}/service-tokens/{token}")]
pub(super) async fn revoke(
    caller: Caller,
    path: Path<(String, String)>,
    why: Query<Why>,
) -> Result<HttpResponse, Problem> {
    let (application, id) = path.into_inner();
    service_tokens::revoke(&caller.desk(), Some(&application), &ServiceTokenId::received(&id), &why.reason)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Revokes a service token, of whichever application; it stops working at once.
#[utoipa::path(tag = "service tokens", security(("token" = ["applications:change"])),
    params(("token" = String, Path, description = "id"), Why),
    responses((status = 204), Refusals))]
#[delete("/service-tokens/{token}")]
pub(super) async fn revoke_any(
    caller: Caller,
    id: Path<String>,
    why: Query<Why>,
) -> Result<HttpResponse, Problem> {
    service_tokens::revoke(&caller.desk(), None, &ServiceTokenId::received(&id), &why.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
