//! `/.larkgate/sign-out` on an application's host: asks, and ends the session at this application alone, or at all that share
//! its cookie.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Application, ApplicationSession};
use crate::domain::audit::EventKind;
use crate::domain::id::SessionId;
use crate::forward_auth::live;
use crate::forward_auth::place::Place;
use crate::forward_auth::{cookies, page};
use crate::store::StoreError;
use crate::views::{Action, Refusal, Trouble, sign_out_everywhere};
use crate::web::params::Params;
use crate::web::reference::Reference;
use crate::web::{audit, csrf, language, urls};

/// The question.
pub(super) async fn ask(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let place = match Place::of(&app, &request).await {
        Ok(place) => place,
        Err(misplaced) => return page::misplaced(&app, &request, misplaced),
    };
    match signed_in(&app, &request, &place).await {
        Ok(Some(session)) => question(&app, &request, &place, &session),
        Ok(None) => signed_out(&app, &request, &place),
        Err(error) => store_down(&app, &request, &error),
    }
}

/// The answer.
pub(super) async fn end(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    let place = match Place::of(&app, &request).await {
        Ok(place) => place,
        Err(misplaced) => return page::misplaced(&app, &request, misplaced),
    };
    let params = match Params::of_form(&request, payload).await {
        Ok(params) => params,
        Err(flaw) => {
            let refusal = Refusal::BadRequest { what: flaw.text() };
            return page::refusal(&app, &request, StatusCode::BAD_REQUEST, &refusal);
        }
    };
    let ended = async {
        let Some(session) = signed_in(&app, &request, &place).await? else { return Ok(None) };
        if !csrf::was_shown_to(&app, &request, &csrf_id(&session), &params) {
            return Ok(Some(session));
        }
        end_session(&app, &request, &place.application, &session).await.map(|()| None)
    };
    match ended.await {
        Ok(Some(unproven)) => question(&app, &request, &place, &unproven),
        Ok(None) => signed_out(&app, &request, &place),
        Err(error) => store_down(&app, &request, &error),
    }
}

async fn signed_in(
    app: &App,
    request: &HttpRequest,
    place: &Place,
) -> Result<Option<ApplicationSession>, StoreError> {
    let Some(token) = cookies::session_token(app, request, &place.application) else { return Ok(None) };
    let live = live::read(app, &place.application, &token).await?;
    Ok(live.map(|(session, _person)| session))
}

async fn end_session(
    app: &App,
    request: &HttpRequest,
    application: &Application,
    session: &ApplicationSession,
) -> Result<(), StoreError> {
    let mut event = audit::event(app, request, EventKind::LoggedOut);
    event.account = Some(session.account.clone());
    event.client_id = Some(application.id.clone());
    event.reason = Some(session.id.to_string());
    let mut tx = app.store.write().await?;
    tx.end_application_session(&session.token, application.realm(), app.now()).await?;
    tx.append_audit(&event).await?;
    tx.commit().await
}

/// A form is for one session, and ids of sessions at applications are no session's at larkgate.
fn csrf_id(session: &ApplicationSession) -> SessionId {
    SessionId::received(session.id.as_str())
}

fn question(app: &App, request: &HttpRequest, place: &Place, session: &ApplicationSession) -> HttpResponse {
    let what = Trouble::SignOut { application: place.application.realm_name() };
    let csrf = app.seal.csrf_token(&csrf_id(session));
    let more =
        page::More { application: Some(&place.application), csrf: Some(&csrf), ..page::More::default() };
    page::show(app, request, StatusCode::OK, &what, more)
}

fn signed_out(app: &App, request: &HttpRequest, place: &Place) -> HttpResponse {
    let what = Trouble::SignedOut { application: place.application.realm_name() };
    let everywhere = urls::absolute(app, urls::LOGOUT);
    let action = Action { label: sign_out_everywhere(language::of(request)), href: &everywhere };
    let more =
        page::More { application: Some(&place.application), action: Some(action), ..page::More::default() };
    let mut response = page::show(app, request, StatusCode::OK, &what, more);
    if cookies::session_token(app, request, &place.application).is_some()
        && let Err(error) = response.add_cookie(&cookies::forget_session(app, &place.application))
    {
        tracing::error!(%error, "a cookie could not be written");
    }
    response
}

fn store_down(app: &App, request: &HttpRequest, error: &StoreError) -> HttpResponse {
    tracing::warn!(reference = Reference::of(request), cause = %error, "nobody can sign out");
    page::refusal(app, request, StatusCode::SERVICE_UNAVAILABLE, &Refusal::StoreDown)
}
