//! The token endpoint: OAuth errors with their codes (RFC 6749 §5.2), whoever is at fault.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Answer, assert_civil, raw, submit};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Gate, Setup, on_each_database};

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.oauth_error().0.as_str()),
        (status, code),
        "{}: {}",
        answer.what,
        answer.text()
    );
    assert_eq!(answer.header("pragma"), Some("no-cache"), "{}", answer.what);
}

/// Forms of the client `app`, which stands authenticated by its secret in the form.
fn forms() -> Vec<(String, u16, &'static str)> {
    let auth = format!("client_id=app&client_secret={CLIENT_SECRET}");
    let code = format!("{auth}&grant_type=authorization_code");
    let refresh = format!("{auth}&grant_type=refresh_token");
    let long = "x".repeat(9000);
    let uri: String = url::form_urlencoded::byte_serialize(REDIRECT_URI.as_bytes()).collect();
    vec![
        (String::new(), 401, "invalid_client"),
        ("grant_type=authorization_code&code=x".into(), 401, "invalid_client"),
        ("client_id=app".into(), 401, "invalid_client"),
        ("client_id=app&client_secret=".into(), 401, "invalid_client"),
        ("client_id=app&client_secret=wrong".into(), 401, "invalid_client"),
        ("client_id=nobody&client_secret=wrong".into(), 401, "invalid_client"),
        ("client_id=public&client_secret=x".into(), 401, "invalid_client"),
        ("client_id=%27%20OR%201=1&client_secret=x".into(), 401, "invalid_client"),
        ("client_id=app%00&client_secret=x".into(), 400, "invalid_request"),
        ("client_id=%ff&client_secret=x".into(), 400, "invalid_request"),
        (format!("client_id={long}&client_secret=x"), 400, "invalid_request"),
        (format!("{auth}&client_id=app"), 400, "invalid_request"),
        (auth.clone(), 400, "invalid_request"),
        (format!("{auth}&grant_type="), 400, "invalid_request"),
        (format!("{auth}&grant_type=password&username=x&password=y"), 400, "unsupported_grant_type"),
        (format!("{auth}&grant_type=client_credentials"), 400, "unauthorized_client"),
        (format!("{auth}&grant_type=AUTHORIZATION_CODE"), 400, "unsupported_grant_type"),
        (format!("{auth}&grant_type=%E7%A0%81"), 400, "unsupported_grant_type"),
        (code.clone(), 400, "invalid_request"),
        (format!("{code}&code="), 400, "invalid_request"),
        (format!("{code}&code=x&redirect_uri={uri}"), 400, "invalid_grant"),
        (format!("{code}&code=x%00&redirect_uri={uri}"), 400, "invalid_request"),
        (format!("{code}&code=x&code=x&redirect_uri={uri}"), 400, "invalid_request"),
        (format!("{code}&code={long}&redirect_uri={uri}"), 400, "invalid_request"),
        (format!("{code}&code=%F0%9F%98%80&redirect_uri={uri}"), 400, "invalid_grant"),
        (refresh.clone(), 400, "invalid_request"),
        (format!("{refresh}&refresh_token=x"), 400, "invalid_grant"),
        (format!("{refresh}&refresh_token=x&scope=%22"), 400, "invalid_scope"),
        (format!("{refresh}&refresh_token=%0a"), 400, "invalid_request"),
    ]
}

/// Ways to authenticate by header that fail, and what they are told.
fn headers() -> Vec<(Vec<String>, &'static str, u16, &'static str)> {
    let good = basic("app", CLIENT_SECRET);
    vec![
        (vec![good.clone()], "", 400, "invalid_request"),
        (vec![good.clone(), good.clone()], "", 400, "invalid_request"),
        (vec![good.clone()], "client_id=app&client_secret=x", 400, "invalid_request"),
        (vec![good.clone()], "client_id=public", 400, "invalid_request"),
        (vec![good.clone()], "client_id=app", 400, "invalid_request"),
        (vec![basic("app", "wrong")], "", 401, "invalid_client"),
        (vec![basic("nobody", "x")], "", 401, "invalid_client"),
        (vec![basic("public", "")], "", 401, "invalid_client"),
        (vec![basic("app%00", "x")], "", 401, "invalid_client"),
        (vec![basic("app%ff", "x")], "", 401, "invalid_client"),
        (vec![basic("\u{e9}\u{0}", "x")], "", 401, "invalid_client"),
        (vec!["Basic".into()], "", 401, "invalid_client"),
        (vec!["Basic !!!".into()], "", 401, "invalid_client"),
        (vec!["Basic /////w==".into()], "", 401, "invalid_client"),
        (vec!["Basic bm9jb2xvbg==".into()], "", 401, "invalid_client"),
        (vec!["Bearer a.b.c".into()], "", 401, "invalid_client"),
        (vec![String::new()], "client_id=public", 401, "invalid_client"),
        (vec![good.replace("Basic", "basic")], "", 400, "invalid_request"),
    ]
}

on_each_database! {
    async fn a_form_is_refused_by_name(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for (form, status, code) in forms() {
            assert_refused(&submit(&gate, "/oauth2/token", &[], form.as_bytes()).await, status, code);
        }
        for raw_form in [&b"\xff=\xff"[..], b"client_id=\x00", b"\r\n", b"client_id=app\r\n", b"%zz%"] {
            let answer = submit(&gate, "/oauth2/token", &[], raw_form).await;
            assert!([400, 401].contains(&answer.status), "{}: {}", answer.what, answer.text());
        }
    }

    async fn a_client_that_cannot_prove_itself_is_challenged(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for (values, form, status, code) in headers() {
            let headers: Vec<_> = values.iter().map(|value| ("Authorization", value.as_bytes())).collect();
            let answer = submit(&gate, "/oauth2/token", &headers, form.as_bytes()).await;
            assert_refused(&answer, status, code);
            let challenged = answer.header("www-authenticate").is_some_and(|text| text.starts_with("Basic "));
            assert_eq!(challenged, status == 401, "{}: {values:?}", answer.what);
        }
    }

    async fn a_body_that_is_no_form_is_refused(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let form = format!("client_id=app&client_secret={CLIENT_SECRET}&grant_type=refresh_token&refresh_token=x");
        for content_type in [
            None, Some(""), Some("application/json"), Some("text/plain"), Some("multipart/form-data; boundary=x"),
            Some("application/x-www-form-urlencodedx"), Some(";application/x-www-form-urlencoded"), Some("\u{e9}"),
        ] {
            let headers: Vec<_> = content_type.iter().map(|value| ("Content-Type", value.as_bytes())).collect();
            let answer = raw::send(&gate.url, "POST", "/oauth2/token", &headers, form.as_bytes()).await;
            assert_civil(&answer);
            assert_refused(&answer, 400, "invalid_request");
        }
        // Parameters in the URL are no parameters (RFC 6749 §3.2), and a charset or another case is no other type.
        let answer = raw::send(&gate.url, "POST", &format!("/oauth2/token?{form}"), &[], b"").await;
        assert_refused(&answer, 400, "invalid_request");
        let odd_case: [(&str, &[u8]); 1] = [("Content-Type", b"Application/X-WWW-Form-Urlencoded; charset=UTF-8")];
        let answer = raw::send(&gate.url, "POST", "/oauth2/token", &odd_case, form.as_bytes()).await;
        assert_refused(&answer, 400, "invalid_grant");
    }
}
