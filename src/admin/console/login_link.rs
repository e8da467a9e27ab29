//! `/admin/login-link/{secret}`: how an administrator comes in while the upstream is down, by a link that was printed on the
//! server. `GET` asks, since links are opened by more than people; `POST` uses the link up.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::admin::ops::login_links;
use crate::app::App;
use crate::domain::audit::EventKind;
use crate::domain::token::{Opaque, TokenHash};
use crate::store::StoreError;
use crate::views::{ConfirmPage, Refusal};
use crate::web::authorization::redirect;
use crate::web::new_session::{self, Opens};
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::{audit, cookies, language, limits, urls};

/// Asks.
pub(super) async fn ask(request: HttpRequest, app: Data<App>, secret: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        limits::may_return(&app, &request)?;
        let hash = TokenHash::of(&secret);
        let mut tx = app.store.read().await?;
        let person = login_links::look(&app.config, &mut tx, &hash, app.now()).await?;
        drop(tx);
        let person = person.ok_or_else(|| unknown(&app, &request))?;
        let locale = language::of(&request);
        let words = &locale.words().console.frame;
        let page = ConfirmPage {
            locale,
            organization: &app.config.organization,
            title: words.link_title,
            what: &words.link_what(person.account.display_name()),
            kept: words.link_kept,
            action: &urls::login_link_path(&secret),
            fields: &[],
            button: words.link_do,
            back: "/",
        };
        Ok(html(&mut HttpResponse::Ok(), locale, page.render()))
    })
    .await
}

/// Opens a session of the console.
pub(super) async fn open(request: HttpRequest, app: Data<App>, secret: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        limits::may_return(&app, &request)?;
        let old_cookie = cookies::session_token(&app, &request);
        let opened = spend(&app, &request, &TokenHash::of(&secret), old_cookie.as_ref()).await?;
        let cookie = opened.ok_or_else(|| unknown(&app, &request))?;
        // Another person's session may have ended.
        app.notices.notify_one();
        let mut response = redirect(urls::absolute(&app, urls::CONSOLE));
        response.add_cookie(&cookies::session(&app, &cookie)).map_err(|_invalid| Refusal::Internal)?;
        Ok(response)
    })
    .await
}

fn unknown(app: &App, request: &HttpRequest) -> PageError {
    limits::forged(app, request);
    Refusal::LoginLinkUnknown.into()
}

async fn spend(
    app: &App,
    request: &HttpRequest,
    hash: &TokenHash,
    old_cookie: Option<&Opaque>,
) -> Result<Option<Opaque>, StoreError> {
    let mut tx = app.store.write().await?;
    let Some((person, _role)) = login_links::spend(&app.config, &mut tx, hash, app.now()).await? else {
        tx.commit().await?;
        return Ok(None);
    };
    let device = new_session::device(app, request);
    let (_session, cookie) =
        new_session::open(app, &mut tx, &person, old_cookie, device, Opens::ConsoleOnly).await?;
    let mut event = audit::event(app, request, EventKind::LoginLinkUsed);
    event.account = Some(person.account.id);
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(Some(cookie))
}
