//! `GET /login/callback/{connector}`: the browser comes back from the upstream.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::connectors::{Answer, Connector};
use crate::domain::auth_request::{AuthRequest, Purpose};
use crate::login::outcome::{self, Handle};
use crate::login::{again, sign_in};
use crate::views::Refusal;
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
        let handle = Handle::of_state(state);
        let (attempt, _client) = outcome::attempt_of_browser(&app, &request, &handle).await?;
        if !take(&app, &attempt).await? {
            if attempt.expires_at <= app.now() {
                return Err(Refusal::AttemptExpired.into());
            }
            // The same answer a second time: a reload, a prefetch, a double click.
            return again::anew(&app, &request, attempt).await;
        }
        match (params.get("error"), params.get("code")) {
            (Some(error), _) => refused(&app, &request, connector, attempt, error).await,
            (None, Some(code)) => exchange(&app, &request, connector, attempt, &handle, code).await,
            (None, None) => {
                let missing = Refusal::BadRequest { what: "code is missing" };
                Err(PageError::new(missing).with_again(urls::login_again_path(handle.as_str())))
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

/// The person pressed "refuse": the application hears of it in its own language (RFC 6749 §4.1.2.1).
async fn refused(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    attempt: AuthRequest,
    error: &str,
) -> Result<HttpResponse, PageError> {
    outcome::audit_refusal(app, request, &attempt, connector, "denied", None).await?;
    let word: String = error.chars().take(64).collect();
    tracing::info!(upstream_error = word, "refused at the upstream");
    let Purpose::Oidc(oidc) = attempt.purpose;
    let error = AuthorizationError::AccessDenied;
    Ok(authorization::Answer::error(app, (&oidc).into(), error, "the sign-in was refused").send(app, request))
}

async fn exchange(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    attempt: AuthRequest,
    handle: &Handle,
    code: &str,
) -> Result<HttpResponse, PageError> {
    let answer = Answer {
        callback: &urls::callback(app, connector.id()),
        code,
        pkce_verifier: &app.seal.pkce_verifier(handle.as_str()),
        via: handle.via(),
    };
    match connector.identity(&answer).await {
        Ok(identity) => sign_in::complete(app, request, connector, attempt, handle, &identity).await,
        Err(error) => Err(outcome::upstream_failed(app, request, &attempt, connector, handle, &error).await?),
    }
}
