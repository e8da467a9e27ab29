//! The sign-in itself: one transaction that binds the account, opens the session and grants what was asked.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::connectors::Connector;
use crate::domain::account::{BoundAccount, Identity};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::{AccountId, SessionId};
use crate::domain::session::{Device, Session};
use crate::domain::token::Opaque;
use crate::login::outcome;
use crate::login::visit::{Goal, Visit};
use crate::store::{Bound, StoreError, Tx};
use crate::views::Refusal;
use crate::web::authorization::{self, Answer, redirect};
use crate::web::page_error::PageError;
use crate::web::{client_ip, cookies, limits, urls};

/// How much of a `User-Agent` is kept.
const LONGEST_USER_AGENT: usize = 256;

/// Signs `identity` in and sends the browser on.
///
/// # Errors
/// When the account is disabled or has signed in too often, or the database fails; then nobody is signed in.
pub(super) async fn complete(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    visit: &Visit,
    identity: &Identity,
) -> Result<HttpResponse, PageError> {
    let again = || urls::login_again_path(visit.handle.as_str());
    let old_cookie = cookies::session_token(app, request);
    let audit = outcome::audit_event(app, request, &visit.attempt, EventKind::LoginSucceeded, connector);
    let may = |account: &AccountId| limits::sign_in(request, account);
    let signed_in = sign_in(app, visit, identity, old_cookie.as_ref(), device(app, request), audit, may)
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
        Outcome::SubTaken => {
            let who = Some(identity.open_id.as_str());
            outcome::audit_refusal(app, request, &visit.attempt, connector, "sub_taken", who).await?;
            let cause = "another account already has this open_id as its sub".to_owned();
            Err(PageError::new(Refusal::Internal).with_cause(cause))
        }
    }
}

enum Outcome {
    SignedIn { cookie: Opaque, next: Next },
    Disabled,
    SubTaken,
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
    identity: &Identity,
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
        Bound::SubTaken => return Ok(Outcome::SubTaken),
    };
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
        tx.append_audit(&outcome::bound(app, &audit)).await?;
    }
    tx.append_audit(&audit).await?;
    let (session, cookie) = open_session(app, &mut tx, &person, old_cookie, device).await?;
    tx.finish_auth_request(&visit.attempt.handle, now).await?;
    let next = match &visit.goal {
        Goal::Application(oidc, client) => {
            let asked = visit.asked(oidc, client);
            let answer = authorization::proceed(app, &mut tx, &asked, &session, &person).await?;
            answer.map_or(Next::Consent, Next::Application)
        }
        Goal::Account => Next::Ours(urls::absolute(app, urls::ACCOUNT)),
        Goal::Console(page) => Next::Ours(urls::absolute(app, page)),
        Goal::Protected(wanted, _name) => Next::Ours(urls::forward_auth_start(app, wanted)),
    };
    tx.commit().await?;
    Ok(Outcome::SignedIn { cookie, next })
}

/// What the browser says of itself.
fn device(app: &App, request: &HttpRequest) -> Device {
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Device {
        address: client_ip::of(app, request).map(|address| address.to_string()),
        user_agent: user_agent.map(|text| text.chars().take(LONGEST_USER_AGENT).collect()),
    }
}

/// A new session at every login; the one that the browser had before ends, so that none can be planted or kept. The same
/// person's goes on in the new one, also where it lapsed unattended: it is one chain, of which applications are told when
/// the last ends. Another person's chain ends here.
async fn open_session(
    app: &App,
    tx: &mut Tx,
    person: &BoundAccount,
    old_cookie: Option<&Opaque>,
    device: Device,
) -> Result<(Session, Opaque), StoreError> {
    let now = app.now();
    let id = SessionId::new(&*app.entropy);
    let mut chain = id.clone();
    if let Some(old) = old_cookie
        && let Some((session, _person)) = tx.unended_session(&old.hash()).await?
    {
        if session.account == person.account.id {
            tx.end_session(&session.id, now).await?;
            chain = session.chain;
        } else {
            tx.end_chain(&session.chain, now).await?;
        }
    }
    let cookie = Opaque::new(&*app.entropy);
    let session = Session {
        id,
        token: cookie.hash(),
        account: person.account.id.clone(),
        auth_time: now,
        chain,
        last_used_at: now,
        expires_at: now.plus(app.config.lifetimes.session),
        device,
    };
    tx.insert_session(&session).await?;
    Ok((session, cookie))
}
