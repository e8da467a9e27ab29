//! `/roles`: who administers.

use actix_web::web::{Json, Path, Query};
use actix_web::{delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::roles;
use crate::domain::admin::Role;

/// Somebody with a role.
#[derive(Debug, Serialize, ToSchema)]
struct RoleHolder {
    /// The account's id.
    account: String,
    sub: String,
    name: Option<String>,
    /// owner, admin, helpdesk or auditor.
    role: &'static str,
}

/// A role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Given {
    /// owner, admin, helpdesk or auditor.
    role: String,
}

/// Lists everybody who was given a role; owners of the configuration file are not among them.
#[utoipa::path(tag = "roles", security(("token" = ["roles:read"])),
    responses((status = 200, body = Vec<RoleHolder>), Refusals))]
#[get("/roles")]
pub(super) async fn list(caller: Caller) -> Answer<Vec<RoleHolder>> {
    let holders = roles::list(&caller.desk()).await?.into_iter().map(|holder| RoleHolder {
        account: holder.person.account.id.to_string(),
        name: holder.person.account.profile.name,
        sub: holder.person.account.sub,
        role: holder.role.as_str(),
    });
    Ok(Json(holders.collect()))
}

/// Gives an account a role in place of what it had.
#[utoipa::path(tag = "roles", security(("token" = ["roles:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = RoleHolder), Refusals))]
#[put("/roles/{account}")]
pub(super) async fn grant(caller: Caller, name: Path<String>, given: Json<Given>) -> Answer<RoleHolder> {
    let role = Role::parse(&given.role)
        .ok_or_else(|| Problem::invalid("role: expected owner, admin, helpdesk or auditor"))?;
    let account = roles::grant(&caller.desk(), &name, role).await?.account;
    Ok(Json(RoleHolder {
        account: account.id.to_string(),
        name: account.profile.name,
        sub: account.sub,
        role: role.as_str(),
    }))
}

/// Takes an account's role.
#[utoipa::path(tag = "roles", security(("token" = ["roles:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id"), Why),
    responses((status = 204), Refusals))]
#[delete("/roles/{account}")]
pub(super) async fn revoke(
    caller: Caller,
    name: Path<String>,
    why: Query<Why>,
) -> Result<actix_web::HttpResponse, Problem> {
    roles::revoke(&caller.desk(), &name, &why.reason).await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}
