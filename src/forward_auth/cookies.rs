//! Our cookies on applications' hosts. Each is for one host alone, and worth nothing at another application; but for the
//! one of a domain, which the operator may choose in their place.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use crate::app::App;
use crate::domain::access::Application;
use crate::domain::time::Timestamp;
use crate::domain::token::{Opaque, TokenHash};
use crate::web::cookies::{build, name, only_value, ours};

/// How often one address may lead to signing in within [`PATIENCE`] before it is a loop.
const MOST_TRIES: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(60);

const SESSION: &str = "-app";
const DOMAIN_SESSION: &str = "larkgate-app-domain";
const BINDING: &str = "-app-binding";
const TRIES: &str = "-app-tries";

/// Keeps a session at the application in the browser.
pub(super) fn session(
    app: &App,
    application: &Application,
    token: &Opaque,
    until: Timestamp,
) -> Cookie<'static> {
    let seconds = until.seconds().saturating_sub(app.now().seconds());
    build_session(app, application, token.reveal(), Duration::from_secs(seconds.try_into().unwrap_or(0)))
}

/// Forgets it.
pub(super) fn forget_session(app: &App, application: &Application) -> Cookie<'static> {
    build_session(app, application, "", Duration::ZERO)
}

fn build_session(app: &App, application: &Application, value: &str, lifetime: Duration) -> Cookie<'static> {
    match &application.cookie_domain {
        None => build(app, name(app, SESSION), value, lifetime),
        Some(domain) => {
            let mut cookie = build(app, domain_session(app), value, lifetime);
            cookie.set_domain(domain.name().to_owned());
            cookie
        }
    }
}

/// `__Host-` would keep it from the other hosts.
fn domain_session(app: &App) -> String {
    format!("{}{DOMAIN_SESSION}", if app.is_https() { "__Secure-" } else { "" })
}

/// The browser's session at the application, if it sent one. Any host of a domain can set a second cookie beside ours, with
/// another session in it: then it is nobody's.
pub(super) fn session_token(
    app: &App,
    request: &HttpRequest,
    application: &Application,
) -> Option<TokenHash> {
    let sent = match application.cookie_domain {
        None => ours(app, request, SESSION),
        Some(_) => only_value(request, &domain_session(app)),
    };
    sent.map(TokenHash::of)
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
