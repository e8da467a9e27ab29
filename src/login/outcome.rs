//! What the steps of a sign-in share: how its outcome is told and remembered.

use actix_web::HttpRequest;

use crate::app::App;
use crate::config::Brand;
use crate::connectors::{Connector, Gone, UpstreamError, UpstreamErrorKind};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::auth_request::AuthRequest;
use crate::login::visit::Visit;
use crate::store::StoreError;
use crate::views::{Refusal, Upstream};
use crate::web::page_error::PageError;
use crate::web::reference::Reference;
use crate::web::{audit, urls};

/// An audit line about this attempt.
pub(super) fn audit_event(
    app: &App,
    request: &HttpRequest,
    attempt: &AuthRequest,
    kind: EventKind,
    connector: &dyn Connector,
) -> AuditEvent {
    let mut event = audit::event(app, request, kind);
    event.client_id = attempt.purpose.client_id().map(str::to_owned);
    event.identity = Some(connector.id().to_owned());
    event
}

/// The line that says that an account was bound, beside the one that says that its person signed in.
pub(super) fn bound(login: &AuditEvent) -> AuditEvent {
    AuditEvent { kind: EventKind::AccountBound, ..login.clone() }
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
    visit: &Visit,
    connector: &dyn Connector,
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
    let (upstream, open_id) = meaning(&error.kind);
    let word = error.kind.word();
    let reason = error.code.map_or_else(|| word.to_owned(), |code| format!("{word} ({code})"));
    audit_refusal(app, request, &visit.attempt, connector, &reason, open_id).await?;
    let refusal = PageError::new(Refusal::Upstream(connector.brand(), upstream))
        .with_again(urls::login_again_path(visit.handle.as_str()));
    Ok(match small_print(connector.brand(), error) {
        Some(text) => refusal.with_small_print(text),
        None => refusal,
    })
}

/// What it is for them that somebody is gone, whom the upstream let in all the same.
///
/// # Errors
/// When the database fails.
pub(super) async fn gone(
    app: &App,
    request: &HttpRequest,
    visit: &Visit,
    connector: &dyn Connector,
    open_id: &str,
    gone: Gone,
) -> Result<PageError, StoreError> {
    let reason = format!("{} (directory)", gone.word());
    audit_refusal(app, request, &visit.attempt, connector, &reason, Some(open_id)).await?;
    let upstream = match gone {
        Gone::Resigned | Gone::Exited => Upstream::Resigned,
        Gone::Frozen => Upstream::Frozen,
        Gone::NotActive => Upstream::NotActive,
    };
    Ok(PageError::new(Refusal::Upstream(connector.brand(), upstream))
        .with_again(urls::login_again_path(visit.handle.as_str())))
}

/// For the page, and who it was if that is known.
fn meaning(kind: &UpstreamErrorKind) -> (Upstream, Option<&str>) {
    match kind {
        UpstreamErrorKind::CodeRejected => (Upstream::CodeRejected, None),
        UpstreamErrorKind::Resigned => (Upstream::Resigned, None),
        UpstreamErrorKind::Frozen => (Upstream::Frozen, None),
        UpstreamErrorKind::NotActive => (Upstream::NotActive, None),
        UpstreamErrorKind::OutsideAvailability => (Upstream::OutsideAvailability, None),
        UpstreamErrorKind::OutsideContactRange => (Upstream::OutsideAvailability, None),
        UpstreamErrorKind::TenantNotAllowed { open_id, .. } => (Upstream::TenantNotAllowed, Some(open_id)),
        UpstreamErrorKind::Misconfigured => (Upstream::Misconfigured, None),
        UpstreamErrorKind::RateLimited { retry_after } => {
            (Upstream::RateLimited { seconds: retry_after.map(|wait| wait.as_secs()) }, None)
        }
        UpstreamErrorKind::Unavailable => (Upstream::Unavailable, None),
        UpstreamErrorKind::Malformed => (Upstream::Malformed, None),
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
