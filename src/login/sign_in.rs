//! The sign-in itself: one transaction that binds the account, opens the session and grants what was asked.

use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::connectors::Connector;
use crate::directory::Look;
use crate::domain::account::Identity;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::AccountId;
use crate::domain::session::Device;
use crate::domain::token::Opaque;
use crate::login::outcome;
use crate::login::visit::{Goal, Visit};
use crate::store::{Bound, StoreError};
use crate::views::Refusal;
use crate::web::authorization::{self, Answer, redirect};
use crate::web::new_session::{self, Opens};
use crate::web::page_error::PageError;
use crate::web::{cookies, limits, urls};

/// Whom the upstream named, and where they stand in its directory, if that was looked up.
pub(super) struct Arrival {
    pub(super) identity: Identity,
    pub(super) look: Option<Look>,
}

/// Signs somebody in and sends the browser on.
///
/// # Errors
/// When the account is disabled or has signed in too often, or the database fails; then nobody is signed in.
pub(super) async fn complete(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    visit: &Visit,
    arrival: &Arrival,
) -> Result<HttpResponse, PageError> {
    let again = || urls::login_again_path(visit.handle.as_str());
    let old_cookie = cookies::session_token(app, request);
    let audit = outcome::audit_event(app, request, &visit.attempt, EventKind::LoginSucceeded, connector);
    let may = |account: &AccountId| limits::sign_in(request, account);
    let signed_in =
        sign_in(app, visit, arrival, old_cookie.as_ref(), new_session::device(app, request), audit, may)
            .await
            .map_err(|error| PageError::from(error).with_again(again()))?;
    if old_cookie.is_some() {
        // Another person's session may have ended.
        app.notices.notify_one();
    }
    match signed_in {
        Outcome::SignedIn { cookie, next } => {
            let mut response = match next {
                Next::Application(answer) => answer.send(app, request),
                Next::Consent => redirect(urls::consent(app, visit.handle.as_str())),
                Next::Ours(page) => redirect(page),
            };
            // The attempt's cookie stays: whoever reloads, or comes "back", is let through again.
            let session = cookies::session(app, &cookie);
            response.add_cookie(&session).map_err(|_invalid| Refusal::Internal)?;
            Ok(response)
        }
        Outcome::TooMany(refusal) => Err(PageError::new(refusal).with_again(again())),
        Outcome::Disabled => Err(Refusal::AccountDisabled.into()),
        Outcome::Unbound(why) => {
            let who = Some(arrival.identity.open_id.as_str());
            outcome::audit_refusal(app, request, &visit.attempt, connector, why, who).await?;
            Err(Refusal::IdentityUnbound.into())
        }
    }
}

enum Outcome {
    SignedIn {
        cookie: Opaque,
        next: Next,
    },
    Disabled,
    /// There is no account for the identity; why, for the audit log.
    Unbound(&'static str),
    TooMany(Refusal),
}

/// Where somebody goes who has just signed in.
enum Next {
    Application(Answer),
    /// The person must be asked first; nothing was granted.
    Consent,
    /// A page of ours: the person's own, one of the console, or where the way to an application behind a proxy began, which
    /// gives a ticket to who is signed in.
    Ours(String),
}

async fn sign_in(
    app: &App,
    visit: &Visit,
    Arrival { identity, look }: &Arrival,
    old_cookie: Option<&Opaque>,
    device: Device,
    mut audit: AuditEvent,
    may: impl Fn(&AccountId) -> Result<(), Refusal>,
) -> Result<Outcome, StoreError> {
    let now = app.now();
    let mut tx = app.store.write().await?;
    let (person, first) = match tx.bind(identity, now, &*app.entropy).await? {
        Bound::New(person) => (person, true),
        Bound::Known(person) => (person, false),
        Bound::Unbound => return Ok(Outcome::Unbound("identity_unbound")),
        Bound::SubTaken => return Ok(Outcome::Unbound("sub_taken")),
    };
    if let Some(look) = look {
        look.write(&mut tx, (&identity.connector, &identity.open_id)).await?;
    }
    audit.account = Some(person.account.id.clone());
    audit.identity = Some(format!("{}:{}", identity.connector, identity.open_id));
    if !person.account.enabled {
        audit.kind = EventKind::LoginRefused;
        audit.reason = Some("account_disabled".to_owned());
        tx.append_audit(&audit).await?;
        tx.commit().await?;
        return Ok(Outcome::Disabled);
    }
    if let Err(refusal) = may(&person.account.id) {
        return Ok(Outcome::TooMany(refusal));
    }
    if first {
        tx.append_audit(&outcome::bound(&audit)).await?;
    }
    tx.append_audit(&audit).await?;
    let (session, cookie) =
        new_session::open(app, &mut tx, &person, old_cookie, device, Opens::Everything).await?;
    tx.finish_auth_request(&visit.attempt.handle, now).await?;
    let next = match &visit.goal {
        Goal::Application(oidc, client) => {
            let asked = visit.asked(oidc, client);
            let answer = authorization::proceed(app, &mut tx, &asked, &session, &person, &audit).await?;
            answer.map_or(Next::Consent, Next::Application)
        }
        Goal::Account => Next::Ours(urls::absolute(app, urls::ACCOUNT)),
        Goal::Console(page) => Next::Ours(urls::absolute(app, page)),
        Goal::Protected(wanted, _name) => Next::Ours(urls::forward_auth_start(app, wanted)),
    };
    tx.commit().await?;
    Ok(Outcome::SignedIn { cookie, next })
}
