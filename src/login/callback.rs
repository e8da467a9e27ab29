//! `GET /login/callback/{connector}`: the browser comes back from the upstream.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::connectors::{Answer, Connector};
use crate::directory::{self, Look};
use crate::domain::account::Identity;
use crate::domain::auth_request::AuthRequest;
use crate::login::sign_in::{self, Arrival};
use crate::login::visit::{Goal, Handle, Visit};
use crate::login::{again, outcome};
use crate::views::{Refusal, Upstream};
use crate::web::authorization::{self, AuthorizationError};
use crate::web::page_error::{PageError, page_or_error};
use crate::web::params::Params;
use crate::web::urls;

/// Takes the answer, once, and signs the person in.
pub(super) async fn receive(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let connector = app.connector(&path).ok_or(Refusal::NotFound)?;
        let params = Params::of_query(&request)?;
        params.refuse_repeated()?;
        let state = params.get("state").ok_or(Refusal::BadRequest { what: "state is missing" })?;
        let visit = Visit::of_browser(&app, &request, Handle::of_state(state)).await?;
        if !take(&app, &visit.attempt).await? {
            visit.refuse_lapsed(&app)?;
            // The same answer a second time: a reload, a prefetch, a double click.
            return again::anew(&app, &request, visit).await;
        }
        match (params.get("error"), params.get("code")) {
            (Some(error), _) => refused(&app, &request, connector, &visit, error).await,
            (None, Some(code)) => exchange(&app, &request, connector, &visit, code).await,
            (None, None) => {
                let missing = Refusal::BadRequest { what: "code is missing" };
                Err(PageError::new(missing).with_again(urls::login_again_path(visit.handle.as_str())))
            }
        }
    })
    .await
}

/// True for one caller, before any code is exchanged.
async fn take(app: &App, attempt: &AuthRequest) -> Result<bool, PageError> {
    let mut tx = app.store.write().await?;
    let taken = tx.take_auth_request(&attempt.handle, &attempt.browser, app.now()).await?;
    tx.commit().await?;
    Ok(taken)
}

/// The person pressed "refuse": the application hears of it in its own language (RFC 6749 §4.1.2.1), and where there is
/// none, the person does in theirs.
async fn refused(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    visit: &Visit,
    error: &str,
) -> Result<HttpResponse, PageError> {
    outcome::audit_refusal(app, request, &visit.attempt, connector, "denied", None).await?;
    let word: String = error.chars().take(64).collect();
    tracing::info!(upstream_error = word, "refused at the upstream");
    match &visit.goal {
        Goal::Application(oidc, _client) => {
            let (error, description) = (AuthorizationError::AccessDenied, "the sign-in was refused");
            Ok(authorization::Answer::error(app, (&**oidc).into(), error, description).send(app, request))
        }
        Goal::Account | Goal::Protected(..) | Goal::Console(_) => {
            Err(PageError::new(Refusal::Upstream(connector.brand(), Upstream::Denied))
                .with_again(urls::login_again_path(visit.handle.as_str())))
        }
    }
}

async fn exchange(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    visit: &Visit,
    code: &str,
) -> Result<HttpResponse, PageError> {
    let answer = Answer {
        callback: &urls::callback(app, connector.id()),
        code,
        pkce_verifier: &app.seal.pkce_verifier(visit.handle.as_str()),
        via: visit.handle.via(),
    };
    let identity = connector.identity(&answer).await;
    app.health.note(connector.id(), app.now(), &identity);
    match identity {
        Ok(identity) => welcome(app, request, connector, visit, identity).await,
        Err(error) => Err(outcome::upstream_failed(app, request, visit, connector, &error).await?),
    }
}

/// Signs in whom the upstream named, unless its directory says that they are gone. A directory that does not answer keeps
/// nobody from signing in: what depends on it stays closed, and nothing else.
async fn welcome(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    visit: &Visit,
    identity: Identity,
) -> Result<HttpResponse, PageError> {
    let look = Look::at_sign_in(app, connector, &identity.open_id).await;
    if let Some(gone) = look.as_ref().and_then(Look::gone) {
        directory::hurry(app, connector, &identity.open_id).await?;
        return Err(outcome::gone(app, request, visit, connector, &identity.open_id, gone).await?);
    }
    sign_in::complete(app, request, connector, visit, &Arrival { identity, look }).await
}
