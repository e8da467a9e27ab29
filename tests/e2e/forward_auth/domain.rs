//! One cookie for a whole domain: no path to larkgate on the applications' hosts, and one session for all of them.

use url::Url;

use super::journeys::decoded;
use super::{Asking, run};
use crate::harness::front::{Front, Kind};
use crate::harness::{Browser, Page, Setup, on_each_database};

const COOKIE: &str = "larkgate-app-domain";

const SHARED: &str = r#"
[[applications]]
id = "apart"
name = "Apart"
hosts = ["apart.larkgate.localhost"]
own_cookie = true
rules = [{ effect = "allow" }]
[forward_auth]
cookie_domain = "larkgate.localhost"
"#;

fn setup(database: crate::harness::Kind) -> Setup {
    Setup { database, host: "sso.larkgate.localhost", clients: SHARED.to_owned(), ..Setup::default() }
}

async fn front(kind: Kind) -> Front {
    Front::with(kind, setup(crate::harness::Kind::Sqlite)).await
}

fn host(url: &str) -> String {
    Url::parse(url).unwrap().host_str().unwrap().to_owned()
}

/// The domain's cookie as a page set it.
fn set_by(page: &Page) -> Option<String> {
    let cookies = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned());
    cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{COOKIE}=")))
}

async fn a_journey(front: Front) {
    let mut browser = front.gate.browser();
    let url = format!("{}/%E6%96%87/a%20b?q=%2F..%2f&u=http://x/?y=z", front.wiki);
    let page = front.sign_in(&mut browser, &url, "lin").await;
    assert_eq!((page.status.as_u16(), &page.url), (200, &url), "{}", page.body);
    let reached = page.reached();
    assert_eq!(reached.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
    assert_eq!(decoded(&reached.headers["x-larkgate-name"]), "林小雨");
    assert!(!reached.headers.get("cookie").is_some_and(|sent| sent.contains("larkgate-app")), "{reached:?}");
    assert!(
        browser.seen.iter().all(|page| !page.url.contains("/.larkgate/")),
        "no path on their hosts is needed"
    );
    let set: Vec<_> = browser.seen.iter().filter_map(set_by).collect();
    assert_eq!(set.len(), 1);
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Domain=larkgate.localhost"] {
        assert!(set[0].contains(attribute), "{attribute}: {}", set[0]);
    }
    // The other application is open already.
    let page = browser.get(&format!("{}/d/1", front.grafana)).await;
    assert_eq!(page.reached().headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
    let page = browser.get(&format!("{}/closed", front.wiki)).await;
    assert_eq!(page.status, 403);
    let style = page.links().into_iter().find(|link| link.contains("/.larkgate/assets/style")).unwrap();
    assert!(style.starts_with(&front.gate.url), "{style}");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(&format!("style-src {};", front.gate.url)), "{policy}");
    assert_eq!(browser.get(&style).await.headers["cross-origin-resource-policy"], "same-site");
    // Programs are told as ever.
    let told = front.fetch("", &front.wiki, &[("accept", "application/json")]).await;
    assert_eq!(told.status, 401);
    assert!(told.location().unwrap().starts_with(&format!("{}/forward-auth/start?", front.gate.url)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_opens_every_application_of_the_domain() {
    a_journey(front(Kind::Plain).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs the proxies that tests/run installs"]
async fn one_sign_in_opens_every_application_of_the_domain_behind_real_proxies() {
    for kind in Kind::REAL {
        a_journey(front(kind).await).await;
    }
}

async fn entered(front: &Front) -> (Browser, String) {
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
    let value = browser.cookie(COOKIE).unwrap().to_owned();
    (browser, value)
}

async fn asked(front: &Front, url: &str, cookies: &str) -> u16 {
    Asking::proxy(&front.gate, &format!("{url}/")).and("cookie", cookies).ask().await.status
}

on_each_database! {
    async fn its_cookie_passes_checks_and_nothing_else(kind) {
        let front = Front::with(Kind::Plain, setup(kind)).await;
        let (_browser, value) = entered(&front).await;
        assert_eq!(asked(&front, &front.wiki, &format!("{COOKIE}={value}")).await, 200);
        for name in ["larkgate-app", "larkgate", "__Secure-larkgate-app-domain", "larkgate-app-Domain"] {
            assert_eq!(asked(&front, &front.wiki, &format!("{name}={value}")).await, 401, "{name}");
        }
        // An application that keeps a cookie of its own does not take the shared one, under either name.
        for name in [COOKIE, "larkgate-app"] {
            let status = asked(&front, "http://apart.larkgate.localhost", &format!("{name}={value}")).await;
            assert_eq!(status, 401, "{name}");
        }
        let stolen = format!("larkgate={value}; {COOKIE}={value}");
        let account = front.fetch(&stolen, &format!("{}/account", front.gate.url), &[]).await;
        assert!(account.begins_sign_in(), "{account:?}");
        let authorize = front.fetch(&stolen, &front.gate.ask("app", &[("prompt", "none")]), &[]).await;
        assert_eq!(authorize.answer("error").as_deref(), Some("login_required"));
    }

    async fn signing_out_at_larkgate_closes_all_of_it_at_once(kind) {
        let front = Front::with(Kind::Plain, setup(kind)).await;
        let (mut browser, value) = entered(&front).await;
        let cookies = format!("{COOKIE}={value}");
        let question = browser.get(&format!("{}/oauth2/logout", front.gate.url)).await;
        let confirm = format!("{}/oauth2/logout/confirm", front.gate.url);
        browser.post(&confirm, &[("csrf", &question.csrf().unwrap())]).await;
        for url in [&front.wiki, &front.grafana] {
            assert_eq!(asked(&front, url, &cookies).await, 401, "{url}");
        }
    }

    async fn signing_out_of_one_application_is_signing_out_of_the_domain(kind) {
        let front = Front::with(Kind::Plain, setup(kind)).await;
        let (mut browser, value) = entered(&front).await;
        let out = format!("{}/.larkgate/sign-out", front.wiki);
        let question = browser.get(&out).await;
        assert!(question.body.contains("退出 larkgate.localhost？"), "{}", question.body);
        browser.post(&out, &[("csrf", &question.csrf().unwrap())]).await;
        assert_eq!(browser.cookie(COOKIE), None);
        for url in [&front.wiki, &front.grafana] {
            assert_eq!(asked(&front, url, &format!("{COOKIE}={value}")).await, 401, "{url}");
        }
    }

    async fn whoever_signs_in_gets_another_cookie_than_was_there(kind) {
        let front = Front::with(Kind::Plain, setup(kind)).await;
        let (mut browser, old) = entered(&front).await;
        let start = front.fetch("", &front.wiki, &[("accept", "text/html")]).await.location().unwrap();
        let page = browser.get(&start).await;
        assert!(set_by(&page).is_some() && !set_by(&page).unwrap().contains(&old), "{page:?}");
        front.gate.clock.advance(1);
        assert_eq!(asked(&front, &front.wiki, &format!("{COOKIE}={old}")).await, 401);
        assert_eq!(asked(&front, &front.wiki, &browser.cookies_for(&host(&front.wiki))).await, 200);
    }
}

/// Any host of the domain can set cookies for it, so a colleague's page could have somebody work in the wrong account.
#[tokio::test(flavor = "multi_thread")]
async fn two_cookies_of_the_name_are_nobodys() {
    let front = front(Kind::Plain).await;
    let (mut victim, own) = entered(&front).await;
    let mut attacker = front.gate.browser();
    front.sign_in(&mut attacker, &front.wiki, "zhou").await.reached();
    let planted = attacker.cookie(COOKIE).unwrap().to_owned();
    for cookies in [
        format!("{COOKIE}={planted}; {COOKIE}={own}"),
        format!("{COOKIE}={own}; {COOKIE}={planted}"),
        format!("{COOKIE}={own}; {COOKIE}={own}"),
        format!("{COOKIE}={own}; a=b; {COOKIE}="),
    ] {
        assert_eq!(asked(&front, &front.wiki, &cookies).await, 401, "{cookies}");
    }
    // Signing in again does not help, and ends on a page that says why.
    victim.plant_beside(&host(&front.wiki), COOKIE, &planted);
    let page = front.walk(&mut victim, &format!("{}/x", front.wiki)).await;
    assert_eq!(page.status, 400);
    assert!(
        page.body.contains("登录以后又回到了登录") && page.body.contains("another host of the domain"),
        "{}",
        page.body
    );
    assert!(page.links().contains(&format!("{}/x", front.wiki)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_the_database_takes_a_cookie_of_its_own() {
    let front = front(Kind::Plain).await;
    let gate = &front.gate;
    run(gate, &["application", "add", "late", "--name", "Late", "--host", "late.larkgate.localhost"]).await;
    let shares = async || run(gate, &["application", "show", "late"]).await.contains("cookie of");
    assert!(shares().await);
    for (set, is_shared) in [("--own-cookie", false), ("--own-cookie=false", true)] {
        run(gate, &["application", "set", "late", set]).await;
        assert_eq!(shares().await, is_shared, "{set}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_nowhere_but_to_the_application() {
    let front = front(Kind::Plain).await;
    let (mut browser, _value) = entered(&front).await;
    let start = |application: &str, to: &str| {
        let pairs = [("application", application), ("to", to)];
        Url::parse_with_params(&format!("{}/forward-auth/start", front.gate.url), pairs).unwrap().to_string()
    };
    let port = front.port();
    for (application, to) in [
        ("wiki", "https://evil.example/".to_owned()),
        ("wiki", "/".to_owned()),
        ("wiki", format!("{}/", front.grafana)),
        ("wiki", format!("http://wiki.larkgate.localhost:{port}@evil.example/")),
        ("wiki", format!("http://evil.larkgate.localhost:{port}/")),
        ("wiki", format!("{}/.larkgate/sign-out", front.wiki)),
        ("wiki", format!("{}/a/../b", front.wiki)),
        ("nobody", format!("{}/", front.wiki)),
        // What has a cookie of its own is come to by a ticket, bound to the browser.
        ("apart", "http://apart.larkgate.localhost/".to_owned()),
    ] {
        let page = browser.get(&start(application, &to)).await;
        assert_eq!(
            (page.status.as_u16(), page.location(), set_by(&page)),
            (400, None, None),
            "{application} {to}"
        );
    }
    let page = browser.get(&start("wiki", &format!("{}/?a", front.wiki))).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, Some(format!("{}/?a", front.wiki))));
}
