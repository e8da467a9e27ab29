//! What the steps of a sign-in share: the handle, whose attempt it is, and how a refusal is told and remembered.

use actix_web::HttpRequest;

use crate::app::App;
use crate::config::Brand;
use crate::connectors::{Connector, UpstreamError, UpstreamErrorKind, Via};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::auth_request::{AuthRequest, Purpose};
use crate::domain::client::Client;
use crate::domain::id::AuditId;
use crate::domain::token::TokenHash;
use crate::store::StoreError;
use crate::views::{Refusal, Upstream};
use crate::web::page_error::PageError;
use crate::web::reference::Reference;
use crate::web::{client_ip, cookies, limits, urls};

/// Ends the `state` of a browser that went by the QR code.
const QR_SUFFIX: &str = ".qr";

/// The public name of an attempt, as it stands in our URLs and, with the way the browser went, in the upstream's
/// `state`. It opens nothing without the browser's cookie.
pub(super) struct Handle {
    text: String,
    via: Via,
}

impl Handle {
    /// From our own URL.
    pub(super) fn of_path(text: &str) -> Self {
        Self { text: text.to_owned(), via: Via::Link }
    }

    /// From the upstream's `state`.
    pub(super) fn of_state(state: &str) -> Self {
        match state.strip_suffix(QR_SUFFIX) {
            Some(text) => Self { text: text.to_owned(), via: Via::Qr },
            None => Self::of_path(state),
        }
    }

    /// The handle alone; also the `state` of the plain link.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The `state` of the QR code.
    pub(super) fn qr_state(&self) -> String {
        format!("{}{QR_SUFFIX}", self.text)
    }

    /// How the browser went.
    pub(super) fn via(&self) -> Via {
        self.via
    }
}

/// The attempt, if it is this browser's, and its application, if that still may have the answer.
///
/// # Errors
/// When there is none, or it belongs to another browser; both look the same from outside, and nobody may try them for
/// long. When the application was
/// removed meanwhile, or returns elsewhere now: a code must not go where nobody is registered any more.
pub(super) async fn attempt_of_browser(
    app: &App,
    request: &HttpRequest,
    handle: &Handle,
) -> Result<(AuthRequest, Client), PageError> {
    limits::may_return(app, request)?;
    let attempt = match cookies::attempt_secret(app, request, handle.as_str()) {
        Some(secret) => {
            let attempt = app.store.read().await?.auth_request(&TokenHash::of(handle.as_str())).await?;
            attempt.filter(|attempt| attempt.browser.matches(&secret.hash()))
        }
        None => None,
    };
    let Some(attempt) = attempt else {
        limits::forged(app, request);
        return Err(Refusal::AttemptUnknown.into());
    };
    let Purpose::Oidc(oidc) = &attempt.purpose;
    let client = app.client(&oidc.client_id).await?.ok_or(Refusal::UnknownClient)?;
    if !client.allows_redirect_to(&oidc.redirect_uri) {
        return Err(Refusal::BadRedirectUri.into());
    }
    Ok((attempt, client))
}

/// An audit line about this attempt.
pub(super) fn audit_event(
    app: &App,
    request: &HttpRequest,
    attempt: &AuthRequest,
    kind: EventKind,
    connector: &dyn Connector,
) -> AuditEvent {
    let mut event = AuditEvent::new(&*app.entropy, app.now(), kind);
    event.client_id = Some(attempt.purpose.client_id().to_owned());
    event.identity = Some(connector.id().to_owned());
    event.address = client_ip::of(app, request).map(|address| address.to_string());
    event.reference = Some(Reference::of(request));
    event
}

/// The line that says that an account was bound, beside the one that says that its person signed in.
pub(super) fn bound(app: &App, login: &AuditEvent) -> AuditEvent {
    AuditEvent { id: AuditId::new(&*app.entropy), kind: EventKind::AccountBound, ..login.clone() }
}

/// Remembers a refusal of somebody without an account, or before the account is known.
///
/// # Errors
/// When the database fails.
pub(super) async fn audit_refusal(
    app: &App,
    request: &HttpRequest,
    attempt: &AuthRequest,
    connector: &dyn Connector,
    reason: &str,
    open_id: Option<&str>,
) -> Result<(), StoreError> {
    let mut event = audit_event(app, request, attempt, EventKind::LoginRefused, connector);
    event.reason = Some(reason.to_owned());
    if let Some(open_id) = open_id {
        event.identity = Some(format!("{}:{open_id}", connector.id()));
    }
    let mut tx = app.store.write().await?;
    tx.append_audit(&event).await?;
    tx.commit().await
}

/// What the upstream's failure is for the log, the audit table and the person, who may try again.
///
/// # Errors
/// When the database fails.
pub(super) async fn upstream_failed(
    app: &App,
    request: &HttpRequest,
    attempt: &AuthRequest,
    connector: &dyn Connector,
    handle: &Handle,
    error: &UpstreamError,
) -> Result<PageError, StoreError> {
    tracing::warn!(
        reference = Reference::of(request),
        connector = connector.id(),
        kind = ?error.kind,
        status = error.status,
        code = error.code,
        log_id = error.log_id,
        cause = error.cause,
        "the upstream gave no identity"
    );
    let (upstream, word, open_id) = words(&error.kind);
    let reason = error.code.map_or_else(|| word.to_owned(), |code| format!("{word} ({code})"));
    audit_refusal(app, request, attempt, connector, &reason, open_id).await?;
    let refusal = PageError::new(Refusal::Upstream(connector.brand(), upstream))
        .with_again(urls::login_again_path(handle.as_str()));
    Ok(match small_print(connector.brand(), error) {
        Some(text) => refusal.with_small_print(text),
        None => refusal,
    })
}

/// For the page, for the audit table, and who it was if that is known.
fn words(kind: &UpstreamErrorKind) -> (Upstream, &'static str, Option<&str>) {
    match kind {
        UpstreamErrorKind::CodeRejected => (Upstream::CodeRejected, "code_rejected", None),
        UpstreamErrorKind::Resigned => (Upstream::Resigned, "resigned", None),
        UpstreamErrorKind::Frozen => (Upstream::Frozen, "frozen", None),
        UpstreamErrorKind::NotActive => (Upstream::NotActive, "not_active", None),
        UpstreamErrorKind::OutsideAvailability => {
            (Upstream::OutsideAvailability, "outside_availability", None)
        }
        UpstreamErrorKind::TenantNotAllowed { open_id, .. } => {
            (Upstream::TenantNotAllowed, "tenant_not_allowed", Some(open_id))
        }
        UpstreamErrorKind::Misconfigured => (Upstream::Misconfigured, "misconfigured", None),
        UpstreamErrorKind::RateLimited { retry_after } => {
            (Upstream::RateLimited { seconds: retry_after.map(|wait| wait.as_secs()) }, "rate_limited", None)
        }
        UpstreamErrorKind::Unavailable => (Upstream::Unavailable, "unavailable", None),
        UpstreamErrorKind::Malformed => (Upstream::Malformed, "malformed", None),
    }
}

fn small_print(brand: Brand, error: &UpstreamError) -> Option<String> {
    let provider = match brand {
        Brand::Feishu => "Feishu",
        Brand::Lark => "Lark",
    };
    let code = error.code.map(|code| code.to_string());
    let log_id = error.log_id.as_ref().map(|id| format!("log id {id}"));
    let parts: Vec<_> = code.into_iter().chain(log_id).collect();
    (!parts.is_empty()).then(|| format!("{provider} {}", parts.join(" · ")))
}
