//! The beginning of a sign-in attempt.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::auth_request::{AuthRequest, Purpose, Stage};
use crate::domain::token::Opaque;
use crate::views::Refusal;
use crate::web::limits::Limits;
use crate::web::page_error::PageError;
use crate::web::{client_ip, cookies};

/// Begins an attempt and sends the browser to its first page: `urls::login`, or `urls::consent` for somebody who is
/// signed in.
///
/// # Errors
/// When too many were begun from here or for this client, or the database fails.
pub async fn begin(
    app: &App,
    request: &HttpRequest,
    purpose: Purpose,
    first_page: fn(&App, &str) -> String,
) -> Result<HttpResponse, PageError> {
    if let Some(limits) = Limits::of(request) {
        limits.begin(purpose.client_id(), client_ip::of(app, request)).map_err(Refusal::from)?;
    }
    let (handle, browser) = (Opaque::new(&*app.entropy), Opaque::new(&*app.entropy));
    let now = app.now();
    let attempt = AuthRequest {
        handle: handle.hash(),
        browser: browser.hash(),
        purpose,
        stage: Stage::Pending,
        created_at: now,
        expires_at: now.plus(app.config.lifetimes.attempt),
    };
    let mut tx = app.store.write().await?;
    tx.insert_auth_request(&attempt).await?;
    tx.commit().await?;
    let mut response = HttpResponse::SeeOther();
    for surplus in cookies::forget_surplus_attempts(app, request) {
        response.cookie(surplus);
    }
    response.cookie(cookies::attempt(app, &handle, &browser));
    Ok(response.insert_header((LOCATION, first_page(app, handle.reveal()))).finish())
}
