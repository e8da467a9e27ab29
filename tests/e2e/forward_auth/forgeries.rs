//! Who a request claims to come from: nothing of it reaches the backend, under any name that one might read as ours.

use crate::harness::echo::Reached;
use crate::harness::front::Front;
use crate::harness::raw;

const FIELDS: [&str; 6] = ["User", "Username", "Name", "Email", "Groups", "Departments"];

/// Ways to write the name of an identity header; the last are others to every server, and the same to many backends.
fn names(field: &str) -> Vec<String> {
    let name = format!("X-Larkgate-{field}");
    vec![
        name.clone(),
        name.to_lowercase(),
        name.to_uppercase(),
        name.replace('-', "_"),
        name.to_uppercase().replace('-', "_"),
        format!("X_Larkgate-{field}"),
        format!("X-Larkgate_{field}"),
        name.replace('-', "."),
        format!("X-Larkgate.{field}"),
        format!("X~Larkgate+{field}"),
    ]
}

/// Nothing that anybody forged is in what reached the backend, and no identity is said twice.
fn nothing_forged(front: &Front, how: &str) {
    for Reached { target, headers, .. } in front.echo.reached() {
        for (name, value) in &headers {
            assert!(!value.contains("boss"), "{how} {target} {name}: {value}");
            let is_identity = name.replace(|c: char| !c.is_alphanumeric(), "-").starts_with("x-larkgate-");
            assert!(!is_identity || !value.contains('|'), "{how} {target} {name}: {value}");
            assert!(!is_identity || name.starts_with("x-larkgate-"), "{how} {target} {name}: {value}");
        }
    }
}

before_each_real_proxy! {
    // Advisories 5, 38 and 39.
    async fn no_identity_but_ours_reaches_the_backend(front) {
        let cookies = front.cookies_of("lin").await;
        for name in FIELDS.iter().flat_map(|field| names(field)) {
            for (target, cookies) in [("/x", &*cookies), ("/x", ""), ("/health", ""), ("/health", &*cookies)] {
                for count in 1..=2 {
                    let mut headers = vec![(&*name, "boss"); count];
                    headers.push(("Cookie", cookies));
                    let status = raw::get(&front.wiki, target, &headers).await;
                    assert!([200, 400, 401, 403].contains(&status), "{name}: {status}");
                    assert!(status != 200 || target == "/health" || !cookies.is_empty(), "{name}");
                }
            }
        }
        nothing_forged(&front, "named");
        let own = front.gate.feishu.open_id("lin");
        let reached = front.echo.reached();
        for reached in reached.iter().filter(|reached| reached.target == "/x") {
            assert_eq!(reached.headers["x-larkgate-user"], own);
        }
        assert!(reached.iter().any(|reached| reached.target == "/x"), "some pass");
    }

    // Whoever names a header in `Connection` has a proxy take it out; ours must not be taken out.
    async fn nobody_has_our_headers_taken_out(front) {
        let cookies = front.cookies_of("lin").await;
        for named in [
            "close, X-Larkgate-User", "close, x-larkgate-user, x-larkgate-name", "X-Larkgate-Email", "close, X-Forwarded-Host",
            "close, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Uri, X-Forwarded-Method", "close, Cookie",
            "close, X-Original-URL, X-Original-Method", "close, Host", "keep-alive, X-Forwarded-Uri",
        ] {
            let headers = [("Cookie", &*cookies), ("Connection", named), ("X-Forwarded-Uri", "/health"), ("X-Larkgate-User", "boss")];
            let status = raw::get(&front.wiki, "/x", &headers).await;
            assert!([200, 400, 401, 403].contains(&status), "{named}: {status}");
            let status = raw::get(&front.wiki, "/closed", &headers).await;
            assert!([400, 401, 403].contains(&status), "{named}: {status}");
        }
        nothing_forged(&front, "by Connection");
        let own = front.gate.feishu.open_id("lin");
        for reached in front.echo.reached().iter().filter(|reached| reached.target == "/x") {
            assert_eq!(reached.headers.get("x-larkgate-user"), Some(&own), "{reached:?}");
            assert_eq!(reached.headers.get("x-forwarded-for").map(String::as_str), Some("127.0.0.1"), "{reached:?}");
        }
    }

    // A backend that believes `X-Forwarded-*` believes the proxy.
    async fn where_a_request_comes_from_is_the_proxys_to_say(front) {
        let cookies = front.cookies_of("lin").await;
        let host = front.wiki.strip_prefix("http://").unwrap();
        let claims = [
            ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Port", "444"), ("X-Forwarded-Prefix", "/evil"), ("X-Forwarded-Uri", "/evil"), ("X-Forwarded-Method", "EVIL"),
            ("X-Original-URL", "/evil"), ("X-Rewrite-URL", "/evil"), ("X-Real-IP", "198.51.100.7"), ("Forwarded", "for=evil"),
        ];
        let told = [&claims[..], &[("Cookie", &*cookies)]].concat();
        assert_eq!(raw::get(&front.wiki, "/x", &told).await, 200);
        let reached = front.echo.reached().pop().unwrap();
        for (name, value) in [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-host", host), ("x-forwarded-proto", "http")] {
            assert_eq!(reached.headers[name], value, "{name}");
        }
        for (name, claim) in claims {
            assert_ne!(reached.headers.get(&name.to_lowercase()).map(String::as_str), Some(claim), "{name}");
        }
        // Names that some backends read alike are dropped, or nobody passes.
        for name in ["X_Forwarded_For", "X.Forwarded.Host", "X-Forwarded_Proto", "X_Original_URL", "X_Real_IP", "X.Rewrite.URL"] {
            let status = raw::get(&front.wiki, "/x", &[(name, "boss"), ("Cookie", &cookies)]).await;
            assert!([200, 400, 403].contains(&status), "{name}: {status}");
        }
        nothing_forged(&front, "in other words");
    }
}
