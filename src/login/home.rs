//! `GET /`: what this place is.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::views::{HomePage, Locale};
use crate::web::page_error::{html, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{cookies, language, urls};

/// Shows the page, and who is signed in.
pub(super) async fn show(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let signed_in = SignedIn::of(&app, &request).await?;
        let locale = language::of(&request);
        let page = HomePage {
            locale,
            organization: &app.config.organization,
            person: signed_in.as_ref().map(|signed_in| signed_in.person().account.display_name()),
            notice: if signed_in.is_none() { notice(&request, locale) } else { None },
            account: urls::ACCOUNT,
            sign_out: urls::LOGOUT,
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

/// What was just done, of which the address tells.
fn notice(request: &HttpRequest, locale: Locale) -> Option<&'static str> {
    let words = &locale.words().account;
    match Params::of_query(request).ok()?.get("done")? {
        "signed-out" => Some(words.signed_out),
        "signed-out-everywhere" => Some(words.signed_out_everywhere),
        _ => None,
    }
}
