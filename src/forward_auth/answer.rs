//! One decision, in the words of whoever asks.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::app::App;
use crate::domain::access::{Decision, Original};
use crate::domain::id::AccountId;
use crate::forward_auth::asked::Face;
use crate::forward_auth::check::{self, Checked};
use crate::forward_auth::live::Live;
use crate::forward_auth::{caller, identity, page};
use crate::store::StoreError;
use crate::views::Refusal;
use crate::web::reference::Reference;
use crate::web::urls;

/// Answers a proxy.
pub(super) async fn to(app: &App, live: &Live, request: &HttpRequest, face: Face) -> HttpResponse {
    let checked = match check::check(app, live, request, face).await {
        Ok(checked) => checked,
        Err(error) => return store_down(app, request, face, &error),
    };
    match &checked.decision {
        Decision::Allow { .. } | Decision::Public { .. } => pass(&checked),
        Decision::SignIn => sign_in(app, request, face, &checked),
        Decision::Forbidden(_) => forbid(app, request, face, &checked),
    }
}

/// 200: Envoy takes no other for yes.
fn pass(checked: &Checked<'_>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(application) = checked.application {
        let person = checked.found.as_ref().map(|found| found.person());
        for header in identity::headers(application.headers, person) {
            response.insert_header(header);
        }
    }
    response.finish()
}

/// A browser that opens a page is sent to sign in; a program is told. nginx takes no redirect, and finds the address in
/// `Location`.
fn sign_in(app: &App, request: &HttpRequest, face: Face, checked: &Checked<'_>) -> HttpResponse {
    let Some(original) = &checked.original else { return forbid(app, request, face, checked) };
    let location = location(original);
    if face != Face::Nginx && caller::is_navigation(request.headers()) {
        // 303 turns a form into a page, so that nothing is sent to us that was meant for the application.
        let is_page = matches!(original.method(), "GET" | "HEAD");
        let status = if is_page { StatusCode::FOUND } else { StatusCode::SEE_OTHER };
        return HttpResponse::build(status).insert_header((LOCATION, location)).finish();
    }
    let realm = checked.application.map(|application| application.id.as_str()).unwrap_or_default();
    let challenge = HeaderValue::try_from(format!("Bearer realm=\"{realm}\""));
    let mut response = HttpResponse::Unauthorized();
    response.insert_header((LOCATION, location.as_str()));
    if let Ok(challenge) = challenge {
        response.insert_header((WWW_AUTHENTICATE, challenge));
    }
    response.json(json!({
        "error": checked.decision.word(),
        "error_description": checked.decision.reason(),
        "application": realm,
        "sign_in": location,
    }))
}

/// Where signing in begins: on the application's own host, which alone may bind the browser to it.
fn location(original: &Original) -> String {
    let path = format!("{}{}", original.origin(), urls::APPLICATION_SIGN_IN);
    urls::with_query(&path, &[("to", original.target().to_owned())])
}

/// 403, never a redirect: signing in again would change nothing.
fn forbid(app: &App, request: &HttpRequest, face: Face, checked: &Checked<'_>) -> HttpResponse {
    log(request, checked);
    if face != Face::Nginx && caller::is_navigation(request.headers()) {
        return page::forbidden(app, request, checked);
    }
    HttpResponse::Forbidden().json(json!({
        "error": checked.decision.word(),
        "error_description": checked.decision.reason(),
        "application": checked.application.map(|application| &application.id),
        "reference": Reference::of(request),
    }))
}

fn log(request: &HttpRequest, checked: &Checked<'_>) {
    // Neither path nor query: they may hold secrets of the application.
    let reference = Reference::of(request);
    let host = checked.original.as_ref().map(|original| original.host().to_string());
    let application = checked.application.map(|application| application.id.as_str());
    let account = checked.found.as_ref().map(|found| found.account());
    let account = account.as_ref().map(AccountId::as_str);
    let (decision, reason) = (checked.decision.word(), checked.decision.reason());
    match &checked.decision {
        Decision::Forbidden(refused) if refused.is_misconfigured() => {
            tracing::warn!(
                reference,
                host,
                application,
                account,
                decision,
                reason,
                "a proxy's request cannot pass"
            );
        }
        _ => {
            tracing::info!(reference, host, application, account, decision, reason, "a request may not pass")
        }
    }
}

/// Closed. nginx would make an error of anything but 401 and 403.
fn store_down(app: &App, request: &HttpRequest, face: Face, error: &StoreError) -> HttpResponse {
    tracing::warn!(reference = Reference::of(request), cause = %error, "no request can pass");
    if face != Face::Nginx && caller::is_navigation(request.headers()) {
        return page::refusal(app, request, StatusCode::SERVICE_UNAVAILABLE, &Refusal::StoreDown);
    }
    let status = if face == Face::Nginx { StatusCode::FORBIDDEN } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(json!({
        "error": "temporarily_unavailable",
        "error_description": "the database does not answer",
        "reference": Reference::of(request),
    }))
}
