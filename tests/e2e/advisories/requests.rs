//! Requests that say something twice, elsewhere, too deeply, or in another's name.

use serde_json::json;
use url::Url;

use crate::harness::by_hand::{Answer, STATE, VERIFIER, jwt};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Browser, Gate, Setup};

/// A URL with one of its parameters twice.
fn doubled(url: &str, name: &str) -> String {
    let mut url = Url::parse(url).unwrap();
    let value = url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
    url.query_pairs_mut().append_pair(name, &value.unwrap_or_default());
    url.into()
}

async fn post(gate: &Gate, path: &str, form: &[(&str, &str)]) -> Answer {
    let request = gate.http().post(format!("{}/oauth2/{path}", gate.url)).form(form);
    let named = form.iter().any(|(name, _)| ["client_id", "access_token"].contains(name));
    Answer::of(if named { request } else { request.basic_auth("app", Some(CLIENT_SECRET)) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicate_parameters() {
    let gate = Gate::start().await;
    let mut browser = gate.browser();
    let ask = gate.ask(
        "app",
        &[("prompt", "login"), ("max_age", "9"), ("x", "y"), ("claims", "{}"), ("ui_locales", "en")],
    );
    for (name, _) in Url::parse(&ask).unwrap().query_pairs() {
        let page = browser.get(&doubled(&ask, &name)).await;
        if ["client_id", "redirect_uri"].contains(&&*name) {
            assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name}");
        } else {
            assert_eq!(page.answer("error").as_deref(), Some("invalid_request"), "{name}");
        }
    }
    let code = gate.code("app", "lin").await;
    let tokens = gate.tokens("app", "lin").await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let secret = [("client_id", "app"), ("client_secret", CLIENT_SECRET)];
    let redeem = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        secret[0],
        secret[1],
    ];
    let renew =
        [("grant_type", "refresh_token"), ("refresh_token", &refresh), ("scope", "openid"), ("x", "y")];
    for (path, form) in [
        ("token", &redeem[..]),
        ("token", &renew),
        ("introspect", &[("token", &access), ("token_type_hint", "access_token")]),
        ("revoke", &[("token", &access), ("token_type_hint", "access_token")]),
        ("userinfo", &[("access_token", &access)]),
    ] {
        for pair in form {
            let twice = [form, &[*pair]].concat();
            assert_eq!(
                post(&gate, path, &twice).await.refusal(),
                (400, "invalid_request"),
                "{path} {pair:?}"
            );
        }
    }
    let logout = format!("{}/oauth2/logout?id_token_hint={}&state=s", gate.url, tokens.text("id_token"));
    let begun = browser.follow(&gate.ask("app", &[])).await;
    let callback = gate.at_feishu(Some("lin"), &begun.feishu_link()).await;
    for (url, names) in [(&logout, ["id_token_hint", "state"]), (&callback, ["code", "state"])] {
        for name in names {
            let page = browser.get(&doubled(url, name)).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name} {url}");
        }
    }
    // None of this has spent anything.
    assert!(browser.get(&callback).await.reaches_application());
    assert_eq!(post(&gate, "token", &redeem).await.status, 200);
    assert_eq!(post(&gate, "token", &renew).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn server_side_request_copy_is_authoritative() {
    let gate = Gate::start().await;
    let mut browser = gate.browser();
    let others = [
        ("client_id", "es256"),
        ("redirect_uri", "https://evil.example/"),
        ("scope", "openid"),
        ("nonce", "another"),
        ("response_mode", "form_post"),
        ("code_challenge", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("max_age", "1"),
    ];
    let with = |url: &str| Url::parse_with_params(url, others).unwrap().to_string();
    let begun = browser.get(&gate.ask("app", &[("scope", "openid profile")])).await.location().unwrap();
    let page = browser.get(&with(&begun)).await;
    assert!(page.body.contains("应用 app"), "{}", page.body);
    let again = browser.get(&with(&format!("{begun}/again"))).await.location().unwrap();
    let page = browser.get(&with(&again)).await;
    let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
    let back = browser.get(&with(&callback)).await;
    assert!(back.reaches_application(), "{back:?}");
    assert_eq!(back.answer("state").as_deref(), Some(STATE));
    let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
    assert_eq!(tokens.text("scope"), "openid profile");
    assert_eq!(jwt(&tokens.text("id_token")).1["nonce"], "a-nonce");
    for name in browser.cookie_names() {
        assert_eq!(browser.cookie(name).unwrap().len(), 43, "{name} is chance and carries nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_answers_only_on_exact_paths() {
    let gate = Gate::start().await;
    let status = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = gate.http().get(format!("{}{path}", gate.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap().status().as_u16()
    };
    let checkers = [
        ("User-Agent", "GoogleHC/1.0"),
        ("User-Agent", "kube-probe/1.29"),
        ("User-Agent", "ELB-HealthChecker/2.0"),
        ("X-Health-Check", "1"),
        ("X-Original-URI", "/healthz"),
        ("X-Forwarded-Uri", "/healthz"),
        ("X-Rewrite-URL", "/healthz"),
    ];
    for checker in checkers {
        for (path, expected) in [
            ("/healthz", 200),
            ("/readyz", 200),
            ("/oauth2/userinfo", 401),
            ("/oauth2/userinfo?/healthz", 401),
            ("/oauth2/authorize", 400),
            ("/login/abc", 400),
            ("/healthz/", 404),
            ("/healthz/oauth2/userinfo", 404),
            ("/Healthz", 404),
            ("/healthz.json", 404),
            ("/ping", 404),
        ] {
            assert_eq!(status(path, &[checker]).await, expected, "{path} {checker:?}");
        }
    }
}

/// The address that the audit log has of a login whose last request came with `headers`.
async fn address_of_login(gate: &Gate, headers: &[(&str, &str)]) -> String {
    // A second each, so that the newest line is this one's.
    gate.clock.advance(1);
    let mut browser = gate.browser();
    let page = browser.follow(&gate.ask("app", &[])).await;
    let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
    let mut request = gate.http().get(callback).header("Cookie", cookies(&browser));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    assert_eq!(request.send().await.unwrap().status(), 303);
    gate.audit().await.into_iter().find(|row| row.kind == "login.succeeded").unwrap().address.unwrap()
}

fn cookies(browser: &Browser) -> String {
    let pair = |name: &&str| format!("{name}={}", browser.cookie(name).unwrap());
    browser.cookie_names().iter().map(pair).collect::<Vec<_>>().join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_headers_only_from_trusted_proxies() {
    let claim =
        [("X-Forwarded-For", "203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9")];
    let gate = Gate::start().await;
    assert_eq!(address_of_login(&gate, &claim).await, "127.0.0.1", "nobody is trusted by default");
    // Where we are is what the configuration says, whoever asks.
    for (name, value) in [
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Prefix", "/evil.example"),
        ("X-Forwarded-Uri", "/evil.example"),
        ("Forwarded", "host=evil.example;proto=https"),
    ] {
        let begun = gate.http().get(gate.ask("app", &[])).header(name, value).send().await.unwrap();
        let location = begun.headers()["location"].to_str().unwrap();
        assert!(location.starts_with(&format!("{}/login/", gate.url)), "{name}: {location}");
        let url = format!("{}/.well-known/openid-configuration", gate.url);
        let metadata = gate.http().get(url).header(name, value).send().await.unwrap().text().await.unwrap();
        assert!(
            !metadata.contains("evil.example") && !metadata.contains("https://127"),
            "{name}: {metadata}"
        );
    }
    let top = "listen = { trusted_proxies = [\"127.0.0.0/8\"] }";
    let gate = Gate::with(Setup { top, ..Setup::default() }).await;
    assert_eq!(address_of_login(&gate, &claim).await, "203.0.113.9");
    for (value, address) in
        [("1.1.1.1, 203.0.113.9", "203.0.113.9"), ("203.0.113.9, 127.0.0.2", "203.0.113.9")]
    {
        assert_eq!(address_of_login(&gate, &[("X-Forwarded-For", value)]).await, address, "{value}");
    }
    // An alias of the name is another name; so is a header that nobody named.
    for alias in ["X_Forwarded_For", "X-Real-IP", "X-Client-IP", "Forwarded", "True-Client-IP"] {
        assert_eq!(address_of_login(&gate, &[(alias, "203.0.113.9")]).await, "127.0.0.1", "{alias}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_limits() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let gate = Gate::start().await;
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
    let array = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let object = |depth: usize| "{\"userinfo\":".repeat(depth) + "{}" + &"}".repeat(depth);
    for claims in [array(4000), object(500), format!("{{\"userinfo\":{{\"name\":{}}}}}", object(400))] {
        let back = browser.get(&gate.ask("app", &[("claims", &claims)])).await;
        assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{}", claims.len());
    }
    let deep = URL_SAFE_NO_PAD.encode(array(2500));
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "typ": "at+jwt", "kid": "x" }).to_string());
    for token in [
        format!("{deep}.{header}.AAAA"),
        format!("{header}.{deep}.AAAA"),
        "a.".repeat(4000),
        ".".repeat(8000),
    ] {
        assert_eq!(gate.userinfo(&token).await.refusal(), (401, "invalid_token"));
        let back = browser.get(&gate.ask("app", &[("id_token_hint", &token), ("prompt", "none")])).await;
        assert_eq!(back.answer("error").as_deref(), Some("login_required"));
        let inactive = post(&gate, "introspect", &[("token", &token)]).await;
        assert_eq!((inactive.status, inactive.json), (200, json!({ "active": false })));
        let assertion = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &token),
        ];
        assert_eq!(gate.token(None, &assertion).await.refusal(), (401, "invalid_client"));
    }
    let ready = gate.http().get(format!("{}/readyz", gate.url)).send().await.unwrap();
    assert_eq!(ready.status(), 200, "it lives on");
}
