//! `GET /admin`: where everybody begins.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::show;
use crate::app::App;
use crate::views::Refusal;
use crate::web::authorization::redirect;
use crate::web::urls;

/// Sends whoever may not see figures to the first page that they may see.
pub(super) async fn page(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let first = visitor.first_section().ok_or(Refusal::NotFound)?;
        Ok(redirect(urls::absolute(visitor.app, first)))
    })
    .await
}
