//! `/audit`: who got in, and why not.

#![allow(unused_qualifications, reason = "the macro that reads two queries writes some")]

use actix_web::web::{Json, Query};
use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::page::{FileForm, Page, Which};
use super::problem::Problem;
use super::{Answer, Refusals};
use crate::admin::export::{Lines, Row};
use crate::admin::ops::audit;
use crate::domain::id::{AccountId, AuditId};
use crate::domain::time::Timestamp;
use crate::store::{AuditFilter, AuditRow};

/// One line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct AuditLine {
    id: String,
    /// When.
    at: String,
    /// What happened, such as `login.succeeded` or `account.disabled`.
    kind: String,
    /// The account concerned.
    account: Option<String>,
    /// The application concerned.
    client_id: Option<String>,
    /// The identity concerned, as `connector:open_id`.
    identity: Option<String>,
    /// Address of the caller.
    address: Option<String>,
    /// Why.
    reason: Option<String>,
    /// Reference number of the request.
    reference: Option<String>,
    /// Who did it, where that is an administrator: an account, a token, or the command line.
    actor: Option<String>,
    /// What was changed: `before` and `after`.
    change: Option<Value>,
    /// The same as text.
    #[serde(skip)]
    change_text: Option<String>,
}

impl From<AuditRow> for AuditLine {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id.to_string(),
            at: row.at.rfc3339(),
            kind: row.kind,
            account: row.account_id.map(|id| id.to_string()),
            client_id: row.client_id,
            identity: row.identity,
            address: row.address,
            reason: row.reason,
            reference: row.reference,
            actor: row.actor,
            change: row.change.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            change_text: row.change,
        }
    }
}

impl Row for AuditLine {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "at",
        "kind",
        "account",
        "client_id",
        "identity",
        "address",
        "reason",
        "reference",
        "actor",
        "change",
    ];

    fn cells(&self) -> Vec<&str> {
        fn text(field: &Option<String>) -> &str {
            field.as_deref().unwrap_or_default()
        }
        vec![
            &self.id,
            &self.at,
            &self.kind,
            text(&self.account),
            text(&self.client_id),
            text(&self.identity),
            text(&self.address),
            text(&self.reason),
            text(&self.reference),
            text(&self.actor),
            text(&self.change_text),
        ]
    }
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// One kind.
    kind: Option<String>,
    /// About one account, by its id, its sub, or a bound open_id or union_id.
    account: Option<String>,
    /// About one application.
    client_id: Option<String>,
    /// Done by one actor: an account as above, a token's id, or `command line: NAME`.
    actor: Option<String>,
    /// Of one request.
    reference: Option<String>,
    /// From one address.
    address: Option<String>,
    /// Not before this moment (RFC 3339).
    from: Option<String>,
    /// Before this moment (RFC 3339).
    until: Option<String>,
}

impl Filter {
    fn wanted(self) -> Result<AuditFilter, Problem> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let moment = |name: &str, text: Option<String>| {
            let wrong =
                || Problem::invalid(format!("{name}: expected a moment such as 2026-11-29T08:00:00Z"));
            given(text).map(|text| Timestamp::parse(&text).ok_or_else(wrong)).transpose()
        };
        Ok(AuditFilter {
            kind: given(self.kind),
            account: given(self.account).as_deref().map(AccountId::received),
            client_id: given(self.client_id),
            actor: given(self.actor),
            reference: given(self.reference),
            address: given(self.address),
            from: moment("from", self.from)?,
            until: moment("until", self.until)?,
        })
    }
}

/// Lists audit lines, newest first. Where several things are asked for at once, a page may have fewer lines than its limit,
/// or none, and yet a next: only so many are looked at for one page.
#[utoipa::path(tag = "audit", params(Which, Filter), security(("token" = ["audit:read"])),
    responses((status = 200, body = Page<AuditLine>), Refusals))]
#[get("/audit")]
pub(super) async fn list(
    caller: Caller,
    which: Query<Which>,
    filter: Query<Filter>,
) -> Answer<Page<AuditLine>> {
    let limit = which.limit()?;
    let before = which.cursor()?.map(|(at, id)| (at, AuditId::received(&id)));
    let filter = filter.into_inner().wanted()?;
    let page = audit::page(&caller.desk(), &filter, before.as_ref(), limit).await?;
    Ok(Json(Page::of_log(page, AuditLine::from)))
}

/// Gives audit lines as a file, newest first; the audit log takes note.
#[utoipa::path(tag = "audit", params(FileForm, Filter), security(("token" = ["audit:read"])),
    responses((status = 200, content((AuditLine = "application/jsonl"), (String = "text/csv"))), Refusals))]
#[get("/audit/export")]
pub(super) async fn export(
    caller: Caller,
    form: Query<FileForm>,
    filter: Query<Filter>,
) -> Result<HttpResponse, Problem> {
    caller.export(Lines(filter.into_inner().wanted()?), form.form()?).await
}
