//! `GET /login/{handle}/again`: another try at what an attempt was for, without going back to the application.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::auth_request::{AuthRequest, Purpose};
use crate::login::outcome::{self, Handle};
use crate::views::Refusal;
use crate::web::attempt;
use crate::web::authorization;
use crate::web::page_error::{PageError, page_or_error};
use crate::web::signed_in::SignedIn;

/// Begins anew.
pub(super) async fn begin(request: HttpRequest, app: Data<App>, path: Path<String>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let handle = Handle::of_path(&path);
        let (attempt, _client) = outcome::attempt_of_browser(&app, &request, &handle).await?;
        if attempt.expires_at <= app.now() {
            return Err(Refusal::AttemptExpired.into());
        }
        anew(&app, &request, attempt).await
    })
    .await
}

/// Goes straight on when there is a session that will do by now, as when a callback arrives twice; otherwise shows a
/// fresh sign-in page for the same purpose.
///
/// # Errors
/// When the database fails, or too many attempts were begun.
pub(super) async fn anew(
    app: &App,
    request: &HttpRequest,
    attempt: AuthRequest,
) -> Result<HttpResponse, PageError> {
    let Purpose::Oidc(oidc) = &attempt.purpose;
    match SignedIn::of(app, request).await? {
        Some(signed_in) if signed_in.will_do_for(app, oidc) => {
            authorization::answer_for(app, request, oidc, &signed_in).await
        }
        _ => attempt::begin(app, request, attempt.purpose).await,
    }
}
