//! `GET` and `POST /oauth2/logout`: an application signs a person out (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The browser is sent back only to a registered address of the client that a valid `id_token_hint` names. Whoever has no
//! hint for the session at hand is asked first, so that no page on the web can sign people out.

use actix_web::cookie::Cookie;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::claims::IdTokenClaims;
use crate::domain::client::Client;
use crate::oidc::id_token;
use crate::store::StoreError;
use crate::views::{LogoutPage, MessagePage, Refusal};
use crate::web::authorization::redirect;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{client_ip, cookies, language, limits, urls};

/// What a logout request comes to.
struct Request {
    /// What the application knows of the session, if it proved that it knows something.
    hint: Option<IdTokenClaims>,
    /// The client that the hint was made for, as long as it is registered.
    client: Option<Client>,
    /// Where the browser goes afterwards; only with a hint.
    next: Option<String>,
    /// Whether an address was asked for that will not be used, which is worth a question.
    doubtful: bool,
}

/// The request in the query.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_query(&request)?;
        log_out(&app, &request, &params).await
    })
    .await
}

/// The request in a form. A cross-site POST brings no `SameSite=Lax` cookie, so the browser comes again by GET.
pub(super) async fn post(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_form(&request, payload).await?;
        Ok(redirect(format!("{}?{}", urls::absolute(&app, urls::LOGOUT), params.encode())))
    })
    .await
}

/// The answer to our question.
pub(super) async fn confirm(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        limits::may_return(&app, &request)?;
        let params = Params::of_form(&request, payload).await?;
        let Some(signed_in) = SignedIn::of(&app, &request).await? else {
            return signed_out_page(&app, &request);
        };
        let token = params.once("csrf").unwrap_or_default();
        if !app.seal.is_csrf_token(&signed_in.session().id, token) {
            limits::forged(&app, &request);
            return question(&app, &request, &signed_in);
        }
        end(&app, &request, &signed_in, None).await?;
        signed_out_page(&app, &request)
    })
    .await
}

async fn log_out(app: &App, request: &HttpRequest, params: &Params) -> Result<HttpResponse, PageError> {
    params.refuse_repeated()?;
    let asked = parse(app, params).await?;
    let signed_in = SignedIn::of(app, request).await?;
    if let Some(signed_in) = &signed_in {
        // The hint names this session, or at least this person (after a sign-in in another tab).
        let sub = asked.client.as_ref().map(|client| app.sub_of(client, &signed_in.person().account));
        let meant = asked.hint.as_ref().is_some_and(|hint| Some(&hint.sub) == sub.as_ref());
        if !meant || asked.doubtful {
            return question(app, request, signed_in);
        }
        let client = asked.hint.as_ref().map(|hint| hint.aud.as_str());
        end(app, request, signed_in, client).await?;
    }
    match asked.next {
        Some(next) => {
            let mut response = redirect(next);
            if let Some(cookie) = forgotten(app, request) {
                response.add_cookie(&cookie).map_err(|_invalid| Refusal::Internal)?;
            }
            Ok(response)
        }
        None => signed_out_page(app, request),
    }
}

/// A hint that is not ours counts as none, and what goes with it as doubtful.
async fn parse(app: &App, params: &Params) -> Result<Request, PageError> {
    let claims = params.get("id_token_hint").and_then(|hint| id_token::read(app, hint));
    let hint = claims.filter(|claims| params.get("client_id").is_none_or(|id| id == claims.aud));
    let client = match &hint {
        Some(hint) => app.client(&hint.aud).await?,
        None => None,
    };
    let wanted = params.get("post_logout_redirect_uri");
    let allowed = wanted.filter(|uri| client.as_ref().is_some_and(|client| client.allows_logout_to(uri)));
    Ok(Request {
        client,
        next: allowed.map(|uri| with_state(uri, params.get("state"))),
        doubtful: wanted.is_some() && allowed.is_none(),
        hint,
    })
}

fn with_state(uri: &str, state: Option<&str>) -> String {
    match state {
        Some(state) => urls::with_query(uri, &[("state", state.to_owned())]),
        None => uri.to_owned(),
    }
}

/// Ends the session and what was granted in it, and remembers who asked.
async fn end(
    app: &App,
    request: &HttpRequest,
    signed_in: &SignedIn,
    client: Option<&str>,
) -> Result<(), StoreError> {
    let (now, session) = (app.now(), signed_in.session());
    let mut event = AuditEvent::new(&*app.entropy, now, EventKind::LoggedOut);
    event.account = Some(session.account.clone());
    event.client_id = client.map(str::to_owned);
    event.address = client_ip::of(app, request).map(|address| address.to_string());
    event.reason = Some(session.id.to_string());
    let mut tx = app.store.write().await?;
    tx.end_session(&session.id, now).await?;
    tx.revoke_grants_of_session(&session.id, now).await?;
    tx.append_audit(&event).await?;
    tx.commit().await
}

/// Removes the cookie where one was sent. A cross-site POST sends none, and must not be able to remove one either.
fn forgotten(app: &App, request: &HttpRequest) -> Option<Cookie<'static>> {
    cookies::session_token(app, request).map(|_token| cookies::forget_session(app))
}

fn question(app: &App, request: &HttpRequest, signed_in: &SignedIn) -> Result<HttpResponse, PageError> {
    let locale = language::of(request);
    let page = LogoutPage {
        locale,
        organization: &app.config.organization,
        person: signed_in.person().account.profile.name.as_deref(),
        action: urls::LOGOUT_CONFIRM,
        csrf: &app.seal.csrf_token(&signed_in.session().id),
    };
    Ok(html(&mut HttpResponse::Ok(), locale, page.render()))
}

fn signed_out_page(app: &App, request: &HttpRequest) -> Result<HttpResponse, PageError> {
    let locale = language::of(request);
    let words = locale.words();
    let brand = app.connectors.first().ok_or(Refusal::Internal)?.brand();
    let page = MessagePage {
        locale,
        organization: &app.config.organization,
        title: words.logged_out_title,
        what: words.logged_out_what,
        kept: &words.logged_out_kept(brand),
        todo: words.logged_out_todo,
        contact: None,
        reference: None,
        small_print: None,
        action: None,
    };
    let mut response = HttpResponse::Ok();
    if let Some(cookie) = forgotten(app, request) {
        response.cookie(cookie);
    }
    Ok(html(&mut response, locale, page.render()))
}
