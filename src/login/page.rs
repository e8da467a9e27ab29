//! `GET /login/{handle}`: the sign-in page of an attempt; skipped inside the provider's own client.

use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, USER_AGENT};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::connectors::{Attempt, Connector};
use crate::domain::auth_request::{AuthRequest, Stage};
use crate::login::again;
use crate::login::outcome::{self, Handle};
use crate::views::{QrCode, Refusal, SignInPage};
use crate::web::authorization::redirect;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::{cookies, headers, language, urls};

/// Shows the page.
pub(super) async fn show(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let handle = Handle::of_path(&path);
        let attempt = outcome::attempt_of_browser(&app, &request, &handle).await?;
        if attempt.expires_at <= app.now() {
            return Err(Refusal::AttemptExpired.into());
        }
        if attempt.stage != Stage::Pending {
            // The browser's "back" leads here; what it had come for can still be had.
            return again::anew(&app, &request, attempt).await;
        }
        let connector = app.connectors.first().ok_or(Refusal::Internal)?;
        sign_in_page(&app, &request, &**connector, &handle, &attempt).await
    })
    .await
}

async fn sign_in_page(
    app: &App,
    request: &HttpRequest,
    connector: &dyn Connector,
    handle: &Handle,
    attempt: &AuthRequest,
) -> Result<HttpResponse, PageError> {
    let callback = urls::callback(app, connector.id());
    let upstream = Attempt {
        callback: &callback,
        link_state: handle.as_str(),
        qr_state: &handle.qr_state(),
        pkce_verifier: &app.seal.pkce_verifier(handle.as_str()),
    };
    let link = connector.login_url(&upstream);
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    if user_agent.is_some_and(|agent| connector.is_own_client(agent)) {
        return Ok(redirect(link.into()));
    }
    let client = app.client(attempt.purpose.client_id()).await?.ok_or(Refusal::UnknownClient)?;
    let qr = connector.embedded_qr(&upstream);
    let locale = language::of(request);
    let page = SignInPage {
        locale,
        organization: &app.config.organization,
        application: &client.name,
        brand: connector.brand(),
        link: link.as_str(),
        qr: qr.as_ref().map(|qr| QrCode {
            frame: qr.frame.as_str(),
            origin: &qr.origin,
            goto: qr.goto.as_str(),
        }),
        switch_language: &format!("{}?lang={}", urls::login_path(handle.as_str()), locale.other().code()),
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_LANGUAGE, locale.lang()));
    if let Some(qr) = &qr {
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_frame(&qr.origin)));
    }
    if let Some(chosen) = language::switched(request) {
        response.cookie(cookies::language(app, chosen));
    }
    Ok(html(&mut response, page.render()))
}
