//! One decision, in the words of whoever asks.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::{Value, json};

use crate::app::App;
use crate::domain::access::{Application, Decision, Original};
use crate::domain::auth_request::ForwardAuthRequest;
use crate::domain::id::AccountId;
use crate::forward_auth::asked::{self, Face};
use crate::forward_auth::check::{self, Checked};
use crate::forward_auth::live::Live;
use crate::forward_auth::signed::Signed;
use crate::forward_auth::{caller, explain, page};
use crate::keys::KeyError;
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
        Decision::Allow { .. } | Decision::Public { .. } if asked::is_again(request, face) => {
            come_again(&checked)
        }
        Decision::Allow { .. } | Decision::Public { .. } => {
            pass(app, &checked).unwrap_or_else(|error| unsigned(app, request, face, &error))
        }
        Decision::SignIn => sign_in(app, request, face, &checked),
        Decision::InvalidToken => invalid_token(request, &checked),
        Decision::Forbidden(_) => {
            // Boxed: no other answer is to carry it along.
            let explain = match takes_page(request, face) {
                true => Box::pin(explain::link(app, request, &checked)).await,
                false => None,
            };
            forbid(app, request, face, &checked, explain.as_deref())
        }
    }
}

/// 200: Envoy takes no other for yes.
fn pass(app: &App, checked: &Checked) -> Result<HttpResponse, KeyError> {
    let mut response = HttpResponse::Ok().finish();
    let Some(application) = &checked.application else { return Ok(response) };
    checked.caller.tell(response.headers_mut(), &application.headers);
    if let Some(name) = &application.headers.jwt {
        let jwt = checked.caller.session().map(|found| Signed::of(app, application, found)).transpose()?;
        response.headers_mut().insert(name.clone(), jwt.unwrap_or_else(|| HeaderValue::from_static("")));
    }
    Ok(response)
}

/// What was no became yes between nginx's two questions. The browser would take the empty yes for the application's page, so
/// it is sent to where it was going, method and body with it.
fn come_again(checked: &Checked) -> HttpResponse {
    let url = checked.original.as_ref().map(Original::url).unwrap_or_default();
    HttpResponse::TemporaryRedirect().insert_header((LOCATION, url)).finish()
}

/// A browser that opens a page is sent to sign in; a program is told. nginx takes no redirect, and finds the address in
/// `Location`.
fn sign_in(app: &App, request: &HttpRequest, face: Face, checked: &Checked) -> HttpResponse {
    let (Some(original), Some(application)) = (&checked.original, &checked.application) else {
        return forbid(app, request, face, checked, None);
    };
    let location = location(app, application, original);
    if takes_page(request, face) {
        // 303 turns a form into a page, so that nothing is sent to us that was meant for the application.
        let is_page = matches!(original.method(), "GET" | "HEAD");
        let status = if is_page { StatusCode::FOUND } else { StatusCode::SEE_OTHER };
        return HttpResponse::build(status).insert_header((LOCATION, location)).finish();
    }
    let mut response = unauthorized(checked, "");
    response.insert_header((LOCATION, location.as_str()));
    response.json(json!({
        "error": checked.decision.word(),
        "error_description": checked.decision.reason(),
        "application": checked.application_id(),
        "sign_in": location,
    }))
}

/// 401 without a way to sign in: whoever brings a service token is a program (RFC 6750 §3.1).
fn invalid_token(request: &HttpRequest, checked: &Checked) -> HttpResponse {
    log(request, checked);
    unauthorized(checked, ", error=\"invalid_token\"").json(refusal(request, checked))
}

/// Why it may not pass, for programs.
fn refusal(request: &HttpRequest, checked: &Checked) -> Value {
    json!({
        "error": checked.decision.word(),
        "error_description": checked.decision.reason(),
        "application": checked.application_id(),
        "reference": Reference::of(request),
    })
}

/// 401, with what is wanted instead.
fn unauthorized(checked: &Checked, error: &str) -> HttpResponseBuilder {
    let realm = checked.application_id().unwrap_or_default();
    let mut response = HttpResponse::Unauthorized();
    if let Ok(challenge) = HeaderValue::try_from(format!("Bearer realm=\"{realm}\"{error}")) {
        response.insert_header((WWW_AUTHENTICATE, challenge));
    }
    response
}

/// Where signing in begins: on the application's own host, which alone may bind the browser to it; or on ours, where that
/// gives the browser its cookie.
fn location(app: &App, application: &Application, original: &Original) -> String {
    if application.cookie_domain.is_some() {
        let (application, return_to) = (application.id.clone(), original.url());
        return urls::forward_auth_start(app, &ForwardAuthRequest { application, return_to, binding: None });
    }
    let path = format!("{}{}", original.origin(), urls::APPLICATION_SIGN_IN);
    urls::with_query(&path, &[("to", original.target().to_owned())])
}

/// Whether a browser shows the answer. nginx keeps it to itself.
fn takes_page(request: &HttpRequest, face: Face) -> bool {
    face != Face::Nginx && caller::is_navigation(request.headers())
}

/// 403, never a redirect: signing in again would change nothing.
fn forbid(
    app: &App,
    request: &HttpRequest,
    face: Face,
    checked: &Checked,
    explain: Option<&str>,
) -> HttpResponse {
    log(request, checked);
    if takes_page(request, face) {
        return page::forbidden(app, request, checked, explain);
    }
    HttpResponse::Forbidden().json(refusal(request, checked))
}

fn log(request: &HttpRequest, checked: &Checked) {
    // Neither path nor query: they may hold secrets of the application.
    let reference = Reference::of(request);
    let host = checked.original.as_ref().map(|original| original.host().to_string());
    let application = checked.application_id();
    let (account, service) = (checked.caller.account(), checked.caller.service());
    let account = account.as_ref().map(AccountId::as_str);
    let (decision, reason) = (checked.decision.word(), checked.decision.reason());
    match &checked.decision {
        Decision::Forbidden(refused) if refused.is_misconfigured() => {
            tracing::warn!(
                reference,
                host,
                application,
                account,
                service,
                decision,
                reason,
                "a proxy's request cannot pass"
            );
        }
        _ => {
            tracing::info!(
                reference,
                host,
                application,
                account,
                service,
                decision,
                reason,
                "a request may not pass"
            )
        }
    }
}

fn store_down(app: &App, request: &HttpRequest, face: Face, error: &StoreError) -> HttpResponse {
    tracing::warn!(reference = Reference::of(request), cause = %error, "no request can pass");
    closed(app, request, face, &Refusal::StoreDown, "the database does not answer")
}

/// The application would take a request without a signature for one of nobody.
fn unsigned(app: &App, request: &HttpRequest, face: Face, error: &KeyError) -> HttpResponse {
    tracing::error!(reference = Reference::of(request), cause = %error, "no request can pass");
    closed(app, request, face, &Refusal::Internal, "nothing can be signed")
}

/// nginx would make an error of anything but 401 and 403.
fn closed(app: &App, request: &HttpRequest, face: Face, refusal: &Refusal, why: &str) -> HttpResponse {
    if takes_page(request, face) {
        return page::refusal(app, request, StatusCode::SERVICE_UNAVAILABLE, refusal);
    }
    let status = if face == Face::Nginx { StatusCode::FORBIDDEN } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(json!({
        "error": "temporarily_unavailable",
        "error_description": why,
        "reference": Reference::of(request),
    }))
}
