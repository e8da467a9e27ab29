//! `POST /account/sessions/end` ends one session of the person; `GET` and `POST /account/sessions/end-all` ask, and end
//! every one.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::account::form::{self, Form};
use crate::app::App;
use crate::domain::audit::EventKind;
use crate::domain::id::SessionId;
use crate::store::StoreError;
use crate::views::{ConfirmPage, Refusal};
use crate::web::authorization::redirect;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::signed_in::SignedIn;
use crate::web::{audit, cookies, language, urls};

/// Ends one.
pub(super) async fn end(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let Some(form) = Form::of(&app, &request, payload).await? else { return Ok(form::to_page(&app)) };
        let id = SessionId::received(form.params.once("session").unwrap_or_default());
        if !end_one(&app, &request, &form.signed_in, &id).await? {
            return Err(Refusal::NotFound.into());
        }
        if id == form.signed_in.session().id {
            return signed_out(&app, "signed-out");
        }
        Ok(form::done(&app, "session-ended"))
    })
    .await
}

/// False when it is not one of theirs. One that has ended already is as good as ended.
async fn end_one(
    app: &App,
    request: &HttpRequest,
    signed_in: &SignedIn,
    id: &SessionId,
) -> Result<bool, StoreError> {
    let account = &signed_in.person().account.id;
    let mut event = audit::event(app, request, EventKind::SessionEnded);
    event.account = Some(account.clone());
    event.reason = Some(id.to_string());
    let mut tx = app.store.write().await?;
    let Some(chain) = tx.chain_of_session(account, id).await? else { return Ok(false) };
    if tx.end_chain(&chain, app.now()).await? {
        tx.append_audit(&event).await?;
        tx.commit().await?;
        app.notices.notify_one();
    }
    Ok(true)
}

/// Asks before all end.
pub(super) async fn ask(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let Some(signed_in) = SignedIn::of(&app, &request).await? else { return Ok(form::to_page(&app)) };
        let locale = language::of(&request);
        let words = &locale.words().account;
        let page = ConfirmPage {
            locale,
            organization: &app.config.organization,
            title: words.end_all_title,
            what: words.end_all_what,
            kept: words.kept,
            action: urls::ACCOUNT_END_ALL,
            fields: &[("csrf", app.seal.csrf_token(&signed_in.session().id))],
            button: words.end_all,
            back: urls::ACCOUNT,
        };
        Ok(html(&mut HttpResponse::Ok(), locale, page.render()))
    })
    .await
}

/// Ends all, with everything that applications were granted.
pub(super) async fn end_all(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let Some(form) = Form::of(&app, &request, payload).await? else { return Ok(form::to_page(&app)) };
        let account = &form.signed_in.person().account.id;
        let mut event = audit::event(&app, &request, EventKind::AllSessionsEnded);
        event.account = Some(account.clone());
        let mut tx = app.store.write().await?;
        tx.end_everything_of(account, app.now()).await?;
        tx.append_audit(&event).await?;
        tx.commit().await?;
        app.notices.notify_one();
        signed_out(&app, "signed-out-everywhere")
    })
    .await
}

/// To the home page without the cookie of a session that is no more.
fn signed_out(app: &App, what: &'static str) -> Result<HttpResponse, PageError> {
    let mut response = redirect(urls::with_done(app, "/", what));
    response.add_cookie(&cookies::forget_session(app)).map_err(|_invalid| Refusal::Internal)?;
    Ok(response)
}
