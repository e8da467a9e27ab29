//! `/clients/{client}/rules`: who may enter a client.

use actix_web::web::{Json, Path};
use actix_web::{patch, put};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::clients::Client;
use super::{Answer, Refusals};
use crate::admin::ops::entry;
use crate::domain::client::EntryRule;

/// Who may enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// In the order in which they are tried; none lets everybody in who can sign in.
    rules: Vec<EntryRule>,
    /// It stands in the audit log; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

/// Rules in place of others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryChange {
    /// As they were read.
    seen: Vec<EntryRule>,
    /// As they shall be; none lets everybody in who can sign in.
    rules: Vec<EntryRule>,
    /// It stands in the audit log; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

/// Says who may enter a client. Whoever may not any more is refused, and what they have ends at the next refresh.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = Client), Refusals))]
#[put("/clients/{client}/rules")]
pub(super) async fn set(caller: Caller, id: Path<String>, new: Json<Entry>) -> Answer<Client> {
    let desk = caller.desk();
    let client = entry::set(&desk, &id, &new.rules, |_any| true, &new.reason).await?;
    Ok(Json(Client::of(&client, desk.now)))
}

/// Says who may enter a client, as `PUT` does, if it still has the rules that were seen; otherwise nothing is changed, and
/// `conflict` says so.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = Client), Refusals))]
#[patch("/clients/{client}/rules")]
pub(super) async fn change_seen(
    caller: Caller,
    id: Path<String>,
    changed: Json<EntryChange>,
) -> Answer<Client> {
    let (desk, EntryChange { seen, rules, reason }) = (caller.desk(), &*changed);
    let client = entry::set(&desk, &id, rules, |present| present == seen, reason).await?;
    Ok(Json(Client::of(&client, desk.now)))
}
