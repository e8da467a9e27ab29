//! `/accounts/{account}/unbind` and `…/rebind`: which identity an account is bound to.

use actix_web::post;
use actix_web::web::{Json, Path};
use serde::Deserialize;
use utoipa::ToSchema;

use super::account::Account;
use super::accounts::{Reason, after_change};
use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::bindings;

/// An identity to bind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rebinding {
    /// The connector's id, as in the configuration.
    connector: String,
    /// The person's id there.
    open_id: String,
    /// Why; it stands in the audit log; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

/// Unbinds an account from its identity: nobody can sign in to it until it is bound to another.
#[utoipa::path(tag = "accounts", security(("token" = ["bindings:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[post("/accounts/{account}/unbind")]
pub(super) async fn unbind(caller: Caller, name: Path<String>, reason: Json<Reason>) -> Answer<Account> {
    let person = bindings::unbind(&caller.desk(), &name, &reason.reason).await?;
    after_change(&caller, person.account.id.as_str()).await
}

/// Binds an account to another identity, whose person has it from their next sign-in on; its sub stays the same.
#[utoipa::path(tag = "accounts", security(("token" = ["bindings:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[post("/accounts/{account}/rebind")]
pub(super) async fn rebind(caller: Caller, name: Path<String>, to: Json<Rebinding>) -> Answer<Account> {
    let person = bindings::rebind(&caller.desk(), &name, &to.connector, &to.open_id, &to.reason).await?;
    after_change(&caller, person.account.id.as_str()).await
}
