//! `GET /forward-auth/start` on larkgate's own host: whoever is signed in gets a ticket to the application, or the cookie of
//! its domain; whoever is not signs in and comes back here.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Application, Original, Ticket};
use crate::domain::auth_request::{ForwardAuthRequest, Purpose};
use crate::domain::token::{Opaque, TokenHash};
use crate::forward_auth::session::{self, Entry};
use crate::forward_auth::{cookies, page};
use crate::views::Refusal;
use crate::web::authorization::redirect;
use crate::web::page_error::{PageError, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, limits, urls};

/// A request that leads nowhere but to an application's host.
struct Start {
    application: Arc<Application>,
    to: Original,
    /// What binds the browser; nothing, where it gets the domain's cookie here and now.
    binding: Option<TokenHash>,
}

/// Begins, or goes on.
pub(super) async fn begin(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let start = parse(&app, &request).await?;
        match SignedIn::of(&app, &request).await? {
            Some(signed_in) => {
                limits::sign_in(&request, &signed_in.session().account)?;
                match &start.binding {
                    Some(binding) => issue(&app, &start, binding, &signed_in).await,
                    None => enter(&app, &request, &start, &signed_in).await,
                }
            }
            None => {
                let purpose = Purpose::ForwardAuth(Box::new(ForwardAuthRequest {
                    application: start.application.id.clone(),
                    return_to: start.to.url(),
                    binding: start.binding.as_ref().map(TokenHash::encode),
                }));
                attempt::begin(&app, &request, purpose, urls::login).await
            }
        }
    })
    .await
}

/// Anybody can write such an address. It leads to the host of a known application, with a ticket that only the browser
/// with the bound secret can use.
async fn parse(app: &App, request: &HttpRequest) -> Result<Start, PageError> {
    let bad = |what: &'static str| PageError::new(Refusal::BadRequest { what });
    let params = Params::of_query(request)?;
    params.refuse_repeated()?;
    let to = params.get("to").ok_or_else(|| bad("to is missing"))?;
    let to = Original::of_url(to, "GET").map_err(|flaw| bad(flaw.text()))?;
    let applications = app.applications().await?;
    let application = applications
        .find(&to, app.is_https())
        .ok()
        .filter(|application| params.get("application") == Some(&application.id))
        .cloned()
        .ok_or_else(|| bad("to is no address of the application"))?;
    let binding = match application.cookie_domain {
        None => {
            Some(params.get("binding").and_then(TokenHash::decode).ok_or_else(|| bad("binding is missing"))?)
        }
        Some(_) => None,
    };
    Ok(Start { application, to, binding })
}

/// The ticket's address says nothing of where the browser goes in the end.
async fn issue(
    app: &App,
    start: &Start,
    binding: &TokenHash,
    signed_in: &SignedIn,
) -> Result<HttpResponse, PageError> {
    let (value, session) = (Opaque::new(&*app.entropy), signed_in.session());
    let ticket = Ticket {
        hash: value.hash(),
        binding: binding.clone(),
        application: start.application.id.clone(),
        account: session.account.clone(),
        chain: session.chain.clone(),
        return_to: start.to.url(),
        session_ends: session.expires_at,
        expires_at: app.now().plus(Ticket::LIFETIME),
    };
    let mut tx = app.store.write().await?;
    tx.insert_ticket(&ticket).await?;
    tx.commit().await?;
    let path = format!("{}{}", start.to.origin(), urls::APPLICATION_TICKET);
    Ok(redirect(urls::with_query(&path, &[("ticket", value.reveal().to_owned())])))
}

/// Nothing has to be carried from host to host: the browser that holds our session is the one that gets the cookie.
async fn enter(
    app: &App,
    request: &HttpRequest,
    start: &Start,
    signed_in: &SignedIn,
) -> Result<HttpResponse, PageError> {
    let (application, to) = (&start.application, start.to.url());
    let Some(tries) = cookies::count_try(app, request, &to) else {
        return Ok(page::looping(app, request, application, &start.to));
    };
    let current = signed_in.session();
    let entry = Entry { account: &current.account, chain: &current.chain, ends: current.expires_at };
    let mut tx = app.store.write().await?;
    let cookie = session::open(app, request, &mut tx, application, &entry).await?;
    tx.commit().await?;
    let mut response = redirect(to);
    for cookie in [tries, cookies::session(app, application, &cookie, entry.ends)] {
        response.add_cookie(&cookie).map_err(|_unwritable| PageError::new(Refusal::Internal))?;
    }
    Ok(response)
}
