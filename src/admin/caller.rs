//! Proof that whoever calls may administer at all; what they may do is for the [`Desk`] to say.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use super::ops::Desk;
use crate::app::{self, App};
use crate::domain::account::BoundAccount;
use crate::domain::admin::{Actor, ApiToken, Role, Who};
use crate::domain::token::TokenHash;
use crate::store::StoreError;
use crate::web::client_ip;
use crate::web::reference::Reference;
use crate::web::signed_in::SignedIn;

/// How exactly it is known when a token was last of use.
const NOTED: Duration = Duration::from_secs(60);

/// Somebody who has a role; made by looking up who they are, or for the command line, which nobody reaches from outside.
#[derive(Debug, Clone)]
pub struct AdminCaller {
    actor: Actor,
}

impl AdminCaller {
    /// The person behind a session at larkgate, if they have a role. It is looked up at every request, so that a role
    /// that is taken is gone at once.
    ///
    /// # Errors
    /// When the database fails: then nobody is an admin.
    pub async fn signed_in(
        app: &App,
        request: &HttpRequest,
        session: &SignedIn,
    ) -> Result<Option<Self>, StoreError> {
        let role = role_of(app, session.person()).await?;
        let who = Who::Account(session.person().account.id.clone());
        Ok(role.map(|role| Self::new(app, request, who, role)))
    }

    /// The program behind an API token in `Authorization: Bearer …` (RFC 6750 §2.1), if it is good.
    ///
    /// # Errors
    /// When the database fails: then nobody is an admin.
    pub async fn with_token(app: &App, request: &HttpRequest) -> Result<Option<Self>, StoreError> {
        let Some(value) = bearer(request) else { return Ok(None) };
        let now = app.now();
        let Some(token) = app.store.read().await?.live_api_token(&TokenHash::of(value), now).await? else {
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|at| at.plus(NOTED) <= now) {
            let mut tx = app.store.write().await?;
            tx.note_use_of_api_token(&token.id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(Self::new(app, request, Who::Token(token.id), token.role)))
    }

    /// Whoever runs the program beside its database.
    pub(super) fn insider(actor: Actor) -> Self {
        Self { actor }
    }

    fn new(app: &App, request: &HttpRequest, who: Who, role: Role) -> Self {
        let address = client_ip::of(app, request).map(|address| address.to_string());
        Self { actor: Actor { who, role, address, reference: Some(Reference::of(request)) } }
    }

    /// What they may do.
    pub fn role(&self) -> Role {
        self.actor.role
    }

    /// Where they act.
    pub fn desk<'a>(&'a self, app: &'a App) -> Desk<'a> {
        Desk {
            store: &app.store,
            config: &app.config,
            entropy: &*app.entropy,
            now: app.now(),
            actor: &self.actor,
        }
    }
}

async fn role_of(app: &App, person: &BoundAccount) -> Result<Option<Role>, StoreError> {
    app::role_of(&app.config, &mut app.store.read().await?, person).await
}

/// The token of the one `Authorization` header; anything else is none.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut given = request.headers().get_all(AUTHORIZATION);
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(ApiToken::PREFIX)).then_some(token)
}
