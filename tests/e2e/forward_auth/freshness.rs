//! How soon somebody is out.

use larkgate::config::Config;

use super::{Asking, told};
use crate::harness::front::{Front, Kind};
use crate::harness::{Browser, Gate, Setup, on_each_database};

async fn entered(front: &Front) -> (Browser, String) {
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
    let cookies = browser.cookies_for("127.0.0.1");
    assert_eq!(asked(&front.gate, front, &cookies).await, 200);
    (browser, cookies)
}

async fn asked(gate: &Gate, front: &Front, cookies: &str) -> u16 {
    Asking::proxy(gate, &front.wiki).but("x-forwarded-uri", "/").and("cookie", cookies).ask().await.status
}

/// Asks until the session is good no more, and then once more.
async fn is_out(front: &Front, cookies: &str) {
    while asked(&front.gate, front, cookies).await == 200 {}
    assert_eq!(asked(&front.gate, front, cookies).await, 401);
}

/// The same of another process on the same database, with another configuration.
async fn asked_elsewhere(front: &Front, cookies: &str, change: impl FnOnce(&mut Config)) -> u16 {
    let mut config = front.gate.config.clone();
    change(&mut config);
    let another = Gate::another(&config, &front.gate.clock).await;
    let url = format!("http://{}/forward-auth/proxy", another.address().unwrap());
    let mut request = front.gate.http().get(url).header("cookie", cookies);
    for (name, value) in Asking::proxy(&front.gate, &front.wiki).but("x-forwarded-uri", "/").headers {
        request = request.header(name, value);
    }
    let status = told(request).await.status;
    another.stop().await.unwrap();
    status
}

async fn front(database: crate::harness::Kind) -> Front {
    Front::with(Kind::Plain, Setup { database, ..Setup::default() }).await
}

on_each_database! {
    async fn who_signs_out_of_everything_is_out_at_the_next_request(kind) {
        let front = front(kind).await;
        let (mut browser, cookies) = entered(&front).await;
        let question = browser.get(&format!("{}/oauth2/logout", front.gate.url)).await;
        let confirm = format!("{}/oauth2/logout/confirm", front.gate.url);
        browser.post(&confirm, &[("csrf", &question.csrf().unwrap())]).await;
        assert_eq!(asked(&front.gate, &front, &cookies).await, 401);
    }

    async fn a_session_that_lapses_or_idles_at_larkgate_ends_at_the_application(kind) {
        let front = front(kind).await;
        front.gate.clock.stop();
        let (_browser, cookies) = entered(&front).await;
        front.gate.clock.advance(4 * 60 * 60 - 10);
        assert_eq!(asked(&front.gate, &front, &cookies).await, 200);
        front.gate.clock.advance(20);
        assert_eq!(asked(&front.gate, &front, &cookies).await, 200, "it was of use in between");
        front.gate.clock.advance(4 * 60 * 60 + 10);
        assert_eq!(asked(&front.gate, &front, &cookies).await, 401);
    }

    async fn a_replica_knows_the_sessions_of_another(kind) {
        let front = front(kind).await;
        let (_browser, cookies) = entered(&front).await;
        assert_eq!(asked_elsewhere(&front, &cookies, |_config| {}).await, 200);
    }

    // Advisories' class: access is judged again, not only at the sign-in.
    async fn whom_the_configuration_lets_in_no_more_is_out(kind) {
        let front = front(kind).await;
        let (_browser, cookies) = entered(&front).await;
        let tenants = |list: &[&str]| list.iter().map(|tenant| (*tenant).to_owned()).collect::<Vec<_>>();
        let others = tenants(&["a-tenant-of-others"]);
        assert_eq!(asked_elsewhere(&front, &cookies, |c| c.connectors[0].allowed_tenants = others).await, 401);
        assert_eq!(asked_elsewhere(&front, &cookies, |c| c.connectors[0].id = "other".into()).await, 401);
        assert_eq!(asked(&front.gate, &front, &cookies).await, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_puts_somebody_out_within_a_second() {
    let front = Front::start(Kind::Plain).await;
    let (_browser, cookies) = entered(&front).await;
    let sub = front.gate.feishu.open_id("lin");
    let done = front.gate.command(&["account", "disable", &sub]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    is_out(&front, &cookies).await;
}
