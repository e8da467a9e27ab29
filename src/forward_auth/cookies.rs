//! Our cookies on applications' hosts. Each is for one host alone, and worth nothing at another application.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use crate::app::App;
use crate::domain::time::Timestamp;
use crate::domain::token::{Opaque, TokenHash};
use crate::web::cookies::{build, name, ours};

/// How often one address may lead to signing in within [`PATIENCE`] before it is a loop.
const MOST_TRIES: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(60);

const SESSION: &str = "-app";
const BINDING: &str = "-app-binding";
const TRIES: &str = "-app-tries";

/// Keeps a session at the application in the browser.
pub(super) fn session(app: &App, token: &Opaque, until: Timestamp) -> Cookie<'static> {
    let seconds = until.seconds().saturating_sub(app.now().seconds());
    build(app, name(app, SESSION), token.reveal(), Duration::from_secs(seconds.try_into().unwrap_or(0)))
}

/// Forgets it.
pub(super) fn forget_session(app: &App) -> Cookie<'static> {
    build(app, name(app, SESSION), "", Duration::ZERO)
}

/// The browser's session at the application, if it sent one.
pub(super) fn session_token(app: &App, request: &HttpRequest) -> Option<TokenHash> {
    ours(app, request, SESSION).map(TokenHash::of)
}

/// Binds what is begun here to this browser: the secret that it has already, so that its tabs do not disturb one another,
/// or a new one.
pub(super) fn binding(app: &App, request: &HttpRequest) -> (TokenHash, Cookie<'static>) {
    let given = ours(app, request, BINDING).filter(|value| value.len() == 43).map(Opaque::received);
    let secret = given.unwrap_or_else(|| Opaque::new(&*app.entropy));
    let cookie = build(app, name(app, BINDING), secret.reveal(), app.config.lifetimes.attempt);
    (secret.hash(), cookie)
}

/// What the browser says binds it.
pub(super) fn bound(app: &App, request: &HttpRequest) -> Option<TokenHash> {
    ours(app, request, BINDING).map(TokenHash::of)
}

/// Counts that this address leads to signing in; `None` once it has done so too often.
pub(super) fn count_try(app: &App, request: &HttpRequest, address: &str) -> Option<Cookie<'static>> {
    let address: String = TokenHash::of(address).encode().chars().take(8).collect();
    let before = ours(app, request, TRIES).and_then(|tries| tries.split_once('.'));
    let tries = match before {
        Some((count, same)) if same == address => count.parse::<u32>().unwrap_or(MOST_TRIES),
        _ => 0,
    };
    (tries < MOST_TRIES).then(|| build(app, name(app, TRIES), &format!("{}.{address}", tries + 1), PATIENCE))
}
