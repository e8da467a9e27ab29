//! `/accounts/{account}/sessions`: where a person is signed in.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::Reason;
use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals};
use crate::admin::ops::sessions;
use crate::domain::id::SessionId;
use crate::domain::session::Session;

/// A browser that the person is signed in with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountSession {
    id: String,
    /// Address that they signed in from.
    address: Option<String>,
    /// What the browser says it is.
    user_agent: Option<String>,
    signed_in_at: String,
    last_used_at: String,
    expires_at: String,
}

impl From<Session> for AccountSession {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            address: session.device.address,
            user_agent: session.device.user_agent,
            signed_in_at: session.auth_time.rfc3339(),
            last_used_at: session.last_used_at.rfc3339(),
            expires_at: session.expires_at.rfc3339(),
        }
    }
}

/// Lists the live sessions of an account, the last used first.
#[utoipa::path(tag = "sessions", security(("token" = ["accounts:read"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = Vec<AccountSession>), Refusals))]
#[get("/accounts/{account}/sessions")]
pub(super) async fn list(caller: Caller, name: Path<String>) -> Answer<Vec<AccountSession>> {
    let sessions = sessions::list(&caller.desk(), &name).await?;
    Ok(Json(sessions.into_iter().map(AccountSession::from).collect()))
}

/// Ends one session, with everything that was granted in it but for offline access.
#[utoipa::path(tag = "sessions", security(("token" = ["accounts:change"])),
    params(("account" = String, Path, description = "id, sub, open_id or union_id"),
           ("session" = String, Path, description = "id")),
    responses((status = 204), Refusals))]
#[post("/accounts/{account}/sessions/{session}/end")]
pub(super) async fn end(
    caller: Caller,
    path: Path<(String, String)>,
    reason: Json<Reason>,
) -> Result<HttpResponse, Problem> {
    let (name, session) = path.into_inner();
    sessions::end(&caller.desk(), &name, &SessionId::received(&session), &reason.reason).await?;
    caller.changed();
    Ok(HttpResponse::NoContent().finish())
}

/// Ends one session, whoever's it is.
#[utoipa::path(tag = "sessions", security(("token" = ["accounts:change"])),
    params(("session" = String, Path, description = "id")),
    responses((status = 204), Refusals))]
#[post("/sessions/{session}/end")]
pub(super) async fn end_any(
    caller: Caller,
    session: Path<String>,
    reason: Json<Reason>,
) -> Result<HttpResponse, Problem> {
    sessions::end_any(&caller.desk(), &SessionId::received(&session), &reason.reason).await?;
    caller.changed();
    Ok(HttpResponse::NoContent().finish())
}
