//! `GET /.larkgate/ticket` on an application's host: a ticket becomes a session there, once and in the browser that asked.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Original, Refused, Ticket};
use crate::domain::token::{Opaque, TokenHash};
use crate::forward_auth::live::Live;
use crate::forward_auth::place::Place;
use crate::forward_auth::session::{self, Entry};
use crate::forward_auth::{cookies, page};
use crate::store::StoreError;
use crate::views::{Action, Refusal, Trouble};
use crate::web::authorization::redirect;
use crate::web::language;
use crate::web::params::Params;
use crate::web::reference::Reference;

/// Redeems.
pub(super) async fn redeem(request: HttpRequest, app: Data<App>, live: Data<Live>) -> HttpResponse {
    match answer(&app, &live, &request).await {
        Ok(response) => response,
        Err(error) => {
            tracing::warn!(reference = Reference::of(&request), cause = %error, "a ticket could not be taken");
            page::refusal(&app, &request, StatusCode::SERVICE_UNAVAILABLE, &Refusal::StoreDown)
        }
    }
}

async fn answer(app: &App, live: &Live, request: &HttpRequest) -> Result<HttpResponse, StoreError> {
    let place = match Place::of(app, request).await {
        Ok(place) => place,
        Err(misplaced) => return Ok(page::misplaced(app, request, misplaced)),
    };
    let Some(value) =
        Params::of_query(request).ok().and_then(|params| params.once("ticket").map(Opaque::received))
    else {
        return Ok(page::misplaced(app, request, Refused::Unstated.into()));
    };
    match take(app, request, &place, &value.hash()).await? {
        Taken::Opened(ticket, cookie) => {
            let mut response = redirect(ticket.return_to);
            let cookie = cookies::session(app, &place.application, &cookie, ticket.session_ends);
            if response.add_cookie(&cookie).is_err() {
                return Ok(page::refusal(
                    app,
                    request,
                    StatusCode::INTERNAL_SERVER_ERROR,
                    &Refusal::Internal,
                ));
            }
            Ok(response)
        }
        Taken::Refused { again } => {
            // The same address a second time, by a reload or a prefetch: the first may have been good.
            let token = cookies::session_token(app, request, &place.application);
            if again.is_none()
                && let Some(token) = token
                && live.find(app, &place.application, &token).await?.is_some()
            {
                return Ok(redirect(format!("{}/", place.here.origin())));
            }
            Ok(lost(app, request, &place, again.as_deref()))
        }
    }
}

enum Taken {
    Opened(Ticket, Opaque),
    Refused {
        /// Where the ticket would have led, if there was one.
        again: Option<String>,
    },
}

/// Spends the ticket whatever comes of it, and opens the session if it is this browser's, on this host.
async fn take(
    app: &App,
    request: &HttpRequest,
    place: &Place,
    hash: &TokenHash,
) -> Result<Taken, StoreError> {
    let mut tx = app.store.write().await?;
    let Some(ticket) = tx.take_ticket(hash, &place.application.id, app.now()).await? else {
        return Ok(Taken::Refused { again: None });
    };
    let is_bound = cookies::bound(app, request).is_some_and(|bound| bound.matches(&ticket.binding));
    let leads_here =
        Original::of_url(&ticket.return_to, "GET").is_ok_and(|to| to.origin() == place.here.origin());
    if !(is_bound && leads_here) {
        tx.commit().await?;
        return Ok(Taken::Refused { again: leads_here.then_some(ticket.return_to) });
    }
    let entry = Entry { account: &ticket.account, chain: &ticket.chain, ends: ticket.session_ends };
    let cookie = session::open(app, request, &mut tx, &place.application, &entry).await?;
    tx.commit().await?;
    Ok(Taken::Opened(ticket, cookie))
}

fn lost(app: &App, request: &HttpRequest, place: &Place, again: Option<&str>) -> HttpResponse {
    let root = format!("{}/", place.here.origin());
    let what = Trouble::Lost { application: &place.application.name };
    let action = Action { label: language::of(request).words().try_again, href: again.unwrap_or(&root) };
    let more =
        page::More { application: Some(&place.application), action: Some(action), ..page::More::default() };
    page::show(app, request, StatusCode::BAD_REQUEST, &what, more)
}
