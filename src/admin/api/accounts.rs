//! `/accounts`: who is bound, and stop it now.

#![allow(unused_qualifications, reason = "the macro that reads two queries writes some")]

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, get, post, put};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::account::{Account, AccountDetails};
use super::caller::Caller;
use super::page::{FileForm, Page, Which};
use super::problem::Problem;
use super::{Answer, Refusals};
use crate::admin::export::Accounts;
use crate::admin::ops::accounts::{self, Search};
use crate::domain::account::BoundAccount;
use crate::domain::id::AccountId;

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// It stands in the audit log; at most 1000 characters.
    #[serde(default)]
    pub(super) reason: String,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    /// In place of what was noted before; empty to take it away; at most 1000 characters.
    note: String,
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Parts of a name or the beginning of an e-mail address; or a whole e-mail address, employee number, id, sub, or Feishu's
    /// id of a person, a department or a group.
    q: Option<String>,
    /// enabled or disabled.
    state: Option<String>,
}

impl Filter {
    fn search(self) -> Result<Search, Problem> {
        let enabled = match self.state.as_deref() {
            None | Some("") => None,
            Some("enabled") => Some(true),
            Some("disabled") => Some(false),
            Some(_) => return Err(Problem::invalid("state: expected enabled or disabled")),
        };
        let text = self.q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Search { text, enabled })
    }
}

/// Lists accounts, newest first.
#[utoipa::path(tag = "accounts", params(Which, Filter), security(("token" = ["accounts:read"])),
    responses((status = 200, body = Page<Account>), Refusals))]
#[get("/accounts")]
pub(super) async fn list(
    caller: Caller,
    which: Query<Which>,
    filter: Query<Filter>,
) -> Answer<Page<Account>> {
    let limit = which.limit()?;
    let before = which.cursor()?.map(|(at, id)| (at, AccountId::received(&id)));
    let wanted = filter.into_inner().search()?;
    let people = accounts::search(&caller.desk(), &wanted, before, limit.saturating_add(1)).await?;
    let key = |person: &BoundAccount| (person.account.created_at, person.account.id.to_string());
    Ok(Json(Page::of(people, limit, key, Account::from)))
}

/// Gives every account as a file, newest first; the audit log takes note.
#[utoipa::path(tag = "accounts", params(FileForm, Filter), security(("token" = ["accounts:read"])),
    responses((status = 200, content((Account = "application/jsonl"), (String = "text/csv"))), Refusals))]
#[get("/accounts/export")]
pub(super) async fn export(
    caller: Caller,
    form: Query<FileForm>,
    filter: Query<Filter>,
) -> Result<HttpResponse, Problem> {
    caller.export(Accounts(filter.into_inner().search()?), form.form()?).await
}

/// Shows one account. It is named by its id, its sub, or a bound open_id or union_id.
#[utoipa::path(tag = "accounts", security(("token" = ["accounts:read"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = AccountDetails), Refusals))]
#[get("/accounts/{account}")]
pub(super) async fn show(caller: Caller, name: Path<String>) -> Answer<AccountDetails> {
    Ok(Json(accounts::details(&caller.desk(), &name).await?.into()))
}

/// Refuses an account from now on; its sessions end and everything it granted is revoked, at once.
#[utoipa::path(tag = "accounts", security(("token" = ["accounts:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[post("/accounts/{account}/disable")]
pub(super) async fn disable(caller: Caller, name: Path<String>, reason: Json<Reason>) -> Answer<Account> {
    accounts::disable(&caller.desk(), &name, &reason.reason).await?;
    after_change(&caller, &name).await
}

/// Lets an account sign in again.
#[utoipa::path(tag = "accounts", security(("token" = ["accounts:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[post("/accounts/{account}/enable")]
pub(super) async fn enable(caller: Caller, name: Path<String>, reason: Json<Reason>) -> Answer<Account> {
    accounts::enable(&caller.desk(), &name, &reason.reason).await?;
    after_change(&caller, &name).await
}

/// Signs an account out everywhere and revokes everything it granted; it may sign in again.
#[utoipa::path(tag = "accounts", security(("token" = ["accounts:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[post("/accounts/{account}/end-sessions")]
pub(super) async fn end_sessions(
    caller: Caller,
    name: Path<String>,
    reason: Json<Reason>,
) -> Answer<Account> {
    accounts::end_sessions(&caller.desk(), &name, &reason.reason).await?;
    after_change(&caller, &name).await
}

/// Notes something about an account.
#[utoipa::path(tag = "accounts", security(("token" = ["accounts:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Account), Refusals))]
#[put("/accounts/{account}/note")]
pub(super) async fn note(caller: Caller, name: Path<String>, note: Json<Note>) -> Answer<Account> {
    accounts::note(&caller.desk(), &name, &note.note).await?;
    after_change(&caller, &name).await
}

pub(super) async fn after_change(caller: &Caller, name: &str) -> Result<Json<Account>, Problem> {
    caller.changed();
    Ok(Json(accounts::details(&caller.desk(), name).await?.person.into()))
}
