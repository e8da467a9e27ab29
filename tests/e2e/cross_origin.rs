//! Browser-only applications: their pages call us from another origin, and only where they must.

use reqwest::header::HeaderMap;
use reqwest::{Method, Response};

use crate::harness::Gate;
use crate::harness::by_hand::VERIFIER;
use crate::harness::gate::REDIRECT_URI;

async fn from_a_page(gate: &Gate, method: Method, path: &str, form: &[(&str, &str)]) -> Response {
    let request = gate.http().request(method, format!("{}{path}", gate.url));
    request.header("Origin", "https://spa.example.com").form(form).send().await.unwrap()
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_ask_first_and_then_call() {
    let gate = Gate::start().await;
    for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/userinfo"] {
        let asked = from_a_page(&gate, Method::OPTIONS, path, &[]).await;
        assert_eq!(asked.status(), 204, "{path}");
        let headers = asked.headers();
        assert_eq!(value(headers, "access-control-allow-origin"), Some("*"), "{path}");
        assert!(value(headers, "access-control-allow-headers").unwrap().contains("Authorization"), "{path}");
        assert!(value(headers, "access-control-allow-methods").unwrap().contains("POST"), "{path}");
        // Also what went wrong can be read, and what a challenge says.
        let called = from_a_page(&gate, Method::POST, path, &[]).await;
        assert!(called.status().is_client_error(), "{path}");
        assert_eq!(value(called.headers(), "access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(
            value(called.headers(), "access-control-expose-headers"),
            Some("Retry-After, WWW-Authenticate"),
            "{path}"
        );
    }
    let code = gate.code("public", "lin").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "public"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let tokens = from_a_page(&gate, Method::POST, "/oauth2/token", &form).await;
    assert_eq!(
        (tokens.status().as_u16(), value(tokens.headers(), "access-control-allow-origin")),
        (200, Some("*"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_answers_another_origin_and_nothing_takes_its_cookies() {
    let gate = Gate::start().await;
    let public =
        ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"];
    for path in public {
        let answer = from_a_page(&gate, Method::GET, path, &[]).await;
        assert_eq!(value(answer.headers(), "access-control-allow-origin"), Some("*"), "{path}");
    }
    for path in
        ["/", "/oauth2/authorize", "/oauth2/introspect", "/login/abc", "/login/callback/feishu", "/readyz"]
    {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let answer = from_a_page(&gate, method.clone(), path, &[]).await;
            assert_eq!(value(answer.headers(), "access-control-allow-origin"), None, "{method} {path}");
        }
    }
    for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/userinfo", "/oauth2/authorize"] {
        let answer = from_a_page(&gate, Method::OPTIONS, path, &[]).await;
        assert_eq!(value(answer.headers(), "access-control-allow-credentials"), None, "{path}");
    }
}
