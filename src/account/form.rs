//! What the forms of this feature have in common: who sent one, and where the browser goes afterwards.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::views::Refusal;
use crate::web::authorization::redirect;
use crate::web::page_error::PageError;
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{csrf, limits, urls};

/// A form that was shown to the session that sends it.
pub(super) struct Form {
    /// Who sent it.
    pub(super) signed_in: SignedIn,
    /// What is in it.
    pub(super) params: Params,
}

impl Form {
    /// `None` when nobody is signed in any more.
    ///
    /// # Errors
    /// When it cannot be read, or was not shown to this session, of which nobody may send many.
    pub(super) async fn of(
        app: &App,
        request: &HttpRequest,
        payload: Payload,
    ) -> Result<Option<Self>, PageError> {
        limits::may_return(app, request)?;
        let params = Params::of_form(request, payload).await?;
        let Some(signed_in) = SignedIn::of(app, request).await? else { return Ok(None) };
        if !csrf::was_shown_to(app, request, &signed_in.session().id, &params) {
            return Err(Refusal::StaleForm.into());
        }
        Ok(Some(Self { signed_in, params }))
    }
}

/// To the page, where whoever is not signed in signs in.
pub(super) fn to_page(app: &App) -> HttpResponse {
    redirect(urls::absolute(app, urls::ACCOUNT))
}

/// To the page, which says what was done.
pub(super) fn done(app: &App, what: &'static str) -> HttpResponse {
    redirect(urls::with_done(app, urls::ACCOUNT, what))
}
