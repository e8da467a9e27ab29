//! `GET` and `POST /login/{handle}/consent`: a person says whether a third-party application may have what it asks for.

use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::app::App;
use crate::config::Brand;
use crate::domain::audit::EventKind;
use crate::domain::auth_request::OidcRequest;
use crate::domain::client::Client;
use crate::domain::consent::Consent;
use crate::login::visit::{Goal, Handle, Visit};
use crate::store::StoreError;
use crate::views::{ConsentPage, Extent, Refusal};
use crate::web::authorization::{self, Answer, AuthorizationError, redirect};
use crate::web::consent::Asked;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{audit, cookies, csrf, headers, language, limits, urls};

/// The question, unless it was answered before.
pub(super) async fn show(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let visit = Visit::of_browser(&app, &request, Handle::of_path(&path)).await?;
        let Some(question) = Question::of(&app, &request, &visit).await? else {
            return Ok(redirect(urls::login(&app, visit.handle.as_str())));
        };
        let asked = visit.asked(question.oidc, question.client);
        let answer = authorization::answer_for(&app, &request, &asked, &question.signed_in).await?;
        Ok(answer.unwrap_or_else(|| question.page(&app, &request)))
    })
    .await
}

/// The answer.
pub(super) async fn decide(
    request: HttpRequest,
    app: Data<App>,
    path: Path<String>,
    payload: Payload,
) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_form(&request, payload).await?;
        let visit = Visit::of_browser(&app, &request, Handle::of_path(&path)).await?;
        let Some(question) = Question::of(&app, &request, &visit).await? else {
            return Ok(redirect(urls::login(&app, visit.handle.as_str())));
        };
        if !csrf::was_shown_to(&app, &request, &question.signed_in.session().id, &params) {
            return Ok(question.page(&app, &request));
        }
        let answer = match params.once("decision") {
            Some("allow") => question.allow(&app, &request).await?,
            Some("deny") => question.deny(&app, &request).await?,
            _ => return Err(Refusal::BadRequest { what: "decision must be allow or deny" }.into()),
        };
        Ok(answer.send(&app, &request))
    })
    .await
}

/// Who may be asked, and about what.
struct Question<'a> {
    handle: &'a Handle,
    oidc: &'a OidcRequest,
    client: &'a Client,
    signed_in: SignedIn,
}

impl<'a> Question<'a> {
    /// `None` when nobody is signed in who may answer the request: nobody gets around a fresh sign-in by this page.
    async fn of(
        app: &App,
        request: &HttpRequest,
        visit: &'a Visit,
    ) -> Result<Option<Question<'a>>, PageError> {
        visit.refuse_lapsed(app)?;
        let Goal::Application(oidc, client) = &visit.goal else { return Ok(None) };
        let signed_in = SignedIn::of(app, request).await?.filter(|s| s.will_do_for(app, oidc));
        Ok(signed_in.map(|signed_in| Question { handle: &visit.handle, oidc, client, signed_in }))
    }

    fn page(&self, app: &App, request: &HttpRequest) -> HttpResponse {
        let locale = language::for_application(request, self.oidc.ui_locales.as_deref());
        let (handle, person) = (self.handle.as_str(), self.signed_in.person());
        let brand = app.connector(&person.binding.connector).map_or(Brand::Feishu, |c| c.brand());
        let asked = Consent::to(self.oidc, &person.account.id, app.now());
        let extent = Extent { scope: &asked.scope, claims: &asked.claims, resources: &asked.resources };
        let another = urls::login_as_another_path(handle);
        let page = ConsentPage {
            locale,
            organization: &app.config.organization,
            application: &self.client.name,
            host: &host(&self.oidc.redirect_uri),
            person: person.account.display_name(),
            another: self.oidc.expected_sub.is_none().then_some(&another),
            gets: &extent.lines(locale, brand, person, &app.sub_of(self.client, &person.account)),
            action: &urls::consent_path(handle),
            csrf: &app.seal.csrf_token(&self.signed_in.session().id),
            switch_language: &format!("{}?lang={}", urls::consent_path(handle), locale.other().code()),
        };
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_any_form()));
        if let Some(chosen) = language::switched(request) {
            response.cookie(cookies::language(app, chosen));
        }
        html(&mut response, locale, page.render())
    }

    /// Remembers the consent and grants what was asked, both or neither.
    async fn allow(&self, app: &App, request: &HttpRequest) -> Result<Answer, PageError> {
        let person = self.signed_in.person();
        let mut event = audit::event(app, request, EventKind::ConsentGiven);
        event.account = Some(person.account.id.clone());
        event.client_id = Some(self.client.id.clone());
        event.reason = Some(self.oidc.scope.to_string());
        let asked = Asked { request: self.oidc, client: self.client, since: None };
        let mut tx = app.store.write().await?;
        tx.remember_consent(Consent::to(self.oidc, &person.account.id, app.now())).await?;
        tx.append_audit(&event).await?;
        let answer =
            authorization::grant(app, &mut tx, &asked, self.signed_in.session(), person, &event).await?;
        if answer.grants() {
            limits::sign_in(request, &person.account.id)?;
            tx.commit().await?;
        }
        Ok(answer)
    }

    async fn deny(&self, app: &App, request: &HttpRequest) -> Result<Answer, StoreError> {
        let mut event = audit::event(app, request, EventKind::ConsentRefused);
        event.account = Some(self.signed_in.person().account.id.clone());
        event.client_id = Some(self.client.id.clone());
        let mut tx = app.store.write().await?;
        tx.append_audit(&event).await?;
        tx.commit().await?;
        let (error, description) = (AuthorizationError::AccessDenied, "the person did not consent");
        Ok(Answer::error(app, self.oidc.into(), error, description))
    }
}

/// Whom an address belongs to, for people: its host, or the scheme that a native application registered.
fn host(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(url) => url.host_str().map_or_else(|| format!("{}:", url.scheme()), str::to_owned),
        Err(_) => redirect_uri.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_its_host_or_scheme() {
        assert_eq!(host("https://app.example.com:8443/cb?x=1"), "app.example.com");
        assert_eq!(host("com.example.app:/cb"), "com.example.app:");
        assert_eq!(host("http://[::1]:9/cb"), "[::1]");
    }
}
