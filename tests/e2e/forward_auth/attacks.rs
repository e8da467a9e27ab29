//! The ways by which other gates were passed, tried here by hand and through real proxies.

use super::Asking;
use crate::harness::Setup;
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

    // Advisory 10.
    async fn a_host_is_the_same_however_it_is_written(front) {
        let cookies = front.cookies_at("lin", &front.grafana, "localhost").await;
        let port = front.port();
        for host in ["localhost", "LOCALHOST", "LocalHost", "localhost.", "LOCALHOST."] {
            let host = format!("{host}:{port}");
            let status = raw::get(&front.grafana, "/closed", &[("Host", &host), ("Cookie", &cookies)]).await;
            // Caddy answers whatever is nobody's with an empty 200.
            assert!([200, 400, 403, 404, 421].contains(&status), "{host}: {status}");
        }
        assert!(front.echo.reached().iter().all(|reached| reached.target != "/closed"));
    }

    // A host decides by which rules a request is judged, so it must decide where the request goes.
    async fn the_host_that_is_judged_is_the_host_that_is_reached(front) {
        let (host, port) = (front.wiki.strip_prefix("http://").unwrap(), front.port());
        let cookies = front.cookies_at("lin", &front.grafana, "localhost").await;
        let grafana = format!("localhost:{port}");
        for (target, hosts) in [
            ("/few/x", &[host, &*grafana][..]),
            ("/few/x", &[&*grafana, host]),
            (&format!("http://{host}/few/x"), &[&*grafana]),
            (&format!("http://{grafana}/few/x"), &[host]),
            (&format!("http://{host}/closed"), &[host]),
            (&format!("http://x@{host}/few/x"), &[&*grafana]),
        ] {
            let mut headers: Vec<_> = hosts.iter().map(|host| ("Host", *host)).collect();
            headers.push(("Cookie", &cookies));
            let status = raw::get(&front.wiki, target, &headers).await;
            assert!([200, 400, 401, 403, 404, 421].contains(&status), "{target} {hosts:?}: {status}");
        }
        for reached in front.echo.reached().iter().filter(|reached| reached.target.contains("few")) {
            assert_eq!((&*reached.headers["host"], &*reached.target), (&*grafana, "/few/x"), "{reached:?}");
        }
    }

    // Advisory 12.
    async fn malformed_cookies_open_nothing(front) {
        let good = front.cookies_of("lin").await;
        let session = good.split("; ").find(|cookie| cookie.starts_with("larkgate-app=")).unwrap();
        let value = session.strip_prefix("larkgate-app=").unwrap();
        let long = format!("larkgate-app={}", "A".repeat(3000));
        for cookies in [
            "larkgate-app=", "larkgate-app", "=", ";;;", "larkgate-app=\"\"", "larkgate-app=%00", "__Host-larkgate-app=x", &long,
            "larkgate-app=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "larkgate-app=\u{e9}\u{6797}",
            &format!("larkgate-app={}", value.get(..42).unwrap()), &format!("larkgate-app={value}x"), &format!("larkgate-app= {value} x"),
            &format!("LARKGATE-APP={value}"), &format!("%6carkgate-app={value}"), &format!("larkgate-app=x; larkgate-app={value}x"),
            &format!("a=\"; {session}x\""),
        ] {
            let status = raw::get(&front.wiki, "/x", &[("Cookie", cookies)]).await;
            assert!([400, 401, 403].contains(&status), "{cookies}: {status}");
        }
        assert_eq!(raw::get(&front.wiki, "/x", &[("Cookie", session)]).await, 200);
    }

    // In another protocol nobody would be asked about the requests that follow, nor be told whose they are.
    async fn no_other_protocol_is_opened_behind_the_check(front) {
        let cookies = front.cookies_of("lin").await;
        for headers in [
            &[("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings")][..],
            &[("Upgrade", "h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "websocket, h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "Upgrade")],
            &[("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Connection", "Upgrade")],
            &[("Upgrade", "TLS/1.0"), ("Connection", "Upgrade")],
        ] {
            let headers = [headers, &[("HTTP2-Settings", "AAMAAABkAAQAAP__"), ("Cookie", &cookies)]].concat();
            let status = raw::get(&front.wiki, "/x", &headers).await;
            assert!([101, 200, 400, 401, 403].contains(&status), "{headers:?}: {status}");
        }
        for reached in front.echo.reached() {
            let upgrade = reached.headers.get("upgrade").map_or("websocket", String::as_str);
            assert_eq!(upgrade, "websocket", "{reached:?}");
        }
    }

    // Advisory 8.
    async fn nobody_is_sent_anywhere_else(front) {
        for target in [
            "//evil.example/", "/\\evil.example/", "/%2f%2fevil.example", "/.larkgate/sign-in?to=//evil.example/",
            "/.larkgate/sign-in?to=https://evil.example/", "/.larkgate/sign-in?to=/%5cevil.example", "/.larkgate/sign-in?to=%09//evil.example",
            "/.larkgate/sign-in?to=@evil.example/", "/.larkgate/sign-in?to=/x&to=//evil.example", "http://evil.example/x",
        ] {
            let head = raw::head(&front.wiki, target, &[("Accept", "text/html")]).await;
            let location = head.lines().find_map(|line| line.to_lowercase().strip_prefix("location: ").map(str::to_owned));
            let ours = |location: &String| location.starts_with(&front.wiki) && !location.contains("evil") || location.starts_with(&front.gate.url);
            assert!(location.as_ref().is_none_or(ours), "{target}: {head}");
        }
    }

    // Advisory 7.
    async fn a_planted_session_is_not_the_one_that_is_opened(front) {
        let (mut browser, planted) = (front.gate.browser(), "A".repeat(43));
        browser.plant("larkgate-app", &planted);
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        assert_ne!(browser.cookie("larkgate-app"), Some(&*planted));
        let planted = format!("larkgate-app={planted}");
        assert_eq!(front.fetch(&planted, &format!("{}/x", front.wiki), &[]).await.status, 401);
    }

    // Advisory 37.
    async fn who_is_disabled_is_refused_at_the_next_request(front) {
        let cookies = front.cookies_of("lin").await;
        assert_eq!(front.fetch(&cookies, &front.wiki, &[]).await.status, 200);
        let mut tx = front.gate.server.app().store.write().await.unwrap();
        let account = tx.account_named(&front.gate.feishu.open_id("lin")).await.unwrap().unwrap().account.id;
        tx.set_account_enabled(&account, false).await.unwrap();
        tx.commit().await.unwrap();
        front.gate.clock.advance(1);
        assert_eq!(front.fetch(&cookies, &front.wiki, &[]).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs the proxies that tests/run installs"]
async fn a_proxy_answers_for_the_hosts_of_its_application_alone() {
    for kind in Kind::REAL {
        let front = Front::printed(kind, Setup::default()).await;
        let port = front.port();
        // Somebody who may enter `grafana` asks for it where only `wiki` is.
        let mut browser = front.gate.browser();
        front.gate.sign_in(&mut browser, &front.gate.ask("app", &[]), "lin").await;
        for host in
            [format!("localhost:{port}"), "evil.example".to_owned(), format!("127.0.0.1.evil.example:{port}")]
        {
            let status = raw::get(&front.wiki, "/health", &[("Host", &host)]).await;
            assert!([200, 403, 404, 421].contains(&status), "{kind:?} {host}: {status}");
        }
        assert!(
            front.echo.reached().iter().all(|reached| reached.headers["host"] == format!("127.0.0.1:{port}")),
            "{kind:?}"
        );
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
        assert_eq!(ask(host, "/health").await.status, 401, "{host}");
    }
    for host in ["127.0.0.1", "127.1", "0x7f000001"] {
        assert_eq!(ask(host, "/health").await.status, 200, "{host}");
    }
}
