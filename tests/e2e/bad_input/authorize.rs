//! The authorization endpoint: a page while it is unsure who asks, then a redirect with `error`, `state` and `iss`.

use url::Url;

use super::{Answer, ask, raw, submit};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Setup, on_each_database};

const GOOD: &str = "client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&response_type=code&scope=openid\
                    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// A page, in the browser, and no redirect.
fn assert_page(answer: &Answer) {
    assert_eq!(answer.status, 400, "{}: {}", answer.what, answer.text());
    assert_eq!(answer.header("location"), None, "{}", answer.what);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{}", answer.what);
    assert!(answer.all("set-cookie").is_empty(), "{}", answer.what);
}

/// A redirect to the application with an error, and nothing but what belongs to one.
fn assert_told(gate: &Gate, answer: &Answer, error: &str, state: Option<&str>) {
    assert_eq!(answer.status, 303, "{}: {}", answer.what, answer.text());
    let location = Url::parse(answer.header("location").unwrap()).unwrap();
    assert!(location.as_str().starts_with(&format!("{REDIRECT_URI}?")), "{location}");
    let pairs: Vec<(String, String)> = location.query_pairs().into_owned().collect();
    let value = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    assert_eq!(value("error"), Some(error), "{}: {location}", answer.what);
    assert_eq!(value("state"), state, "{}: {location}", answer.what);
    assert_eq!(value("iss"), Some(gate.url.as_str()), "{location}");
    let description = value("error_description").unwrap();
    assert!(description.chars().all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\'), "{description}");
    assert_eq!(pairs.len(), if state.is_some() { 4 } else { 3 }, "{location}");
}

/// Requests whose sender is unknown, or nobody that may be answered.
fn nobody() -> Vec<String> {
    let uri = |uri: &str| {
        let uri: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
        format!("client_id=app&response_type=code&scope=openid&redirect_uri={uri}")
    };
    let mut requests: Vec<String> = [
        "",
        "client_id=",
        "client_id=nobody",
        "client_id=app",
        "client_id=app%00",
        "client_id=%ff",
        "client_id=APP",
        "client_id=app&redirect_uri=",
        "client_id=app&redirect_uri=%ff",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback",
    ]
    .map(str::to_owned)
    .to_vec();
    requests.push(format!("{GOOD}&client_id=app"));
    requests.push(format!("{GOOD}&client_id=%ff"));
    requests.push(format!("{GOOD}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback"));
    requests.push(format!("{GOOD}&redirect_uri=%00"));
    requests.push(format!("client_id={}", "x".repeat(9000)));
    for wrong in [
        "http://127.0.0.1:9/callback/",
        "http://127.0.0.1:9/callback?x=1",
        "http://127.0.0.1:9/callback#x",
        "http://127.0.0.1:9/../callback",
        "http://127.0.0.1:9/%63allback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:9@evil.example/callback",
        "http://127.0.0.1:9.evil.example/callback",
        "//evil.example/callback",
        "/\\evil.example",
        "HTTP://127.0.0.1:9/callback",
        "http://127.0.0.1:9\\callback",
        " http://127.0.0.1:9/callback",
        "http://127.0.0.1:9/callback ",
        "http://127.0.0.1:9/callback\t",
        "http://127.0.0.1:9/callback\r\nX: y",
        "javascript:alert(1)//http://127.0.0.1:9/callback",
        "data:text/html,x",
        "http://127.0.0.1:9/Callback",
        "http://127.0.0.1:9/callback\u{0}",
        "http://localhost:9/callback",
        "https://127.0.0.1:9/callback",
        "callback",
    ] {
        requests.push(uri(wrong));
    }
    requests
}

/// Additions that spoil a good request, the error they are answered with, and the state that comes back.
fn spoilt() -> Vec<(String, &'static str, Option<&'static str>)> {
    let without = |part: &str| GOOD.replace(part, "");
    let long = "x".repeat(9000);
    let invalid = "invalid_request";
    vec![
        (without("&response_type=code") + "&state=s", invalid, Some("s")),
        (without("&scope=openid") + "&state=s", "invalid_scope", Some("s")),
        (without("&code_challenge_method=S256") + "&state=s", invalid, Some("s")),
        (format!("{GOOD}&state=s&scope=email"), invalid, Some("s")),
        (format!("{GOOD}&state=s&state=s"), invalid, None),
        (format!("{GOOD}&state=s&nonce=%00"), invalid, Some("s")),
        (format!("{GOOD}&state=s&nonce=%ff"), invalid, Some("s")),
        (format!("{GOOD}&state=s&%ff=x"), invalid, Some("s")),
        (format!("{GOOD}&state=s&x={long}"), invalid, Some("s")),
        (format!("{GOOD}&state=%0d%0aSet-Cookie:%20x"), invalid, None),
        (format!("{GOOD}&state={long}"), invalid, None),
        (format!("{GOOD}&state=%ff"), invalid, None),
        (format!("{GOOD}&state=a%26code%3Dx%23y&prompt=x"), invalid, Some("a&code=x#y")),
        (format!("{GOOD}&state=%E5%91%A8%3Cb%3E%22&prompt=x"), invalid, Some("周<b>\"")),
        (GOOD.replace("scope=openid", "scope=openid%22") + "&state=s", "invalid_scope", Some("s")),
        (GOOD.replace("=code&", "=token&") + "&state=s", "unsupported_response_type", Some("s")),
        (format!("{GOOD}&state=s&response_mode=fragment"), invalid, Some("s")),
        (format!("{GOOD}&state=s&max_age=99999999999999999999"), invalid, Some("s")),
        (format!("{GOOD}&state=s&max_age=1.5"), invalid, Some("s")),
        (format!("{GOOD}&state=s&prompt=none+login"), invalid, Some("s")),
        (format!("{GOOD}&state=s&prompt=none"), "login_required", Some("s")),
        (format!("{GOOD}&state=s&request=x"), "request_not_supported", Some("s")),
        (format!("{GOOD}&state=s&request_uri=x"), "request_uri_not_supported", Some("s")),
    ]
}

on_each_database! {
    async fn nobody_is_redirected_anywhere(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for query in nobody() {
            assert_page(&ask(&gate, "GET", &format!("/oauth2/authorize?{query}"), &[]).await);
            assert_page(&submit(&gate, "/oauth2/authorize", &[], query.as_bytes()).await);
        }
        for content_type in ["", "application/json", "text/plain", "multipart/form-data"] {
            let headers: [(&str, &[u8]); 1] = [("Content-Type", content_type.as_bytes())];
            assert_page(&raw::send(&gate.url, "POST", "/oauth2/authorize", &headers, GOOD.as_bytes()).await);
        }
        assert_page(&submit(&gate, "/oauth2/authorize", &[], &b"a=1&".repeat(20_000)).await);
    }

    async fn a_known_application_is_told_by_redirect(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for (query, error, state) in spoilt() {
            let answer = ask(&gate, "GET", &format!("/oauth2/authorize?{query}"), &[]).await;
            assert_told(&gate, &answer, error, state);
            // By POST it hears the same, at once or after the redirect to GET.
            let mut answer = submit(&gate, "/oauth2/authorize", &[], query.as_bytes()).await;
            let own = format!("{}/oauth2/authorize?", gate.url);
            if let Some(query) = answer.header("location").and_then(|to| to.strip_prefix(&own)) {
                let target = format!("/oauth2/authorize?{query}");
                answer = ask(&gate, "GET", &target, &[]).await;
            }
            assert_told(&gate, &answer, error, state);
        }
    }

    async fn what_is_only_odd_is_let_through(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let state = "x".repeat(8 * 1024);
        for addition in [
            "", "&extra=foobar", "&login_hint=%E5%91%A8", "&ui_locales=se", "&display=popup", "&acr_values=1+2", "&prompt=",
            "&max_age=18446744073709551615", "&max_age=0", "&state=", "&response_mode=query", "&prompt=consent",
            "&id_token_hint=garbage", &format!("&state={state}"),
        ] {
            let answer = ask(&gate, "GET", &format!("/oauth2/authorize?{GOOD}{addition}"), &[]).await;
            let location = answer.header("location").unwrap_or_else(|| panic!("{}: {}", answer.what, answer.text()));
            assert!(location.starts_with(&format!("{}/login/", gate.url)), "{addition}: {location}");
        }
    }
}
