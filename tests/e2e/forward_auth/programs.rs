//! What programs meet at an application behind each proxy: scripts, API clients, websockets, and forms that were under way.

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::raw;
use crate::harness::websocket::exchange;

before_each_proxy! {
    async fn programs_are_told_and_not_sent_away(front) {
        let url = format!("{}/api", front.wiki);
        for headers in [
            &[("accept", "application/json")][..],
            &[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")],
            &[("accept", "*/*"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
            &[("accept", "text/html"), ("authorization", "Bearer x")],
            &[("content-type", "application/grpc")],
        ] {
            let page = front.fetch("", &url, headers).await;
            if front.kind == Kind::Envoy && headers[0].1 == "application/grpc" {
                // Envoy says it in the words of gRPC: 16 is UNAUTHENTICATED.
                assert_eq!((page.status.as_u16(), page.headers["grpc-status"].to_str().unwrap()), (200, "16"));
                continue;
            }
            assert_eq!(page.status, 401, "{headers:?}: {}", page.body);
            assert!(page.body.contains("\"error\":\"login_required\""), "{headers:?}: {}", page.body);
            assert_eq!(page.headers["www-authenticate"], "Bearer realm=\"wiki\"");
            assert_eq!(page.headers["cache-control"], "no-store");
            let sign_in = format!("{}/.larkgate/sign-in?to=%2Fapi", front.wiki);
            assert_eq!(page.location(), Some(sign_in.clone()));
            assert!(page.body.contains(&format!("\"sign_in\":\"{sign_in}\"")), "{}", page.body);
        }
        assert!(front.echo.reached().iter().all(|reached| reached.target == "/health"));
    }

    async fn preflights_pass_where_a_rule_says_so(front) {
        let preflight = async |path: &str| {
            let request = front.gate.http().request(Method::OPTIONS, format!("{}{path}", front.wiki));
            let request = request.header("origin", "https://other.example").header("accept", "text/html");
            request.header("access-control-request-method", "GET").send().await.unwrap().status()
        };
        assert_eq!(preflight("/api").await, 401);
        assert_eq!(preflight("/open/api").await, 200);
        assert_eq!(front.fetch("", &format!("{}/open/api", front.wiki), &[]).await.status, 401);
        let reached = front.echo.reached().pop().unwrap();
        assert_eq!((reached.method.as_str(), reached.target.as_str()), ("OPTIONS", "/open/api"));
    }

    async fn websockets_open_for_who_is_signed_in_and_for_nobody_else(front) {
        let live = format!("{}/live?room=1", front.wiki);
        let mut browser = front.gate.browser();
        // As a browser does, whose script may not look into a refusal.
        let asking = [("Accept", "text/html"), ("Origin", &*front.wiki)];
        assert_eq!(exchange(&live, &asking, "?").await, Err(401));
        assert!(front.echo.reached().iter().all(|reached| reached.target == "/health"));
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        let cookies = browser.cookies_for("127.0.0.1");
        let (signed_in, text) = ([("Origin", &*front.wiki), ("Cookie", &cookies)], "你好, websocket");
        if front.kind == Kind::Plain {
            // It speaks no websockets; what it asked was allowed.
            return assert_eq!(front.fetch(&cookies, &live, &[("upgrade", "websocket")]).await.status, 200);
        }
        assert_eq!(exchange(&live, &signed_in, text).await, Ok(text.to_owned()));
        let reached = front.echo.reached().pop().unwrap();
        assert_eq!(reached.target, "/live?room=1");
        assert_eq!(reached.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
    }

    async fn a_form_arrives_whole_or_not_at_all(front) {
        let save = format!("{}/save?draft=1", front.wiki);
        let page = front.gate.browser().post(&save, &[("secret", "value")]).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, Some(format!("{}/.larkgate/sign-in?to=%2Fsave%3Fdraft%3D1", front.wiki))));
        let post = async |method: Method, cookies: &str, body: reqwest::Body| {
            let request = front.gate.http().request(method, &save).header("cookie", cookies);
            request.header("accept", "application/json").body(body).send().await.unwrap()
        };
        assert_eq!(post(Method::POST, "", "{}".into()).await.status(), 401);
        let cookies = front.cookies_of("lin").await;
        // More than any buffer on the way; letters of three bytes, so that nothing may be cut.
        let text = "飞书".repeat(50_000);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(post(method.clone(), &cookies, text.clone().into()).await.status(), 200, "{method}");
            let reached = front.echo.reached().pop().unwrap();
            assert_eq!((reached.method.as_str(), reached.target.as_str()), (method.as_str(), "/save?draft=1"));
            assert!(reached.body == text, "{method}: {} of {}", reached.body.len(), text.len());
        }
        if front.kind != Kind::Plain {
            let chunks = [text.as_str(), "终"];
            assert_eq!(raw::post(&front.wiki, "/save?draft=1", &[("Cookie", &cookies)], &chunks).await, 200);
            assert!(front.echo.reached().pop().unwrap().body == chunks.concat(), "in chunks");
            assert_eq!(raw::post(&front.wiki, "/save?draft=1", &[], &["secret"]).await, 401);
        }
        assert!(front.echo.reached().iter().all(|reached| !reached.body.contains("secret")));
    }
}

before_each_real_proxy! {
    // An answer with a body that is not expected would be read as the next one.
    async fn a_question_about_a_head_is_answered_without_a_body(front) {
        let host = front.wiki.strip_prefix("http://").unwrap();
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let request = |method: &str, more: &str| {
            format!("{method} /closed HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n{more}\r\n")
        };
        let both = request("HEAD", "") + &request("GET", "Connection: close\r\n");
        stream.write_all(both.as_bytes()).await.unwrap();
        let mut answers = Vec::new();
        stream.read_to_end(&mut answers).await.unwrap();
        let answers = String::from_utf8_lossy(&answers);
        assert_eq!(answers.matches("HTTP/1.1 403 ").count(), 2, "{answers}");
        assert_eq!(answers.matches("<!doctype html>").count(), 1, "{answers}");
    }
}
