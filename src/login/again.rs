//! `GET /login/{handle}/again`: another try at what an attempt was for, without going back to the application; and
//! `GET /login/{handle}/another`: the same as somebody other than who is signed in.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::auth_request::{Freshness, OidcRequest, Purpose};
use crate::login::visit::{Goal, Handle, Visit};
use crate::web::authorization::{self, redirect};
use crate::web::page_error::{PageError, page_or_error};
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, urls};

/// Begins anew.
pub(super) async fn begin(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let visit = Visit::of_browser(&app, &request, Handle::of_path(&path)).await?;
        visit.refuse_lapsed(&app)?;
        anew(&app, &request, visit).await
    })
    .await
}

/// Begins anew, and the session at hand will not do.
pub(super) async fn begin_as_another(
    request: HttpRequest,
    app: Data<App>,
    path: Path<String>,
) -> HttpResponse {
    page_or_error(&app, &request, async {
        let visit = Visit::of_browser(&app, &request, Handle::of_path(&path)).await?;
        visit.refuse_lapsed(&app)?;
        let purpose = match visit.goal {
            Goal::Application(oidc, _client) => {
                let current = SignedIn::of(&app, &request).await?;
                let freshness = Freshness {
                    auth_after: Some(app.now()),
                    not_session: current.map(|signed_in| signed_in.session().id.clone()),
                };
                Purpose::Oidc(Box::new(OidcRequest { freshness, ..*oidc }))
            }
            Goal::Account | Goal::Protected(..) | Goal::Console(_) => visit.attempt.purpose,
        };
        attempt::begin(&app, &request, purpose, urls::login).await
    })
    .await
}

/// Goes straight on when there is a session that will do by now, as when a callback arrives twice; otherwise shows a
/// fresh sign-in page for the same purpose.
///
/// # Errors
/// When the database fails, or too many attempts were begun.
pub(super) async fn anew(app: &App, request: &HttpRequest, visit: Visit) -> Result<HttpResponse, PageError> {
    match (SignedIn::of(app, request).await?, &visit.goal) {
        (Some(signed_in), Goal::Application(oidc, client)) if signed_in.will_do_for(app, oidc) => {
            let asked = visit.asked(oidc, client);
            let answer = authorization::answer_for(app, request, &asked, &signed_in).await?;
            Ok(answer.unwrap_or_else(|| redirect(urls::consent(app, visit.handle.as_str()))))
        }
        (Some(_), Goal::Protected(wanted, _name)) => Ok(redirect(urls::forward_auth_start(app, wanted))),
        (Some(_), Goal::Account) => Ok(redirect(urls::absolute(app, urls::ACCOUNT))),
        (Some(_), Goal::Console(page)) => Ok(redirect(urls::absolute(app, page))),
        _ => attempt::begin(app, request, visit.attempt.purpose, urls::login).await,
    }
}
