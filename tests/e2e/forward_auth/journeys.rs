//! What people meet at an application behind each proxy; the same steps before real ones, and before a few lines of ours
//! that `cargo test` can run.

pub use percent_encoding_of::decoded;

use crate::harness::websocket::exchange;

/// With everything in it that something on the way could be tempted to decode, encode or cut.
const EXACT: &str =
    "/%E6%96%87%E4%BB%B6/a%20b+c@d:e?q=%2F..%2f&r=a%20b+c&s=%23;x&t=%E6%9E%97&u=http://x/?y=z";

const SPOOFED: [(&str, &str); 6] = [
    ("X-Larkgate-User", "ou_of_the_boss"),
    ("x-larkgate-name", "boss"),
    ("X-LARKGATE-EMAIL", "boss@example.com"),
    ("X-Larkgate-Username", "boss"),
    ("X-Forwarded-Uri", "/health"),
    ("X-Original-URL", "http://127.0.0.1/health"),
];

before_each_proxy! {
    async fn a_first_visit_leads_to_sign_in_and_to_the_exact_address(front) {
        let (mut browser, url) = (front.gate.browser(), format!("{}{EXACT}", front.wiki));
        let page = front.walk(&mut browser, &url).await;
        assert!(page.url.starts_with(&format!("{}/login/", front.gate.url)), "{}", page.url);
        assert!(page.body.contains("登录维基"), "{}", page.body);
        let page = front.sign_in(&mut browser, &url, "lin").await;
        assert_eq!((page.status.as_u16(), &page.url), (200, &url), "{}", page.body);
        let reached = page.reached();
        assert_eq!((reached.method.as_str(), reached.target.as_str()), ("GET", EXACT));
        assert_eq!(reached.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
        assert_eq!(decoded(&reached.headers["x-larkgate-name"]), "林小雨");
        let ticket = browser.seen.iter().find(|page| page.url.contains("/.larkgate/ticket")).unwrap();
        assert!(!ticket.url.contains("%E6") && !ticket.url.contains("q="), "{}", ticket.url);
    }

    async fn one_sign_in_serves_applications_on_hosts_that_share_nothing(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        let page = front.walk(&mut browser, &format!("{}/d/1", front.grafana)).await;
        assert_eq!((page.url.as_str(), page.reached().target.as_str()), (&*format!("{}/d/1", front.grafana), "/d/1"));
        assert_eq!(page.reached().headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
        let entered = front.gate.audit().await.into_iter().filter(|row| row.kind == "application.entered");
        let mut entered: Vec<_> = entered.filter_map(|row| row.client_id).collect();
        entered.sort();
        assert_eq!(entered, ["grafana", "wiki"]);
    }

    async fn the_cookie_of_one_application_opens_no_other(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.grafana, "lin").await.reached();
        let stolen = browser.cookies_for("localhost");
        assert!(stolen.contains("larkgate-app="), "{stolen}");
        assert_eq!(front.fetch(&stolen, &format!("{}/x", front.grafana), &[]).await.status, 200);
        assert_eq!(front.fetch(&stolen, &format!("{}/x", front.wiki), &[]).await.status, 401);
        // Nor where it is read anew, and not remembered.
        front.gate.clock.advance(1);
        assert_eq!(front.fetch(&stolen, &format!("{}/x", front.wiki), &[]).await.status, 401);
        assert_eq!(front.fetch(&stolen, &format!("{}/x", front.grafana), &[]).await.status, 200);
    }

    async fn who_may_not_is_told_why_and_whom_to_ask(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        let page = browser.get(&format!("{}/few/x", front.wiki)).await;
        assert_eq!((page.status.as_u16(), page.location()), (403, None));
        for words in ["你没有访问维基的权限", "林小雨", "文档组", "wiki: rule 4 denies it"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let reference = page.reference().unwrap();
        assert_eq!(reference.len(), 9);
        let style = page.links().into_iter().find(|link| link.contains("/.larkgate/assets/style")).unwrap();
        let style = browser.get(&format!("{}{style}", front.wiki)).await;
        assert_eq!((style.status.as_u16(), style.headers["content-type"].to_str().unwrap()), (200, "text/css; charset=utf-8"));
        browser.accept_language = "en".into();
        let page = browser.get(&format!("{}/closed", front.wiki)).await;
        assert!(page.body.contains("You may not open 维基") && page.body.contains("rule 2 denies it"), "{}", page.body);
        let told = front.fetch(&browser.cookies_for("127.0.0.1"), &format!("{}/closed", front.wiki), &[]).await;
        assert_eq!(told.status, 403);
        assert!(told.body.contains("\"error\":\"rule_denies\""), "{}", told.body);
        assert!(front.echo.reached().iter().all(|reached| !reached.target.contains("few") && reached.target != "/closed"));
    }

    async fn what_the_browser_says_of_itself_never_reaches_the_backend(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        let cookies = format!("first=1; {}; theme=dark", browser.cookies_for("127.0.0.1"));
        let spoofed = [&SPOOFED[..], &[("accept", "text/html")]].concat();
        let reached = front.fetch(&cookies, &format!("{}/x", front.wiki), &spoofed).await.reached();
        assert_eq!(reached.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
        assert_eq!(decoded(&reached.headers["x-larkgate-name"]), "林小雨");
        let reached_anybody = front.fetch("", &format!("{}/health", front.wiki), &spoofed).await.reached();
        for name in ["user", "username", "name", "email"] {
            let value = reached_anybody.headers.get(&format!("x-larkgate-{name}")).map_or("", String::as_str);
            assert_eq!(value, "", "{name}");
        }
        for (name, value) in &reached.headers {
            assert!(!value.contains("boss"), "{name}: {value}");
        }
        let sent = reached.headers.get("cookie").map_or("", String::as_str);
        assert!(!sent.contains("larkgate-app"), "{sent}");
        assert_eq!(front.fetch("", &format!("{}/x", front.wiki), &spoofed).await.status.as_u16() / 100, 3);
    }

    async fn signing_out_of_one_application_leaves_the_others(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        front.walk(&mut browser, &front.grafana).await.reached();
        let (before, out) = (browser.cookies_for("127.0.0.1"), format!("{}/.larkgate/sign-out", front.wiki));
        let question = browser.get(&out).await;
        assert!(question.body.contains("退出维基？"), "{}", question.body);
        let forged = browser.post(&out, &[("csrf", "x")]).await;
        assert!(forged.body.contains("退出维基？"), "{}", forged.body);
        assert_eq!(front.fetch(&before, &front.wiki, &[]).await.status, 200);
        let done = browser.post(&out, &[("csrf", &question.csrf().unwrap())]).await;
        assert!(done.body.contains("已退出维基"), "{}", done.body);
        assert!(!browser.cookies_for("127.0.0.1").contains("larkgate-app="));
        assert_eq!(front.fetch(&before, &front.wiki, &[]).await.status, 401);
        assert_eq!(front.fetch(&browser.cookies_for("localhost"), &front.grafana, &[]).await.status, 200);
        let audit = front.gate.audit().await;
        assert!(audit.iter().any(|row| row.kind == "logout" && row.client_id.as_deref() == Some("wiki")));
    }

    async fn the_backend_keeps_cookies_of_its_own(front) {
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.grafana, "lin").await.reached();
        let ours = browser.cookies_for("localhost");
        for cookies in [format!("a=1; {ours}; b=2"), format!("a=1; b=2; {ours}"), format!("{ours}; a=1; b=2")] {
            let reached = front.fetch(&cookies, &front.grafana, &[]).await.reached();
            let Some(sent) = reached.headers.get("cookie") else { continue };
            assert!(sent.contains("a=1") && sent.contains("b=2") && !sent.contains("larkgate"), "{cookies} -> {sent}");
        }
    }

    async fn every_cookie_of_ours_reaches_the_browser(front) {
        let page = front.gate.browser().get(&format!("{}/.larkgate/sign-in?to=%2F", front.wiki)).await;
        let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert_eq!(cookies.len(), 2, "{cookies:?}");
        for name in ["larkgate-app-binding=", "larkgate-app-tries="] {
            assert!(cookies.iter().any(|cookie| cookie.starts_with(name) && cookie.contains("HttpOnly")), "{cookies:?}");
        }
    }

    async fn without_larkgate_nobody_passes(mut front) {
        let cookies = front.cookies_of("lin").await;
        let before = front.echo.reached().len();
        front.stop_gate().await;
        for (path, cookies) in [("/x", &*cookies), ("/x", ""), ("/health", ""), ("/.larkgate/sign-in", "")] {
            for headers in [&[][..], &[("accept", "text/html")]] {
                let page = front.fetch(cookies, &format!("{}{path}", front.wiki), headers).await;
                assert!(page.status.is_server_error() && page.location().is_none(), "{path}: {}", page.status);
            }
        }
        let live = front.wiki.clone() + "/live";
        assert!(exchange(&live, &[("Cookie", &cookies)], "?").await.is_err_and(|status| status >= 500));
        assert_eq!(front.echo.reached().len(), before, "nothing reaches the backend");
    }
}

mod percent_encoding_of {
    /// What `decodeURIComponent` makes of a text.
    pub fn decoded(text: &str) -> String {
        let plus = text.replace('+', "%2B");
        url::form_urlencoded::parse(format!("v={plus}").as_bytes()).next().unwrap().1.into_owned()
    }
}
