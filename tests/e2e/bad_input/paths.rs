//! Paths that lead nowhere, however they are written.

use super::ask;
use crate::harness::Gate;

#[tokio::test(flavor = "multi_thread")]
async fn there_is_nothing_at_any_other_address() {
    let gate = Gate::start().await;
    let long = format!("/{}", "x".repeat(9000));
    for path in [
        "/x",
        "//",
        "//healthz",
        "/healthz/",
        "/healthz/x",
        "/HEALTHZ",
        "/healthz%00",
        "/healthz%2f",
        "/healthz;x",
        "/%2e%2e/etc/passwd",
        "/../etc/passwd",
        "/assets/../healthz",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/",
        "/assets/%ff",
        "/assets/%00",
        "/assets/%",
        "/assets/x/y",
        "/oauth2",
        "/oauth2/",
        "/oauth2/token/",
        "/oauth2//token",
        "/oauth2/%ff",
        "/oauth2/token%20",
        "/.well-known/",
        "/.well-known/openid-configuration/x",
        "/login",
        "/login/",
        "/login//again",
        "/login/callback",
        "/login/callback/",
        "/login/callback/feishu/x",
        "/login/a/b/c",
        "/%ff",
        "/%",
        "/%zz",
        "*",
        "/.git/config",
        long.as_str(),
    ] {
        let answer = ask(&gate, "GET", path, &[]).await;
        // `callback` under /login reads as a handle: of an attempt that is not there.
        let attempt = path == "/login/callback";
        assert_eq!(answer.status, if attempt { 400 } else { 404 }, "{}", answer.what);
        let page = ask(&gate, "GET", path, &[("Accept", b"text/html")]).await;
        let program = path.starts_with("/oauth2/token");
        let expected = if program { "application/json" } else { "text/html; charset=utf-8" };
        assert_eq!(page.header("content-type"), Some(expected), "{}", page.what);
    }
    let handles = ["%ff", "%00", "%2f", "..%2f", "%0d%0a", "a%20b", "%c0%af", &"x".repeat(9000)];
    for handle in handles {
        for path in [format!("/login/{handle}"), format!("/login/{handle}/again")] {
            let answer = ask(&gate, "GET", &path, &[]).await;
            assert_eq!(answer.status, 400, "{}: {}", answer.what, answer.text());
        }
        let answer = ask(&gate, "GET", &format!("/login/callback/{handle}?code=x&state=y"), &[]).await;
        assert_eq!(answer.status, 404, "{}", answer.what);
    }
}
