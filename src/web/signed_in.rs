//! Proof that the browser holds a live session of an enabled account.

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::session::Session;
use crate::store::StoreError;
use crate::web::cookies;

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
        let live = app.store.read().await?.live_session(&token.hash(), app.now()).await?;
        Ok(live.map(|(session, person)| Self { session, person }))
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
