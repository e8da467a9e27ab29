//! `/roles`: who administers.

use actix_web::web::{Json, Path, Query};
use actix_web::{delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::roles;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Role;
use crate::domain::client::Source;

/// Somebody with a role.
#[derive(Debug, Serialize, ToSchema)]
struct RoleHolder {
    /// The account's id; absent while an owner whom the configuration names has never signed in.
    account: Option<String>,
    /// Absent likewise.
    sub: Option<String>,
    /// Feishu's id of the person; empty where the account is bound to nobody.
    open_id: String,
    name: Option<String>,
    /// owner, admin, helpdesk or auditor.
    role: &'static str,
    /// configuration or database; what the configuration says is changed there alone.
    source: &'static str,
}

impl RoleHolder {
    fn of(person: BoundAccount, role: Role, source: Source) -> Self {
        let open_id = if person.binding.is_bound() { person.binding.open_id } else { String::new() };
        Self {
            account: Some(person.account.id.to_string()),
            sub: Some(person.account.sub),
            name: person.account.profile.name,
            open_id,
            role: role.as_str(),
            source: source.as_str(),
        }
    }

    /// An owner of the configuration who has never signed in.
    fn unknown(open_id: String) -> Self {
        let (role, source) = (Role::Owner.as_str(), Source::Config.as_str());
        Self { account: None, sub: None, name: None, open_id, role, source }
    }
}

/// A role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Given {
    /// owner, admin, helpdesk or auditor.
    role: String,
}

/// Lists everybody who administers: owners of the configuration file, then whoever was given a role.
#[utoipa::path(tag = "roles", security(("token" = ["roles:read"])),
    responses((status = 200, body = Vec<RoleHolder>), Refusals))]
#[get("/roles")]
pub(super) async fn list(caller: Caller) -> Answer<Vec<RoleHolder>> {
    let desk = caller.desk();
    let (known, unknown) = roles::owners_of_the_file(&desk).await?;
    let known = known.into_iter().map(|person| RoleHolder::of(person, Role::Owner, Source::Config));
    let given = roles::list(&desk).await?.into_iter();
    let given = given.map(|holder| RoleHolder::of(holder.person, holder.role, Source::Database));
    Ok(Json(known.chain(unknown.into_iter().map(RoleHolder::unknown)).chain(given).collect()))
}

/// Gives an account a role in place of what it had. The last owner stays one (`conflict`), unless the configuration file
/// names an owner.
#[utoipa::path(tag = "roles", security(("token" = ["roles:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = RoleHolder), Refusals))]
#[put("/roles/{account}")]
pub(super) async fn grant(caller: Caller, name: Path<String>, given: Json<Given>) -> Answer<RoleHolder> {
    let role = Role::parse(&given.role)
        .ok_or_else(|| Problem::invalid("role: expected owner, admin, helpdesk or auditor"))?;
    let person = roles::grant(&caller.desk(), &name, role).await?;
    Ok(Json(RoleHolder::of(person, role, Source::Database)))
}

/// Takes an account's role. The last owner stays one (`conflict`), unless the configuration file names an owner.
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
