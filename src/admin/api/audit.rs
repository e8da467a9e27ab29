//! `/audit`: who got in, and why not.

#![allow(unused_qualifications, reason = "the macro that reads two queries writes some")]

use actix_web::get;
use actix_web::web::{Json, Query};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::page::{Page, Which};
use super::{Answer, Refusals};
use crate::admin::ops::audit;
use crate::domain::id::{AccountId, AuditId};
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
            change: row.change.and_then(|text| serde_json::from_str(&text).ok()),
        }
    }
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// One kind.
    kind: Option<String>,
    /// One account, by its id.
    account: Option<String>,
    /// One application.
    client_id: Option<String>,
    /// One actor.
    actor: Option<String>,
    /// One request.
    reference: Option<String>,
}

/// Lists audit lines, newest first.
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
    let filter = filter.into_inner();
    let filter = AuditFilter {
        kind: filter.kind,
        account: filter.account.as_deref().map(AccountId::received),
        client_id: filter.client_id,
        actor: filter.actor,
        reference: filter.reference,
        ..AuditFilter::default()
    };
    let page = audit::page(&caller.desk(), &filter, before.as_ref(), limit).await?;
    Ok(Json(Page::of_log(page, AuditLine::from)))
}
