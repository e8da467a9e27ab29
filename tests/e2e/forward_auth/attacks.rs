//! The ways by which other gates were passed, tried here by hand and through real proxies.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Asking;
use crate::harness::front::{Front, Kind};

/// Ways to write `/closed`, and ways to pretend to be `/health`.
const TARGETS: [&str; 24] = [
    "/x/../closed",
    "/x/%2e%2e/closed",
    "/./closed",
    "//closed",
    "/%2fclosed",
    "/closed%2f",
    "/closed/",
    "/closed/%2e",
    "/%63losed",
    "/%2563losed",
    "/closed;x",
    "/closed%3bx",
    "/closed%00",
    "/closed%23",
    "/closed#/health",
    "/closed?/health",
    "/closed%3f/health",
    "/health/../closed",
    "/health%2f..%2fclosed",
    "/health/..;/closed",
    "/health\\..\\closed",
    "/health%5c..%5cclosed",
    "/%ff/../closed",
    "/health/%c0%ae%c0%ae/closed",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_way_of_writing_a_path_gets_around_a_rule() {
    let front = Front::start(Kind::Plain).await;
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
    for target in TARGETS {
        let url = format!("{}{target}", front.wiki);
        for cookies in [browser.cookies_for("127.0.0.1"), String::new()] {
            for asking in [
                Asking::nginx(&front.gate, &url),
                Asking::proxy(&front.gate, &front.wiki).but("x-forwarded-uri", target),
            ] {
                let path = asking.path;
                let told = asking.and("cookie", &cookies).ask().await;
                assert_eq!(told.status, 403, "{path} {target}");
            }
        }
    }
}

/// Sends `head` as it is; the status it is answered with.
async fn raw(url: &str, head: &str) -> String {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("{}Host: {host}\r\nConnection: close\r\n\r\n", head);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
}

async fn through(front: Front) {
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
    let cookies = browser.cookies_for("127.0.0.1");
    for target in TARGETS {
        for cookies in ["", &cookies] {
            let status = raw(&front.wiki, &format!("GET {target} HTTP/1.1\r\nCookie: {cookies}\r\n")).await;
            assert!(["400", "401", "403"].contains(&status.as_str()), "{target}: {status}");
        }
    }
    for header in [
        "X_Larkgate_User: boss",
        "X-Larkgate_User: boss",
        "X_Forwarded_Uri: /health",
        "X-Forwarded-Uri: /health",
        "X-Original-URL: http://127.0.0.1/health",
        "X-Original-Method: OPTIONS",
        "X-Rewrite-URL: /health",
        "X-Forwarded-Prefix: /health",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Method: OPTIONS",
        "X-HTTP-Method-Override: OPTIONS",
        "User-Agent: GoogleHC/1.0",
        "User-Agent: kube-probe/1.30",
        "Cookie: __Host-larkgate-app=x; larkgate-app=x",
        "Cookie: larkgate-app=",
        "Cookie: %6carkgate-app=x",
        "Authorization: Basic !!!",
    ] {
        let status = raw(&front.wiki, &format!("GET /x HTTP/1.1\r\n{header}\r\n")).await;
        assert!(["401", "403"].contains(&status.as_str()), "{header}: {status}");
        let signed_in = format!("GET /x HTTP/1.1\r\n{header}\r\nCookie: {cookies}\r\n");
        let status = raw(&front.wiki, &signed_in).await;
        assert!(["200", "401", "403"].contains(&status.as_str()), "{header}: {status}");
    }
    for reached in front.echo.reached() {
        assert!(!reached.target.contains("losed"), "{reached:?}");
        let identity =
            reached.headers.iter().filter(|(name, _)| name.replace('_', "-").starts_with("x-larkgate-"));
        assert!(identity.clone().all(|(_, value)| !value.contains("boss")), "{reached:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs nginx, which tests/run installs"]
async fn nothing_gets_around_a_rule_through_nginx() {
    through(Front::start(Kind::Nginx).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs Caddy, which tests/run installs"]
async fn nothing_gets_around_a_rule_through_caddy() {
    through(Front::start(Kind::Caddy).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_said_twice_or_under_another_name_is_not_believed() {
    let front = Front::start(Kind::Plain).await;
    let health = format!("{}/health", front.wiki);
    for (name, value) in [
        ("x-forwarded-uri", "/health"),
        ("x-forwarded-host", "127.0.0.1"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-method", "GET"),
        ("x_forwarded_uri", "/x"),
        ("x-forwarded_for", "10.0.0.1"),
        ("x_original_url", "http://127.0.0.1/"),
        ("x_larkgate_user", "boss"),
        ("x-larkgate_name", "boss"),
        ("remote_user", "boss"),
    ] {
        let told = Asking::proxy(&front.gate, &health).and(name, value).ask().await;
        assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"), "{name}");
    }
    for name in ["x-forwarded-uri", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-method"] {
        let told = Asking::proxy(&front.gate, &health).without(name).ask().await;
        assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"), "{name}");
    }
    let told = Asking::nginx(&front.gate, &health).and("x-original-url", &health).ask().await;
    assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"));
    // What another face reads, and prefixes, count for nothing.
    let told = Asking::nginx(&front.gate, &front.wiki).and("x-forwarded-uri", "/health").ask().await;
    assert_eq!(told.status, 401);
    let told =
        Asking::proxy(&front.gate, &front.wiki).but("x-forwarded-uri", "/x").and("x-original-url", &health);
    assert_eq!(told.and("x-forwarded-prefix", "/health").ask().await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capital_in_the_host_changes_no_rule() {
    let front = Front::start(Kind::Plain).await;
    let port = front.wiki.rsplit(':').next().unwrap();
    let ask = async |host: &str, target: &str| {
        let asking =
            Asking::proxy(&front.gate, &front.wiki).but("x-forwarded-host", &format!("{host}:{port}"));
        asking.but("x-forwarded-uri", target).ask().await
    };
    for host in ["localhost", "LOCALHOST", "LocalHost."] {
        assert_eq!(ask(host, "/closed").await.status, 401, "{host}");
    }
    for host in ["127.0.0.1", "127.1", "0x7f000001"] {
        assert_eq!(ask(host, "/closed").await.status, 403, "{host}");
    }
}
