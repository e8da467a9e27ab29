//! Input that no honest browser or application sends. Every endpoint answers it with the error that its specification
//! names, as a page or as JSON, never with a 500, never with words of the framework, and never cacheable.

mod authorize;
mod endpoints;
mod garbage;
mod login;
mod panics;
mod paths;
mod raw;
mod refusals;
mod token;
mod userinfo;

use raw::Answer;

use crate::harness::Gate;
use crate::harness::reference::without_reference;

/// What every answer has, whatever was asked.
fn assert_civil(answer: &Answer) {
    let what = &answer.what;
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.text());
    let known = ["text/html; charset=utf-8", "application/json", "text/css; charset=utf-8"];
    assert!(kind.is_empty() || known.contains(&kind), "{what}: {kind}: {}", answer.text());
    assert!(!kind.is_empty() || answer.body.is_empty(), "{what}: a body of no type: {}", answer.text());
    assert_guarded(answer);
    let cache = answer.header("cache-control").unwrap_or_default();
    let cacheable = ["public, max-age=300", "public, max-age=31536000, immutable"];
    assert!(
        cache == "no-store" || (answer.status == 200 && cacheable.contains(&cache)),
        "{what}: {} may be cached: {cache}",
        answer.status
    );
    if answer.status >= 400 {
        assert_error(answer, kind);
    }
}

/// Words that only our own code or the libraries beneath it say.
const INTERNALS: [&str; 12] = [
    "sqlx",
    "sqlite",
    "postgres",
    "panicked",
    "src/",
    ".rs:",
    "larkgate::",
    "actix",
    "serde",
    "jsonwebtoken",
    "at line ",
    "storeerror",
];

/// What tells browsers to do nothing more with an answer than it is for.
fn assert_guarded(answer: &Answer) {
    let what = &answer.what;
    let public = answer.header("access-control-allow-origin").is_some();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cross-origin-resource-policy", if public { "cross-origin" } else { "same-origin" }),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; "), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    let features = answer.header("permissions-policy").unwrap_or_default();
    assert!(features.contains("camera=(), ") && !features.contains("=*"), "{what}: {features}");
    // Where an application's popup may be, nothing may cut it off from the window that waits for it.
    let path = what.split(' ').nth(1).unwrap_or_default();
    let in_popup = path.starts_with("/oauth2/") || path.starts_with("/login/");
    let expected = if in_popup { None } else { Some("same-origin") };
    assert_eq!(answer.header("cross-origin-opener-policy"), expected, "{what}");
}

/// A refusal is a page that can be read out to somebody, or an OAuth error in ASCII.
fn assert_error(answer: &Answer, kind: &str) {
    let what = &answer.what;
    let said = without_reference(&answer.text()).to_lowercase();
    for internal in INTERNALS {
        assert!(!said.contains(internal), "{what}: {internal}: {said}");
    }
    if answer.method == "HEAD" {
        assert!(answer.body.is_empty(), "{what}");
    } else if kind == "application/json" {
        let (error, description) = answer.oauth_error();
        assert!(!error.is_empty() && !description.is_empty(), "{what}: {}", answer.text());
        let plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        assert!(error.chars().all(plain) && description.chars().all(plain), "{what}: {description}");
    } else {
        assert_eq!(kind, "text/html; charset=utf-8", "{what}: {}", answer.text());
        assert!(answer.text().contains("</html>"), "{what}: {}", answer.text());
    }
}

/// Sends a request without a body and judges its answer by what all answers have in common.
async fn ask(gate: &Gate, method: &str, target: &str, headers: &[(&str, &[u8])]) -> Answer {
    let answer = raw::send(&gate.url, method, target, headers, b"").await;
    assert_civil(&answer);
    answer
}

/// The same with a form.
async fn submit(gate: &Gate, target: &str, headers: &[(&str, &[u8])], form: &[u8]) -> Answer {
    let mut all = vec![("Content-Type", b"application/x-www-form-urlencoded".as_slice())];
    all.extend_from_slice(headers);
    let answer = raw::send(&gate.url, "POST", target, &all, form).await;
    assert_civil(&answer);
    answer
}
