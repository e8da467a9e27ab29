//! `GET /login/{handle}`: the sign-in page of an attempt; skipped inside the provider's own client,
//! unless a fresh sign-in was asked for.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, USER_AGENT};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::app::App;
use crate::connectors::{Attempt, Connector};
use crate::domain::auth_request::{Freshness, Stage};
use crate::login::again;
use crate::login::visit::{Goal, Handle, Visit};
use crate::views::{OtherWay, QrCode, Refusal, SignInPage};
use crate::web::authorization::redirect;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::{cookies, headers, language, urls};

/// Shows the page.
pub(super) async fn show(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let visit = Visit::of_browser(&app, &request, Handle::of_path(&path)).await?;
        visit.refuse_lapsed(&app)?;
        if visit.attempt.stage != Stage::Pending {
            // The browser's "back" leads here; what it had come for can still be had.
            return again::anew(&app, &request, visit).await;
        }
        sign_in_page(&app, &request, &visit)
    })
    .await
}

fn sign_in_page(app: &App, request: &HttpRequest, visit: &Visit) -> Result<HttpResponse, PageError> {
    let handle = &visit.handle;
    let (first, rest) = app.connectors.split_first().ok_or(Refusal::Internal)?;
    let verifier = app.seal.pkce_verifier(handle.as_str());
    let link_of = |connector: &dyn Connector| {
        connector.login_url(&upstream(
            handle,
            &urls::callback(app, connector.id()),
            &handle.qr_state(),
            &verifier,
        ))
    };
    let link = link_of(&**first);
    let (application, freshness, locale) = match &visit.goal {
        Goal::Application(oidc, client) => {
            let locale = language::for_application(request, oidc.ui_locales.as_deref());
            (Some(client.name.as_str()), oidc.freshness.clone(), locale)
        }
        Goal::Protected(_wanted, name) => (Some(name.as_str()), Freshness::default(), language::of(request)),
        Goal::Account | Goal::Console(_) => (None, Freshness::default(), language::of(request)),
    };
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    // Whoever is to prove anew who they are must see that they are asked: inside its client, the upstream asks nobody.
    let asked_anew = freshness.auth_after.is_some();
    if !asked_anew && user_agent.is_some_and(|agent| first.is_own_client(agent)) {
        return Ok(redirect(link.into()));
    }
    let callback = urls::callback(app, first.id());
    let qr = first.embedded_qr(&upstream(handle, &callback, &handle.qr_state(), &verifier));
    let others: Vec<_> = rest.iter().map(|other| other_way(app, &**other, link_of(&**other))).collect();
    let page = SignInPage {
        locale,
        organization: &app.config.organization,
        application,
        brand: first.brand(),
        link: link.as_str(),
        qr: qr.as_ref().map(|qr| QrCode {
            frame: qr.frame.as_str(),
            origin: &qr.origin,
            goto: qr.goto.as_str(),
        }),
        others: &others,
        switch_language: &format!("{}?lang={}", urls::login_path(handle.as_str()), locale.other().code()),
    };
    let mut response = HttpResponse::Ok();
    if let Some(qr) = &qr {
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_frames(&[&qr.origin])));
    }
    if let Some(chosen) = language::switched(request) {
        response.cookie(cookies::language(app, chosen));
    }
    Ok(html(&mut response, locale, page.render()))
}

fn upstream<'a>(
    handle: &'a Handle,
    callback: &'a Url,
    qr_state: &'a str,
    pkce_verifier: &'a str,
) -> Attempt<'a> {
    Attempt { callback, link_state: handle.as_str(), qr_state, pkce_verifier }
}

/// A button for a connector beside the first; named by its id where the brand alone would not tell.
fn other_way(app: &App, connector: &dyn Connector, link: Url) -> OtherWay {
    let brand = connector.brand();
    let alike = app.connectors.iter().filter(|other| other.brand() == brand).count() > 1;
    OtherWay { brand, distinction: alike.then(|| connector.id().to_owned()), link: link.into() }
}
