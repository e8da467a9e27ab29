//! Proof that the browser holds a live session of an enabled account.

use std::time::Duration;

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::auth_request::OidcRequest;
use crate::domain::session::Session;
use crate::store::StoreError;
use crate::web::cookies;

/// How exactly it is known when a session was last of use.
const NOTED: Duration = Duration::from_secs(60);

/// A live session and its person; made only by looking the cookie up.
#[derive(Debug, Clone)]
pub struct SignedIn {
    session: Session,
    person: BoundAccount,
}

impl SignedIn {
    /// Looks the browser's cookie up.
    ///
    /// # Errors
    /// When the database fails: then nobody is signed in.
    pub async fn of(app: &App, request: &HttpRequest) -> Result<Option<Self>, StoreError> {
        let Some(token) = cookies::session_token(app, request) else { return Ok(None) };
        let live = app.store.read().await?.live_session(&token.hash(), app.now(), app.used_since()).await?;
        Self::admitted(app, live).await
    }

    /// The same for the console, which a session opens too that no upstream stands behind.
    ///
    /// # Errors
    /// When the database fails: then nobody is signed in.
    pub async fn for_console(app: &App, request: &HttpRequest) -> Result<Option<Self>, StoreError> {
        let Some(token) = cookies::session_token(app, request) else { return Ok(None) };
        let (now, used_since) = (app.now(), app.used_since());
        let live = app.store.read().await?.live_session_for_console(&token.hash(), now, used_since).await?;
        Self::admitted(app, live).await
    }

    async fn admitted(app: &App, live: Option<(Session, BoundAccount)>) -> Result<Option<Self>, StoreError> {
        let Some((session, person)) = app.admitted(live) else { return Ok(None) };
        let now = app.now();
        if session.last_used_at.plus(NOTED) <= now {
            let mut tx = app.store.write().await?;
            tx.hold_session(&session.id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(Self { session, person }))
    }

    /// Whether this session may answer the request: fresh enough, and of the person whom the application named.
    pub fn will_do_for(&self, app: &App, request: &OidcRequest) -> bool {
        request.freshness.is_met_by(&self.session) && app.is_expected(request, &self.person.account)
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Who is signed in.
    pub fn person(&self) -> &BoundAccount {
        &self.person
    }
}
