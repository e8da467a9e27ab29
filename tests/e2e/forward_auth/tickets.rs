//! The way from larkgate's host to an application's: once, soon, in the same browser, and nowhere else.

use url::Url;

use crate::harness::front::{Front, Kind};
use crate::harness::{Browser, Page, Setup, on_each_database};

async fn front(database: crate::harness::Kind) -> Front {
    Front::with(Kind::Plain, Setup { database, ..Setup::default() }).await
}

/// A browser that is signed in at larkgate, by way of `grafana`, and stands before the door of `wiki` with a ticket.
async fn with_ticket(front: &Front) -> (Browser, String) {
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.grafana, "lin").await.reached();
    let mut page = browser.get(&format!("{}/a?b", front.wiki)).await;
    for _ in 0..5 {
        let next = page.location().unwrap();
        if next.contains("/.larkgate/ticket?") {
            return (browser, next);
        }
        page = browser.get(&next).await;
    }
    panic!("no ticket: {page:?}")
}

fn opened(page: &Page) -> bool {
    page.headers
        .get_all("set-cookie")
        .iter()
        .any(|cookie| cookie.to_str().unwrap().starts_with("larkgate-app="))
}

on_each_database! {
    async fn a_ticket_is_good_once(kind) {
        let front = front(kind).await;
        let (mut browser, ticket) = with_ticket(&front).await;
        let mut before = browser.clone();
        let page = browser.get(&ticket).await;
        assert!(opened(&page) && page.status == 303, "{page:?}");
        assert_eq!(page.location().unwrap(), format!("{}/a?b", front.wiki));
        let page = before.get(&ticket).await;
        assert!(!opened(&page) && page.status == 400, "{page:?}");
        assert!(page.body.contains("登录没有完成"), "{}", page.body);
        // Whoever loads it again is in already.
        let page = browser.get(&ticket).await;
        assert_eq!((opened(&page), page.location()), (false, Some(format!("{}/", front.wiki))));
    }

    async fn a_ticket_is_good_for_a_minute(kind) {
        let front = front(kind).await;
        let (mut browser, ticket) = with_ticket(&front).await;
        front.gate.clock.advance(61);
        let page = browser.get(&ticket).await;
        assert!(!opened(&page) && page.status == 400, "{page:?}");
        let again = page.links().pop().unwrap();
        assert_eq!(again, format!("{}/", front.wiki));
    }

    async fn a_ticket_is_good_in_the_browser_that_asked_alone_and_is_spent_elsewhere(kind) {
        let front = front(kind).await;
        let (mut browser, ticket) = with_ticket(&front).await;
        // Somebody who signed in as themselves sends the link to another, to have them work in the wrong account.
        let mut victim = front.gate.browser();
        front.walk(&mut victim, &front.wiki).await;
        let page = victim.get(&ticket).await;
        assert!(!opened(&page) && page.status == 400, "{page:?}");
        assert!(!opened(&browser.get(&ticket).await));
    }

    async fn a_ticket_opens_the_application_it_is_for(kind) {
        let front = front(kind).await;
        let (mut browser, ticket) = with_ticket(&front).await;
        let elsewhere = ticket.replace(&front.wiki, &front.grafana);
        let page = browser.get(&elsewhere).await;
        assert!(!opened(&page) && page.location() == Some(format!("{}/", front.grafana)), "{page:?}");
        assert!(opened(&browser.get(&ticket).await), "and it is still good there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_anywhere_but_to_the_applications_own_host() {
    let front = Front::start(Kind::Plain).await;
    let (mut browser, _ticket) = with_ticket(&front).await;
    let port = front.port();
    let binding = "A".repeat(43);
    let start = |to: &str, application: &str, binding: &str| {
        let pairs = [("application", application), ("to", to), ("binding", binding)];
        Url::parse_with_params(&format!("{}/forward-auth/start", front.gate.url), pairs).unwrap().to_string()
    };
    for to in [
        "https://evil.example/".to_owned(),
        "//evil.example/".to_owned(),
        "/".to_owned(),
        "javascript:alert(1)".to_owned(),
        "http://127.0.0.1/".to_owned(),
        "http://127.0.0.1:1/".to_owned(),
        format!("http://127.0.0.1:{port}@evil.example/"),
        format!("http://evil.example\\@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}.evil.example/"),
        format!("http://evil.example#@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/a/../b"),
        format!("http://127.0.0.1:{port}/.larkgate/sign-out"),
        format!(" http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/\t"),
        format!("http://localhost:{port}/"),
    ] {
        let page = browser.get(&start(&to, "wiki", &binding)).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None), "{to}");
    }
    let to = format!("{}/", front.wiki);
    for (application, binding) in
        [("grafana", &*binding), ("nobody", &*binding), ("wiki", ""), ("wiki", "AAAA")]
    {
        let page = browser.get(&start(&to, application, binding)).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None), "{application} {binding}");
    }
    let page = browser.get(&start(&to, "wiki", &binding)).await;
    assert!(page.location().unwrap().starts_with(&format!("{}/.larkgate/ticket?ticket=", front.wiki)));
    for to in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "evil.example",
        "@evil.example/",
        "/a/../b",
        "/.larkgate/x",
    ] {
        let url = Url::parse_with_params(&format!("{}/.larkgate/sign-in", front.wiki), [("to", to)]).unwrap();
        let page = browser.get(url.as_str()).await;
        assert_eq!((page.status.as_u16(), page.location()), (403, None), "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_and_again_ends_on_a_page() {
    let front = Front::start(Kind::Plain).await;
    let (mut browser, _ticket) = with_ticket(&front).await;
    let url = format!("{}/loop", front.wiki);
    // A proxy that keeps the application's cookie to itself: every visit begins anew.
    let mut last = None;
    for _ in 0..7 {
        let location = front.fetch("", &url, &[("accept", "text/html")]).await.location().unwrap();
        let page = browser.get(&location).await;
        last = Some(page.clone());
        if page.status == 400 {
            break;
        }
        assert_eq!(page.status, 303);
    }
    let page = last.unwrap();
    assert!(page.status == 400 && page.body.contains("登录以后又回到了登录"), "{page:?}");
    assert!(page.links().contains(&url));
    // Another address is another matter, as when a browser opens all its tabs at once.
    for n in 0..20 {
        let location =
            front.fetch("", &format!("{url}/{n}"), &[("accept", "text/html")]).await.location().unwrap();
        assert_eq!(browser.get(&location).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_ends_the_session_that_was_there() {
    let front = Front::start(Kind::Plain).await;
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
    let old = browser.cookies_for("127.0.0.1");
    let page = browser.get(&format!("{}/.larkgate/sign-in?to=%2F", front.wiki)).await;
    front.walk(&mut browser, &page.location().unwrap()).await.reached();
    front.gate.clock.advance(1);
    assert_eq!(front.fetch(&old, &front.wiki, &[]).await.status, 401);
    assert_eq!(front.fetch(&browser.cookies_for("127.0.0.1"), &front.wiki, &[]).await.status, 200);
}
