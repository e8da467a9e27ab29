//! The ways by which other gates were passed, tried here by hand and through real proxies.

use super::Asking;
use crate::harness::front::{Front, Kind};
use crate::harness::raw;

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

before_each_real_proxy! {
    // Advisories 3 and 4.
    async fn no_way_of_writing_a_path_gets_around_a_rule_on_the_way(front) {
        let cookies = front.cookies_of("lin").await;
        // By way of larkgate's own pages, which nobody is asked about.
        let by_ours = [
            "/.larkgate/../closed",
            "/.larkgate/%2e%2e/closed",
            "/.larkgate/..%2fclosed",
            "/.larkgate//../closed",
            "/.larkgate/x/../../closed",
            "/x/../.larkgate/../closed",
            "/.LARKGATE/../closed",
            "/%2elarkgate/../closed",
            "/.larkgate%2f..%2fclosed",
            "//.larkgate/../closed",
            "/.larkgate/..;/closed",
            "/.larkgate\\..\\closed",
        ];
        for target in by_ours {
            for cookies in ["", &cookies] {
                let status = raw::get(&front.wiki, target, &[("Cookie", cookies)]).await;
                assert!([400, 401, 403, 404].contains(&status), "{target}: {status}");
            }
        }
        for target in TARGETS {
            for cookies in ["", &cookies] {
                let status = raw::get(&front.wiki, target, &[("Cookie", cookies)]).await;
                assert!([400, 401, 403].contains(&status), "{target}: {status}");
            }
        }
        assert!(front.echo.reached().iter().all(|reached| !reached.target.contains("losed")));
    }

    // Advisories 1, 2 and 40.
    async fn nobody_is_believed_about_their_own_request(front) {
        for header in [
            "X-Forwarded-Uri: /health",
            "X-Forwarded-Method: OPTIONS",
            "X-Forwarded-Prefix: /health",
            "X-Forwarded-Host: localhost",
            "X-Forwarded-Proto: https",
            "X_Forwarded_Uri: /health",
            "X_Forwarded-Uri: /health",
            "X-Original-URL: http://127.0.0.1/health",
            "X-Original-URI: /health",
            "X-Original-Method: OPTIONS",
            "X-Rewrite-URL: /health",
            "X-Envoy-Original-Path: /health",
            "X-HTTP-Method-Override: OPTIONS",
            "User-Agent: GoogleHC/1.0",
            "User-Agent: kube-probe/1.30",
        ] {
            for target in ["/x", "/open/x"] {
                let (name, value) = header.split_once(": ").unwrap();
                let twice = [(name, value), (&*name.to_uppercase(), value)];
                let status = raw::get(&front.wiki, target, &twice[..1]).await;
                assert!([401, 403].contains(&status), "{header}: {status}");
                let status = raw::get(&front.wiki, target, &twice).await;
                assert!([400, 401, 403].contains(&status), "{header}, twice: {status}");
            }
        }
        assert!(front.echo.reached().iter().all(|reached| reached.target == "/health"));
        // What is told of the request is what the proxy saw.
        let told = raw::get(&front.wiki, "/open/x", &[("X-Forwarded-Method", "GET"), ("Origin", "https://other.example")]).await;
        assert!([401, 403].contains(&told), "{told}");
    }

    // Advisory 14.
    async fn nobody_is_believed_about_where_they_are(front) {
        let near = "198.51.100.7";
        for header in ["X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Envoy-External-Address"] {
            let status = raw::get(&front.wiki, "/near", &[(header, near)]).await;
            assert!([401, 403].contains(&status), "{header}: {status}");
            let cookies = front.cookies_of("lin").await;
            if raw::get(&front.wiki, "/near", &[(header, near), ("Cookie", &cookies)]).await == 200 {
                let reached = front.echo.reached().pop().unwrap();
                assert_eq!(reached.headers["x-forwarded-for"], "127.0.0.1", "{header}");
            }
        }
        let forwarded = [("X-Forwarded-For", near), ("X-Forwarded-For", near), ("Forwarded", "for=198.51.100.7;host=localhost")];
        assert!([400, 401, 403].contains(&raw::get(&front.wiki, "/near", &forwarded).await));
        for reached in front.echo.reached() {
            for name in ["x-forwarded-for", "x-real-ip", "forwarded"] {
                assert!(!reached.headers.get(name).is_some_and(|value| value.contains(near)), "{reached:?}");
            }
        }
    }
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
