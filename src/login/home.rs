//! `GET /`: what this place is.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::views::HomePage;
use crate::web::page_error::{html, page_or_error};
use crate::web::signed_in::SignedIn;
use crate::web::{cookies, language};

/// Shows the page, and who is signed in.
pub(super) async fn show(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let signed_in = SignedIn::of(&app, &request).await?;
        let locale = language::of(&request);
        let page = HomePage {
            locale,
            organization: &app.config.organization,
            person: signed_in.as_ref().and_then(|s| s.person().account.profile.name.as_deref()),
            switch_language: &format!("/?lang={}", locale.other().code()),
        };
        let mut response = HttpResponse::Ok();
        if let Some(chosen) = language::switched(&request) {
            response.cookie(cookies::language(&app, chosen));
        }
        Ok(html(&mut response, locale, page.render()))
    })
    .await
}
