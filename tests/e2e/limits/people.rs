//! Limits that people meet: a page that says how long to wait, in their language.

use reqwest::Client;
use reqwest::header::HeaderMap;

use super::{gate, is_refused_among};
use crate::harness::{Browser, Gate, Page};

/// Tries until a page says to wait; how often it was answered otherwise.
async fn until_page(mut attempt: impl AsyncFnMut(usize) -> Page) -> (usize, Page) {
    for n in 0..2000 {
        let page = attempt(n).await;
        if page.status == 429 {
            assert!(page.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
            assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
            assert!(page.reference().is_some() && page.location().is_none(), "{}", page.body);
            return (n, page);
        }
    }
    panic!("never refused");
}

/// What speaks from somewhere else.
fn client_at(address: &str) -> Client {
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", address.parse().unwrap());
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    client.tls_certs_only([]).default_headers(headers).build().unwrap()
}

/// A browser somewhere else.
fn browser_at(address: &str) -> Browser {
    Browser::with(client_at(address))
}

async fn sign_in(gate: &Gate, browser: &mut Browser, person: &str) {
    let page = gate.sign_in(browser, &gate.ask("app", &[]), person).await;
    assert!(page.reaches_application(), "{page:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_begins_sign_ins_without_end() {
    let gate = gate().await;
    let url = gate.ask("app", &[]);
    // Making a client takes longer than asking, and every second of it is ten tries more.
    let client = client_at("192.0.2.1");
    let (tries, page) = until_page(async |_| Browser::with(client.clone()).get(&url).await).await;
    assert!(tries >= 300, "{tries}");
    assert!(page.body.contains("lang=\"zh"), "{}", page.body);
    let mut elsewhere = browser_at("192.0.2.2");
    assert!(elsewhere.get(&url).await.begins_sign_in());
    sign_in(&gate, &mut elsewhere, "lin").await;
    // Whoever has a session needs no attempt.
    assert!(elsewhere.get(&url).await.reaches_application());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_signs_in_to_applications_at_a_human_pace() {
    let gate = gate().await;
    let (mut lin, mut zhou) = (browser_at("192.0.2.1"), browser_at("192.0.2.1"));
    sign_in(&gate, &mut lin, "lin").await;
    sign_in(&gate, &mut zhou, "zhou").await;
    let handle =
        lin.seen.iter().find_map(|page| page.location().filter(|to| to.contains("/login/"))).unwrap();
    let again = format!("{handle}/again");
    let url = gate.ask("app", &[]);
    // A loop between an application and us, and one over the attempt that is done with.
    let (tries, _) =
        until_page(async |n| lin.get(if n.is_multiple_of(2) { &url } else { &again }).await).await;
    assert!((59..=120).contains(&tries), "{tries}");
    assert!(zhou.get(&url).await.reaches_application(), "somebody else in the same office");
    // A fresh sign-in by Feishu is one too.
    let mut fresh = browser_at("192.0.2.9");
    let (_, refused) = until_page(async |_| {
        fresh = browser_at("192.0.2.9");
        lin.get(&url).await;
        gate.sign_in(&mut fresh, &url, "lin").await
    })
    .await;
    assert!(fresh.cookie("larkgate").is_none(), "nobody is signed in: {:?}", fresh.cookie_names());
    assert!(refused.again().is_some(), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_returns_and_forms_are_soon_not_read() {
    let gate = gate().await;
    let mut honest = browser_at("192.0.2.1");
    sign_in(&gate, &mut honest, "lin").await;
    let forged = |n: usize| format!("{}/login/callback/feishu?code=x&state=forged-{n}", gate.url);
    let forger = client_at("192.0.2.7");
    let browser = || Browser::with(forger.clone());
    let (tries, _) = until_page(async |n| browser().get(&forged(n)).await).await;
    assert!(tries >= 100, "{tries}");
    for path in ["/login/unknown", "/login/unknown/again"] {
        let url = format!("{}{path}", gate.url);
        let failure = async || drop(browser().get(&forged(0)).await);
        let ask = async || browser().get(&url).await.status.as_u16();
        assert!(is_refused_among(failure, ask).await, "{path}");
    }
    assert_eq!(browser_at("192.0.2.8").get(&forged(0)).await.status, 400);
    let confirm = format!("{}/oauth2/logout/confirm", gate.url);
    let (tries, _) = until_page(async |_| honest.post(&confirm, &[("csrf", "forged")]).await).await;
    assert!(tries >= 100, "{tries}");
}
