//! Authorization responses (RFC 6749 §4.1.2, RFC 9207): a code for the application, or an error, by redirect
//! or by a form that the browser posts.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::auth_request::{OidcRequest, ResponseMode};
use crate::domain::grant::{AuthorizationCode, Grant};
use crate::domain::id::GrantId;
use crate::domain::session::Session;
use crate::domain::token::Opaque;
use crate::store::{StoreError, Tx};
use crate::views::FormPostPage;
use crate::web::consent::Asked;
use crate::web::page_error::{PageError, html};
use crate::web::signed_in::SignedIn;
use crate::web::{audit, headers, language, limits, urls};

/// An error that an authorization request is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationError {
    /// RFC 6749 §4.1.2.1.
    InvalidRequest,
    /// RFC 6749 §4.1.2.1.
    UnsupportedResponseType,
    /// RFC 6749 §4.1.2.1.
    InvalidScope,
    /// RFC 6749 §4.1.2.1: the person, or Feishu in their name, said no.
    AccessDenied,
    /// RFC 8707 §2.
    InvalidTarget,
    /// OpenID Connect Core §3.1.2.6.
    LoginRequired,
    /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0 §2.
    UnmetAuthenticationRequirements,
    /// OpenID Connect Core §3.1.2.6.
    ConsentRequired,
    /// OpenID Connect Core §3.1.2.6.
    RequestNotSupported,
    /// OpenID Connect Core §3.1.2.6.
    RequestUriNotSupported,
    /// OpenID Connect Core §3.1.2.6.
    RegistrationNotSupported,
}

impl AuthorizationError {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::InvalidTarget => "invalid_target",
            Self::LoginRequired => "login_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// Where an answer goes, and how: known to be registered.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// The redirect URI.
    pub redirect_uri: String,
    /// Returned unchanged.
    pub state: Option<String>,
    /// How the answer travels.
    pub mode: ResponseMode,
}

impl From<&OidcRequest> for Addressee {
    fn from(request: &OidcRequest) -> Self {
        Self {
            redirect_uri: request.redirect_uri.clone(),
            state: request.state.clone(),
            mode: request.response_mode,
        }
    }
}

/// An answer on its way to the application.
#[derive(Debug)]
#[must_use]
pub struct Answer {
    to: Addressee,
    fields: Vec<(&'static str, String)>,
}

/// Grants what was asked to the session's person. The caller commits. When the application had named another person, it
/// gets `login_required` and nothing is granted (OpenID Connect Core §3.1.2.1, `id_token_hint`); when its rules do not let
/// the person in, it gets `access_denied`, and `line`, which says where the request came from, becomes one about that.
///
/// # Errors
/// When the database fails.
pub async fn grant(
    app: &App,
    tx: &mut Tx,
    Asked { request, client, .. }: &Asked<'_>,
    session: &Session,
    person: &BoundAccount,
    line: &AuditEvent,
) -> Result<Answer, StoreError> {
    let request = *request;
    if !app.is_expected(request, &person.account) {
        let description = "somebody else is signed in";
        return Ok(Answer::error(app, request.into(), AuthorizationError::LoginRequired, description));
    }
    if let Err(refused) = client.may_enter(person) {
        let line = AuditEvent {
            kind: EventKind::EntryRefused,
            account: Some(person.account.id.clone()),
            client_id: Some(client.id.clone()),
            reason: Some(refused.reason()),
            ..line.clone()
        };
        tx.append_audit(&line).await?;
        let description = "this person may not enter this application";
        return Ok(Answer::error(app, request.into(), AuthorizationError::AccessDenied, description));
    }
    let now = app.now();
    if !tx.hold_session(&session.id, now).await? {
        let description = "the session has just ended";
        return Ok(Answer::error(app, request.into(), AuthorizationError::LoginRequired, description));
    }
    let lifetimes = &app.config.lifetimes;
    let grant = Grant {
        id: GrantId::new(&*app.entropy),
        client_id: request.client_id.clone(),
        account: session.account.clone(),
        session: session.id.clone(),
        scope: request.scope.clone(),
        claims: request.claims.clone(),
        resources: request.resources.clone(),
        auth_time: session.auth_time,
        created_at: now,
    };
    let code = Opaque::new(&*app.entropy);
    // Known for as long as the session may live, whose end its application is told.
    let last_token = now.plus(lifetimes.code).plus(lifetimes.access_token);
    tx.insert_grant(&grant, last_token.max(session.expires_at)).await?;
    tx.insert_code(&AuthorizationCode {
        hash: code.hash(),
        grant: grant.id,
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        expires_at: now.plus(lifetimes.code),
    })
    .await?;
    Ok(Answer::new(app, request.into(), vec![("code", code.reveal().to_owned())]))
}

/// Grants what was asked, unless the person must be asked for consent first: then `None`, and nothing was written.
///
/// # Errors
/// When the database fails.
pub async fn proceed(
    app: &App,
    tx: &mut Tx,
    asked: &Asked<'_>,
    session: &Session,
    person: &BoundAccount,
    line: &AuditEvent,
) -> Result<Option<Answer>, StoreError> {
    // Whoever is not the person whom the application named is not asked, but told.
    let expected = app.is_expected(asked.request, &person.account) && asked.client.may_enter(person).is_ok();
    if expected && asked.lacks_consent(tx, &session.account).await? {
        return Ok(None);
    }
    grant(app, tx, asked, session, person, line).await.map(Some)
}

/// Grants what was asked in the session that the browser already has; `None` as in [`proceed`].
///
/// # Errors
/// When the database fails, or the person has had too many codes.
pub async fn answer_for(
    app: &App,
    request: &HttpRequest,
    asked: &Asked<'_>,
    signed_in: &SignedIn,
) -> Result<Option<HttpResponse>, PageError> {
    let (session, mut tx) = (signed_in.session(), app.store.write().await?);
    let is_first = !tx.has_grant_in_session(&session.id, &asked.client.id).await?;
    let mut event = audit::event(app, request, EventKind::ApplicationEntered);
    let Some(answer) = proceed(app, &mut tx, asked, session, signed_in.person(), &event).await? else {
        return Ok(None);
    };
    limits::sign_in(request, &session.account)?;
    // Once, not at every silent renewal.
    if is_first && answer.grants() {
        event.account = Some(session.account.clone());
        event.client_id = Some(asked.client.id.clone());
        tx.append_audit(&event).await?;
    }
    tx.commit().await?;
    Ok(Some(answer.send(app, request)))
}

impl Answer {
    /// An error. The description is ASCII and fixed.
    pub fn error(app: &App, to: Addressee, error: AuthorizationError, description: &'static str) -> Self {
        let fields =
            vec![("error", error.as_str().to_owned()), ("error_description", description.to_owned())];
        Self::new(app, to, fields)
    }

    /// Whether it carries a code.
    pub fn grants(&self) -> bool {
        self.fields.iter().any(|(name, _)| *name == "code")
    }

    fn new(app: &App, to: Addressee, mut fields: Vec<(&'static str, String)>) -> Self {
        fields.extend(to.state.clone().map(|state| ("state", state)));
        fields.push(("iss", app.issuer.clone()));
        Self { to, fields }
    }

    /// Puts it on its way.
    pub fn send(self, app: &App, request: &HttpRequest) -> HttpResponse {
        match self.to.mode {
            ResponseMode::Query => redirect(self.location()),
            ResponseMode::FormPost => self.form(app, request),
        }
    }

    /// The redirect URI as registered, with our fields added to its query.
    fn location(&self) -> String {
        urls::with_query(&self.to.redirect_uri, &self.fields)
    }

    fn form(&self, app: &App, request: &HttpRequest) -> HttpResponse {
        let locale = language::of(request);
        let page = FormPostPage {
            locale,
            organization: &app.config.organization,
            action: &self.to.redirect_uri,
            fields: &self.fields,
        };
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_any_form()));
        html(&mut response, locale, page.render())
    }
}

/// 303, so that a browser that came by POST goes on by GET and repeats nothing (RFC 9700 §4.12).
pub fn redirect(location: String) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}
