//! Traefik and APISIX, which no package brings here: larkgate is asked as their documentation says that they ask.

use super::{Asking, Told, run};
use crate::harness::front::{Front, Kind};

const APISIX: &str = include_str!("../../../deploy/proxies/apisix.yaml");

/// What a browser sends that opens a page, and what a proxy is told of it in any case.
const BROWSER: [(&str, &str); 8] = [
    ("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    ("accept-encoding", "gzip, br"),
    ("accept-language", "en"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-site", "none"),
    ("upgrade-insecure-requests", "1"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
];

/// What a browser's websocket sends beside what is for one connection only.
const WEBSOCKET: [(&str, &str); 5] = [
    ("accept", "*/*"),
    ("origin", "https://wiki.example.com"),
    ("sec-fetch-mode", "websocket"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ("sec-websocket-version", "13"),
];

/// As Traefik's ForwardAuth asks: by GET, with all of the browser's headers but those of the connection, and what it says
/// of the request by itself.
fn traefik<'a>(
    front: &'a Front,
    scheme: &str,
    uri: &str,
    method: &str,
    browser: &[(&str, &str)],
) -> Asking<'a> {
    let asking = Asking::proxy(&front.gate, &front.wiki)
        .but("x-forwarded-proto", scheme)
        .but("x-forwarded-uri", uri)
        .but("x-forwarded-method", method)
        .and("x-forwarded-for", "203.0.113.9")
        .and("x-forwarded-port", "443")
        .and("x-forwarded-server", "traefik-5d8b")
        .and("x-real-ip", "203.0.113.9");
    browser.iter().fold(asking, |asking, (name, value)| asking.and(name, value))
}

/// As APISIX's forward-auth asks: by GET, with those of the browser's headers that its file names.
fn apisix<'a>(
    front: &'a Front,
    scheme: &str,
    uri: &str,
    method: &str,
    browser: &[(&str, &str)],
) -> Asking<'a> {
    let asking = Asking::proxy(&front.gate, &front.wiki)
        .but("x-forwarded-proto", scheme)
        .but("x-forwarded-uri", uri)
        .but("x-forwarded-method", method)
        .and("x-forwarded-for", "203.0.113.9");
    let named = listed("request_headers:");
    let passed = browser.iter().filter(|(name, _)| named.contains(&(*name).to_owned()));
    passed.fold(asking, |asking, (name, value)| asking.and(name, value))
}

/// A list of names in APISIX's file, in lower case.
fn listed(field: &str) -> Vec<String> {
    let list = APISIX.split_once(field).unwrap().1.split(['[', ']']).nth(1).unwrap();
    list.split(',').map(|name| name.trim().to_lowercase()).collect()
}

/// What each of them is told about a request.
async fn told(front: &Front, scheme: &str, uri: &str, method: &str, browser: &[(&str, &str)]) -> [Told; 2] {
    [
        traefik(front, scheme, uri, method, browser).ask().await,
        apisix(front, scheme, uri, method, browser).ask().await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_sent_to_an_absolute_address() {
    let front = Front::start(Kind::Plain).await;
    let host = front.wiki.strip_prefix("http://").unwrap();
    // Traefik would put its own idea of larkgate's address before a relative one.
    for scheme in ["http", "https"] {
        for (method, status) in [("GET", 302), ("HEAD", 302), ("POST", 303), ("DELETE", 303)] {
            for told in told(&front, scheme, "/a%20b?c=%2F", method, &BROWSER).await {
                let location = format!("{scheme}://{host}/.larkgate/sign-in?to=%2Fa%2520b%3Fc%3D%252F");
                assert_eq!((told.status, told.header("location")), (status, Some(&*location)), "{method}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn websockets_are_known_by_their_scheme_or_their_key() {
    let front = Front::start(Kind::Plain).await;
    let cookies = front.cookies_of("lin").await;
    let signed_in = [&WEBSOCKET[..], &[("cookie", &cookies)]].concat();
    for (scheme, page) in [("ws", "http"), ("wss", "https"), ("http", "http"), ("https", "https")] {
        for told in told(&front, scheme, "/live", "GET", &WEBSOCKET).await {
            assert_eq!((told.status, told.reason().as_str()), (401, "login_required"), "{scheme}");
            assert!(told.header("location").unwrap().starts_with(&format!("{page}://")), "{scheme}");
        }
        for told in told(&front, scheme, "/live", "GET", &signed_in).await {
            assert_eq!(told.status, 200, "{scheme}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_passes_with_every_header_once() {
    let front = Front::start(Kind::Plain).await;
    let cookies = front.cookies_of("lin").await;
    let spoofed = [("cookie", &*cookies), ("x-larkgate-user", "boss"), ("x-forwarded-prefix", "/health")];
    let browser = [&BROWSER[..], &spoofed].concat();
    for told in told(&front, "https", "/x", "GET", &browser).await {
        assert_eq!((told.status, told.body.as_str()), (200, ""));
        for field in ["user", "username", "name", "email", "groups", "departments"] {
            let name = format!("x-larkgate-{field}");
            assert_eq!(told.headers.get_all(&name).iter().count(), 1, "{name}");
        }
        assert_eq!(told.header("x-larkgate-user"), Some(&*front.gate.feishu.open_id("lin")));
    }
    for told in told(&front, "https", "/closed", "GET", &browser).await {
        assert!(told.status == 403 && told.body.contains("You may not open"), "{told:?}");
        assert!(!told.body.contains("/admin/explain"), "{}", told.body);
    }
    for told in
        told(&front, "https", "/x", "GET", &[("x_larkgate_user", "boss"), ("accept", "text/html")]).await
    {
        // APISIX asks without it, and takes it out by itself.
        assert!([302, 403].contains(&told.status), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_read_rules_is_shown_the_way_to_the_explainer() {
    let front = Front::start(Kind::Plain).await;
    let cookies = front.cookies_of("lin").await;
    let sub = front.gate.feishu.open_id("lin");
    let (browser, url) = ([&BROWSER[..], &[("cookie", &*cookies)]].concat(), "/closed?token=secret");
    for (role, shown) in [("helpdesk", false), ("auditor", true), ("owner", true)] {
        run(&front.gate, &["account", "grant", &sub, role]).await;
        for told in told(&front, "https", url, "GET", &browser).await {
            assert_eq!(told.status, 403);
            let link = told.body.split("href=\"").find(|rest| rest.contains("/admin/explain?"));
            let link = link.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
            assert_eq!(link.is_some(), shown, "{role}: {}", told.body);
            let Some(link) = link else { continue };
            assert!(link.starts_with(&front.gate.url) && link.contains("%2Fclosed&method=GET"), "{link}");
            assert!(link.contains("who=account&account=") && !link.contains("secret"), "{link}");
        }
        for told in told(&front, "https", url, "GET", &[("cookie", &cookies)]).await {
            assert!(!told.body.contains("/admin/explain"), "{}", told.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn apisix_hands_on_all_that_larkgate_answers_a_browser() {
    let front = Front::start(Kind::Plain).await;
    let named = listed("client_headers:");
    let of_the_connection = ["content-length", "date", "connection"];
    for (uri, browser) in [("/x", &BROWSER[..]), ("/x", &[]), ("/closed", &BROWSER)] {
        let told = apisix(&front, "https", uri, "GET", browser).ask().await;
        for name in told.headers.keys().map(|name| name.as_str()) {
            assert!(named.contains(&name.to_owned()) || of_the_connection.contains(&name), "{uri}: {name}");
        }
    }
}
