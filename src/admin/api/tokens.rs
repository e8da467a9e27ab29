//! `/tokens`: what programs administer larkgate with.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::{self, tokens};
use crate::domain::admin::{ApiToken, Role};
use crate::domain::id::ApiTokenId;

/// A token, without its value.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    id: String,
    name: String,
    /// What it may do at most: owner, admin, helpdesk or auditor. It never may more than the person behind it may at that
    /// moment: who made it, or made the token that it was made with.
    role: &'static str,
    /// Who made it: an account, a token, or the command line.
    created_by: String,
    created_at: String,
    expires_at: String,
    /// To the minute.
    last_used_at: Option<String>,
}

/// A new token, with its value.
#[derive(Debug, Serialize, ToSchema)]
struct NewToken {
    #[serde(flatten)]
    token: Token,
    /// Shown this once.
    value: String,
}

/// What a new token is for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// What it is for; at most 100 characters.
    name: String,
    /// owner, admin, helpdesk or auditor.
    role: String,
    /// How many days it lives.
    #[schema(minimum = 1, maximum = 366, default = 90)]
    days: Option<u32>,
}

impl From<ApiToken> for Token {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            role: token.role.as_str(),
            created_by: token.created_by,
            created_at: token.created_at.rfc3339(),
            expires_at: token.expires_at.rfc3339(),
            last_used_at: token.last_used_at.map(|at| at.rfc3339()),
        }
    }
}

/// Lists every token that was not revoked, the newest first.
#[utoipa::path(tag = "tokens", security(("token" = ["roles:read"])),
    responses((status = 200, body = Vec<Token>), Refusals))]
#[get("/tokens")]
pub(super) async fn list(caller: Caller) -> Answer<Vec<Token>> {
    Ok(Json(tokens::list(&caller.desk()).await?.into_iter().map(Token::from).collect()))
}

/// Makes a token; its value is in this answer and nowhere else.
#[utoipa::path(tag = "tokens", security(("token" = ["roles:change"])),
    responses((status = 201, body = NewToken), Refusals))]
#[post("/tokens")]
pub(super) async fn add(caller: Caller, wanted: Json<Wanted>) -> Result<HttpResponse, Problem> {
    let role = Role::parse(&wanted.role)
        .ok_or_else(|| Problem::invalid("role: expected owner, admin, helpdesk or auditor"))?;
    let lifetime = wanted.days.map_or(tokens::USUAL, |days| ops::days(days.into()));
    let (token, value) = tokens::add(&caller.desk(), &wanted.name, role, lifetime).await?;
    Ok(HttpResponse::Created().json(NewToken { token: token.into(), value: value.reveal().to_owned() }))
}

/// Revokes a token: it is good for nothing from now on.
#[utoipa::path(tag = "tokens", security(("token" = ["roles:change"])),
    params(("token" = String, Path, description = "id"), Why),
    responses((status = 204), Refusals))]
#[delete("/tokens/{token}")]
pub(super) async fn revoke(
    caller: Caller,
    id: Path<String>,
    why: Query<Why>,
) -> Result<HttpResponse, Problem> {
    tokens::revoke(&caller.desk(), &ApiTokenId::received(&id), &why.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
