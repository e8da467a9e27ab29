//! Proof that whoever calls may administer at all; what they may do is for the [`Desk`] to say.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use super::ops::Desk;
use crate::app::{self, App};
use crate::domain::account::BoundAccount;
use crate::domain::admin::{Actor, ApiToken, Role, Who};
use crate::domain::token::TokenHash;
use crate::store::{StoreError, Tx};
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

    /// The program with an API token in `Authorization: Bearer …` (RFC 6750 §2.1), if it is good.
    ///
    /// # Errors
    /// When the database fails: then nobody is an admin.
    pub async fn with_token(app: &App, request: &HttpRequest) -> Result<Option<Self>, StoreError> {
        let Some(value) = bearer(request) else { return Ok(None) };
        let now = app.now();
        let mut tx = app.store.read().await?;
        let Some(token) = tx.live_api_token(&TokenHash::of(value), now).await? else { return Ok(None) };
        let Some(role) = role_of_token(app, &mut tx, &token).await? else { return Ok(None) };
        drop(tx);
        if token.last_used_at.is_none_or(|at| at.plus(NOTED) <= now) {
            let mut tx = app.store.write().await?;
            tx.note_use_of_api_token(&token.id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(Self::new(app, request, Who::Token(token.id), role)))
    }

    /// The same as they are now, for what goes on after the request was let in.
    ///
    /// # Errors
    /// When the database fails: then nobody is an admin.
    pub(super) async fn again(&self, app: &App) -> Result<Option<Self>, StoreError> {
        let mut tx = app.store.read().await?;
        let role = match &self.actor.who {
            Who::CommandLine(_) => Some(self.actor.role),
            Who::Account(id) => match tx.account(id).await?.filter(|person| person.account.enabled) {
                Some(person) => app::role_of(&app.config, &mut tx, &person).await?,
                None => None,
            },
            Who::Token(id) => match tx.live_api_token_with_id(id, app.now()).await? {
                Some(token) => role_of_token(app, &mut tx, &token).await?,
                None => None,
            },
        };
        Ok(role.map(|role| Self { actor: Actor { role, ..self.actor.clone() } }))
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

/// What a token may do now: never more than whoever is behind it may in the console, and nothing once they may nothing.
async fn role_of_token(app: &App, tx: &mut Tx, token: &ApiToken) -> Result<Option<Role>, StoreError> {
    if Who::is_command_line(&token.behind) {
        return Ok(Some(token.role));
    }
    let found = tx.person_behind(token).await?;
    let Some(((), person)) = app.admitted(found.map(|person| ((), person))) else { return Ok(None) };
    let role = app::role_of(&app.config, tx, &person).await?;
    Ok(role.and_then(|role| token.role.within(role)))
}

/// The token of the one `Authorization` header; anything else is none.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut given = request.headers().get_all(AUTHORIZATION);
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(ApiToken::PREFIX)).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::{NOW, open};
    use crate::domain::account::{Identity, Profile};
    use crate::domain::id::AccountId;
    use crate::domain::token::SystemEntropy;
    use crate::store::Bound;

    const OWNER: &str = "admin.owners = [\"ou_1\"]\n";

    async fn person(app: &App) -> AccountId {
        let identity = Identity {
            connector: "feishu".into(),
            open_id: "ou_1".into(),
            union_id: None,
            user_id: None,
            tenant_key: "t".into(),
            profile: Profile::default(),
        };
        let mut tx = app.store.write().await.unwrap();
        let Bound::New(person) = tx.bind(&identity, NOW, &SystemEntropy).await.unwrap() else { panic!() };
        tx.commit().await.unwrap();
        person.account.id
    }

    /// What a token that `by` makes with this role may do in the end.
    async fn role_of_one(app: &App, by: Who, role: Role) -> Option<Role> {
        let mut tx = app.store.write().await.unwrap();
        let (token, value) = ApiToken::new(&SystemEntropy, "x", role, &by, NOW, app.now().plus(NOTED));
        tx.insert_api_token(&token).await.unwrap();
        let token = tx.live_api_token(&value.hash(), app.now()).await.unwrap().unwrap();
        role_of_token(app, &mut tx, &token).await.unwrap()
    }

    #[tokio::test]
    async fn a_token_is_worth_no_more_than_the_person_behind_it() {
        let (mut app, _clock, _folder) = open("").await;
        let account = person(&app).await;
        let by = || Who::Account(account.clone());
        assert_eq!(role_of_one(&app, by(), Role::Owner).await, None, "no role");
        for (has, token, may) in [
            (Role::Owner, Role::Admin, Some(Role::Admin)),
            (Role::Admin, Role::Owner, Some(Role::Admin)),
            (Role::Auditor, Role::Owner, Some(Role::Auditor)),
            (Role::Helpdesk, Role::Auditor, None),
        ] {
            let mut tx = app.store.write().await.unwrap();
            tx.set_role(&account, has, &by(), NOW).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(role_of_one(&app, by(), token).await, may, "{has} {token}");
        }
        app.config.connectors.clear();
        assert_eq!(role_of_one(&app, by(), Role::Auditor).await, None, "nobody could sign in so");
        assert_eq!(role_of_one(&app, Who::CommandLine("root".into()), Role::Owner).await, Some(Role::Owner));
        assert_eq!(role_of_one(&app, Who::Account(AccountId::received("")), Role::Owner).await, None);
    }

    #[tokio::test]
    async fn an_owner_of_the_file_is_one_until_the_file_says_otherwise() {
        let (mut app, _clock, _folder) = open(OWNER).await;
        let account = person(&app).await;
        let by = || Who::Account(account.clone());
        assert_eq!(role_of_one(&app, by(), Role::Owner).await, Some(Role::Owner));
        app.config.admin.owners.clear();
        assert_eq!(role_of_one(&app, by(), Role::Owner).await, None);
    }
}
