//! How a session at an application begins, whichever way the browser came.

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::access::{Application, ApplicationSession};
use crate::domain::audit::EventKind;
use crate::domain::id::{AccountId, ApplicationSessionId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::Opaque;
use crate::forward_auth::cookies;
use crate::store::{StoreError, Tx};
use crate::web::audit;

/// Who comes, and for how long.
pub(super) struct Entry<'a> {
    pub(super) account: &'a AccountId,
    /// The chain of sessions at larkgate that they signed in in.
    pub(super) chain: &'a SessionId,
    pub(super) ends: Timestamp,
}

/// A new session, and what its cookie holds; the one that the browser had there before ends.
///
/// # Errors
/// When the database fails.
pub(super) async fn open(
    app: &App,
    request: &HttpRequest,
    tx: &mut Tx,
    application: &Application,
    entry: &Entry<'_>,
) -> Result<Opaque, StoreError> {
    let (now, cookie) = (app.now(), Opaque::new(&*app.entropy));
    if let Some(old) = cookies::session_token(app, request, application) {
        tx.end_application_session(&old, application.realm(), now).await?;
    }
    tx.insert_application_session(&ApplicationSession {
        id: ApplicationSessionId::new(&*app.entropy),
        token: cookie.hash(),
        application: application.realm().to_owned(),
        account: entry.account.clone(),
        chain: entry.chain.clone(),
        created_at: now,
        expires_at: entry.ends,
    })
    .await?;
    let mut event = audit::event(app, request, EventKind::ApplicationEntered);
    event.account = Some(entry.account.clone());
    event.client_id = Some(application.id.clone());
    tx.append_audit(&event).await?;
    Ok(cookie)
}
