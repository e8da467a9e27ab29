//! `/system`: what runs, and whether its upstreams know it.

use actix_web::web::{Json, Path};
use actix_web::{get, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::system;
use crate::connectors::UpstreamError;
use crate::domain::time::Timestamp;
use crate::store::FailingNotices;

/// What is known of the whole, by the process that answers.
#[derive(Debug, Serialize, ToSchema)]
struct SystemState {
    /// The program's version.
    version: &'static str,
    started_at: String,
    /// Kind and version.
    database: String,
    /// In bytes.
    database_size: i64,
    /// The number of the last migration.
    migration: i64,
    /// Whether this process hears of every change that another makes.
    hears_changes: bool,
    /// When this process removed what lapsed.
    swept_at: Option<String>,
    /// The id of the last audit line that was forwarded, where lines are.
    forwarded_to: Option<String>,
    /// Since when the first audit line waits that is not forwarded.
    forwarding_waits_since: Option<String>,
    /// Applications that do not take their logout notices.
    failing_notices: Vec<FailingNotice>,
    /// Every option in effect, under its name in the file. Secrets are left out.
    configuration: Vec<ConfigOption>,
}

/// Notices that an application does not take.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FailingNotice {
    client_id: String,
    count: i64,
    since: String,
    failure: String,
}

/// An option.
#[derive(Debug, Serialize, ToSchema)]
struct ConfigOption {
    name: String,
    value: String,
}

/// What an upstream says to its credentials.
#[derive(Debug, Serialize, ToSchema)]
struct Checked {
    /// Whether it takes them.
    ok: bool,
    /// What it has against them, in a fixed word such as `misconfigured`, `rate_limited`, `unavailable`.
    problem: Option<&'static str>,
    /// The status of its answer.
    status: Option<u16>,
    /// Its own code.
    code: Option<i64>,
    /// Its id of the request, for its support.
    log_id: Option<String>,
}

impl From<&FailingNotices> for FailingNotice {
    fn from(notices: &FailingNotices) -> Self {
        Self {
            client_id: notices.client_id.clone(),
            count: notices.count,
            since: notices.since.rfc3339(),
            failure: notices.failure.clone(),
        }
    }
}

impl From<Result<(), UpstreamError>> for Checked {
    fn from(outcome: Result<(), UpstreamError>) -> Self {
        let error = outcome.as_ref().err();
        Self {
            ok: outcome.is_ok(),
            problem: error.map(|error| error.kind.word()),
            status: error.and_then(|error| error.status),
            code: error.and_then(|error| error.code),
            log_id: error.and_then(|error| error.log_id.clone()),
        }
    }
}

/// Tells what runs, on what, and how it was told to.
#[utoipa::path(tag = "system", security(("token" = ["system:read"])),
    responses((status = 200, body = SystemState), Refusals))]
#[get("/system")]
pub(super) async fn state(caller: Caller) -> Answer<SystemState> {
    let state = system::state(&caller.desk(), caller.app()).await?;
    Ok(Json(SystemState {
        version: state.version,
        started_at: state.started.rfc3339(),
        database: state.database.kind,
        database_size: state.database.size,
        migration: state.database.migration,
        hears_changes: state.is_current,
        swept_at: state.swept_at.map(Timestamp::rfc3339),
        forwarded_to: state.forwarding.map(|forwarding| forwarding.forwarded_to.to_string()),
        forwarding_waits_since: state.waiting_since.map(Timestamp::rfc3339),
        failing_notices: state.notices.iter().map(FailingNotice::from).collect(),
        configuration: state.options.into_iter().map(|(name, value)| ConfigOption { name, value }).collect(),
    }))
}

/// Has a connector show its credentials to Feishu or Lark now, at most every ten seconds, and tells what it answered.
#[utoipa::path(tag = "system", security(("token" = ["system:check"])),
    params(("connector" = String, Path, description = "its name in the configuration")),
    responses((status = 200, body = Checked), Refusals))]
#[post("/connectors/{connector}/check")]
pub(super) async fn check(caller: Caller, connector: Path<String>) -> Answer<Checked> {
    Ok(Json(system::check(&caller.desk(), caller.app(), &connector).await?.into()))
}
