//! Our cookies: one for the session, a short-lived one per sign-in attempt, and the chosen language.
//!
//! Under https the names of the first two begin with `__Host-`, so no other host or path can set or read them (RFC 6265bis
//! §4.1.3.2). `SameSite=Lax` lets them come with top-level navigations, as from Feishu, and with nothing else from other
//! sites.

use std::ops::RangeInclusive;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header::{COOKIE, HeaderMap};

use crate::app::App;
use crate::domain::token::Opaque;
use crate::views::Locale;

/// So many attempts may be open in one browser; the surplus is forgotten, so that a proxy's header limit is never met.
const MOST_ATTEMPTS: usize = 12;

/// How many characters of a handle name its cookie.
const HANDLE_IN_NAME: usize = 12;

const LANGUAGE: &str = "larkgate-lang";
const MINUTES_AHEAD: &str = "larkgate-minutes-ahead";
/// Clocks are from 12 hours behind UTC to 14 hours ahead of it.
pub const FARTHEST: RangeInclusive<i64> = -720..=840;

/// The full name of a cookie of ours, with the prefix that keeps other hosts from it.
pub fn name(app: &App, rest: &str) -> String {
    format!("{}{rest}", prefix(app))
}

fn prefix(app: &App) -> &'static str {
    if app.is_https() { "__Host-larkgate" } else { "larkgate" }
}

fn attempt_prefix(app: &App) -> String {
    name(app, "-attempt-")
}

fn attempt_name(app: &App, handle: &str) -> String {
    let short: String = handle.chars().take(HANDLE_IN_NAME).collect();
    format!("{}{short}", attempt_prefix(app))
}

/// A cookie of ours for this host alone.
pub fn build(app: &App, name: String, value: &str, lifetime: Duration) -> Cookie<'static> {
    Cookie::build(name, value.to_owned())
        .path("/")
        .http_only(true)
        .secure(app.is_https())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::try_from(lifetime).unwrap_or(time::Duration::MAX))
        .finish()
}

/// The cookies that a request's headers bring.
fn sent(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers.get_all(COOKIE).flat_map(|header| pairs(header.as_bytes()))
}

/// The cookies of a `Cookie` header (RFC 6265 §4.2), names and values byte for byte. Decoding would let `%6carkgate` pass for
/// `larkgate`, as would dropping blanks beyond ASCII, and so another host of the domain set what the `__Host-` prefix keeps it
/// from setting. What is no cookie hides no other.
pub fn pairs(header: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    header
        .split(|byte| *byte == b';')
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .map(|(name, value)| (name.trim_ascii(), value.trim_ascii()))
}

/// The value of the first cookie with this full name.
pub fn value<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    value_in(request.headers(), name)
}

fn value_in<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    sent(headers).find(|(sent, _)| *sent == name).map(|(_, value)| value)
}

/// The value of the first cookie that [`name`] names.
pub fn ours<'r>(app: &App, request: &'r HttpRequest, rest: &str) -> Option<&'r str> {
    let is_ours = |name: &str| name.strip_prefix(prefix(app)).is_some_and(|own| own == rest);
    sent(request.headers()).find(|(sent, _)| is_ours(sent)).map(|(_, value)| value)
}

/// The value of the cookie with this full name, if only one was sent. Where other hosts may set one too, of two nobody can
/// tell which is ours.
pub fn only_value<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    let mut values = sent(request.headers()).filter(|(sent, _)| *sent == name).map(|(_, value)| value);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Keeps a session in the browser.
pub fn session(app: &App, token: &Opaque) -> Cookie<'static> {
    build(app, name(app, ""), token.reveal(), app.config.lifetimes.session)
}

/// Forgets the session.
pub fn forget_session(app: &App) -> Cookie<'static> {
    build(app, name(app, ""), "", Duration::ZERO)
}

/// The browser's session cookie, if it sent one.
pub fn session_token(app: &App, request: &HttpRequest) -> Option<Opaque> {
    ours(app, request, "").map(Opaque::received)
}

/// Binds an attempt to the browser.
pub fn attempt(app: &App, handle: &Opaque, browser: &Opaque) -> Cookie<'static> {
    build(app, attempt_name(app, handle.reveal()), browser.reveal(), app.config.lifetimes.attempt)
}

/// What the browser says binds it to the attempt.
pub fn attempt_secret(app: &App, request: &HttpRequest, handle: &str) -> Option<Opaque> {
    value(request, &attempt_name(app, handle)).map(Opaque::received)
}

/// Forgets the oldest attempts beyond the most that one browser may keep open. Browsers send the oldest cookies first
/// (RFC 6265 §5.4).
pub fn forget_surplus_attempts(app: &App, request: &HttpRequest) -> Vec<Cookie<'static>> {
    let prefix = attempt_prefix(app);
    let is_ours = |name: &str| {
        name.strip_prefix(&prefix).is_some_and(|handle| {
            handle.len() == HANDLE_IN_NAME
                && handle.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        })
    };
    let open: Vec<_> = sent(request.headers()).map(|(name, _)| name).filter(|name| is_ours(name)).collect();
    let surplus = (open.len() + 1).saturating_sub(MOST_ATTEMPTS);
    open.iter().take(surplus).map(|name| build(app, (*name).to_owned(), "", Duration::ZERO)).collect()
}

/// Remembers the language; no secret, so its name is plain.
pub fn language(app: &App, locale: Locale) -> Cookie<'static> {
    build(app, LANGUAGE.to_owned(), locale.code(), Duration::from_secs(365 * 24 * 60 * 60))
}

/// How many minutes the reader's clock is ahead of UTC, which `console.js` remembers; none where it did not.
pub fn minutes_ahead(request: &HttpRequest) -> i64 {
    let minutes = value(request, MINUTES_AHEAD).and_then(|text| text.parse().ok());
    minutes.filter(|minutes| FARTHEST.contains(minutes)).unwrap_or_default()
}

/// The remembered language.
pub fn chosen_language(headers: &HeaderMap) -> Option<Locale> {
    Locale::parse(value_in(headers, LANGUAGE)?)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn names_are_read_as_written() {
        let request = TestRequest::default()
            .insert_header((
                COOKIE,
                &b"a=\xff; nameless; =x; %6carkgate=1; \xc2\xa0larkgate=1;larkgate = 2 ; larkgate=3"[..],
            ))
            .to_http_request();
        assert_eq!(value(&request, "larkgate"), Some("2"));
        assert_eq!((value(&request, "a"), value(&request, "nameless")), (None, None));
    }
}
