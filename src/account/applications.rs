//! What applications have of a person; `GET` and `POST /account/applications/withdraw` ask, and take it back.

use std::sync::Arc;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::account::form::{self, Form};
use crate::app::App;
use crate::domain::audit::EventKind;
use crate::domain::client::Client;
use crate::domain::consent::Granted;
use crate::domain::id::AccountId;
use crate::store::StoreError;
use crate::views::{ConfirmPage, Refusal};
use crate::web::page_error::{html, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{audit, language, urls};

/// An application that has something of a person.
pub(super) struct Application {
    /// What it has, and since when.
    pub(super) has: Granted,
    /// The application, as long as it is registered.
    pub(super) client: Option<Arc<Client>>,
}

impl Application {
    /// What to call it.
    pub(super) fn name(&self) -> &str {
        self.client.as_ref().map_or(&self.has.client_id, |client| &client.name)
    }
}

/// Every application that has something of this person: by what was granted and is not over, or by a consent on which
/// more would be granted unasked.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(app: &App, account: &AccountId) -> Result<Vec<Application>, StoreError> {
    let all = app.store.read().await?.had_by_applications(account, app.now()).await?;
    let mut applications = Vec::with_capacity(all.len());
    for has in all {
        let client = app.client(&has.client_id).await?;
        applications.push(Application { has, client });
    }
    Ok(applications)
}

/// Asks before what an application has is taken back.
pub(super) async fn ask(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_query(&request)?;
        let Some(signed_in) = SignedIn::of(&app, &request).await? else { return Ok(form::to_page(&app)) };
        let id = params.once("application").unwrap_or_default();
        let all = of(&app, &signed_in.person().account.id).await?;
        let application = all.iter().find(|one| one.has.client_id == id).ok_or(Refusal::NotFound)?;
        let locale = language::of(&request);
        let words = &locale.words().account;
        let third_party = application.client.as_ref().is_none_or(|client| client.third_party);
        let csrf = app.seal.csrf_token(&signed_in.session().id);
        let page = ConfirmPage {
            locale,
            organization: &app.config.organization,
            title: &words.withdraw_title(application.name()),
            what: if third_party { words.withdraw_third_party } else { words.withdraw_first_party },
            kept: words.kept,
            action: urls::ACCOUNT_WITHDRAW,
            fields: &[("csrf", csrf), ("application", id.to_owned())],
            button: words.withdraw,
            back: urls::ACCOUNT,
        };
        Ok(html(&mut HttpResponse::Ok(), locale, page.render()))
    })
    .await
}

/// Takes it back: the consent, and every grant with its tokens.
pub(super) async fn withdraw(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let Some(form) = Form::of(&app, &request, payload).await? else { return Ok(form::to_page(&app)) };
        let unnamed = Refusal::BadRequest { what: "application is missing or repeated" };
        let id = form.params.once("application").ok_or(unnamed)?;
        let account = &form.signed_in.person().account.id;
        let mut event = audit::event(&app, &request, EventKind::ConsentWithdrawn);
        event.account = Some(account.clone());
        event.client_id = Some(id.to_owned());
        let mut tx = app.store.write().await?;
        // A second click finds nothing left, which is what it wanted.
        if tx.withdraw_application(account, id, app.now()).await? {
            tx.append_audit(&event).await?;
            tx.commit().await?;
        }
        Ok(form::done(&app, "withdrawn"))
    })
    .await
}
