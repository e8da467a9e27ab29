//! Services, such as CI and probes, that come by a token.

use super::{Asking, Told, run, until};
use crate::harness::echo::Reached;
use crate::harness::front::{Front, Kind};
use crate::harness::{Setup, on_each_database};

async fn front(kind: Kind, database: crate::harness::Kind) -> Front {
    let front = Front::with(kind, Setup { database, ..Setup::default() }).await;
    run(&front.gate, &["rule", "add", "wiki", "allow", "--service", "ci", "--path", "/api"]).await;
    front
}

/// A new token's id, and the token.
async fn token(front: &Front, arguments: &[&str]) -> (String, String) {
    let said = run(&front.gate, &[&["service-token", "add"], arguments].concat()).await;
    let field = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{said}"));
        line.trim().to_owned()
    };
    (field("id "), field("token "))
}

async fn ask(front: &Front, url: &str, bearer: &str, cookies: &str) -> Told {
    let authorization = format!("Bearer {bearer}");
    Asking::proxy(&front.gate, url)
        .and("authorization", &authorization)
        .and("cookie", cookies)
        .page()
        .ask()
        .await
}

fn passes(told: &Told) -> bool {
    told.status == 200
}

fn is_invalid(told: &Told) -> bool {
    let challenge = told.header("www-authenticate").unwrap_or_default().contains("error=\"invalid_token\"");
    told.status == 401 && challenge && told.reason() == "invalid_token" && told.header("location").is_none()
}

on_each_database! {
    async fn a_token_opens_what_a_rule_names_it_for_and_nothing_else(kind) {
        let front = front(Kind::Plain, kind).await;
        let (_id, secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
        let api = format!("{}/api/x", front.wiki);
        let told = until("it is known", async || ask(&front, &api, &secret, "").await, passes).await;
        assert_eq!(told.header("x-larkgate-user"), Some("service:ci"));
        for name in ["x-larkgate-username", "x-larkgate-name", "x-larkgate-email"] {
            assert_eq!(told.header(name), Some(""), "{name}");
        }
        // The rule of the file that lets everybody in lets no service in.
        let told = ask(&front, &format!("{}/x", front.wiki), &secret, "").await;
        assert_eq!((told.status, told.reason().as_str()), (403, "no_rule_for_service"));
        let told = ask(&front, &format!("{}/closed", front.wiki), &secret, "").await;
        assert_eq!((told.status, told.reason().as_str()), (403, "rule_denies"));
        assert!(passes(&ask(&front, &format!("{}/health", front.wiki), &secret, "").await), "public");
        assert!(is_invalid(&ask(&front, &format!("{}/api/x", front.grafana), &secret, "").await), "elsewhere");
        // Another service of the same application.
        let (_id, probe) = token(&front, &["--application", "wiki", "--name", "probe"]).await;
        let told = until("it is known", async || ask(&front, &api, &probe, "").await, |told| !is_invalid(told)).await;
        assert_eq!(told.reason(), "no_rule_for_service");
    }

    async fn a_worthless_token_is_never_made_up_for_by_a_cookie(kind) {
        let front = front(Kind::Plain, kind).await;
        let mut browser = front.gate.browser();
        front.sign_in(&mut browser, &front.wiki, "lin").await.reached();
        let (cookies, url) = (browser.cookies_for("127.0.0.1"), format!("{}/api", front.wiki));
        let with = async |values: &[&str]| {
            let asking = Asking::proxy(&front.gate, &url).and("cookie", &cookies);
            values.iter().fold(asking, |asking, value| asking.and("authorization", value)).ask().await
        };
        let (_id, secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
        let good = format!("Bearer {secret}");
        let told = until("it is known", async || with(&[&good]).await, passes).await;
        assert_eq!(told.header("x-larkgate-user"), Some("service:ci"), "and not the person");
        for bad in ["Bearer lgs_", "bearer lgs_x", "Bearer  lgs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &format!("{good}x")] {
            assert!(is_invalid(&with(&[bad]).await), "{bad}");
        }
        assert!(is_invalid(&with(&[&good, &good]).await) && is_invalid(&with(&["Basic eDp5", &good]).await), "two");
        // What is the application's own is none of our business.
        let sub = front.gate.feishu.open_id("lin");
        for other in [&["Bearer eyJhbGciOi"][..], &["Basic eDp5"], &["lgs_x"], &["Basic eDp5", "Bearer x"]] {
            let told = with(other).await;
            assert_eq!((told.status, told.header("x-larkgate-user")), (200, Some(&*sub)), "{other:?}");
        }
        let public = Asking::nginx(&front.gate, &format!("{}/health", front.wiki)).and("authorization", "Bearer lgs_x");
        assert!(is_invalid(&public.ask().await), "not even where anybody passes");
    }

    async fn a_token_ends_when_it_lapses_or_is_revoked(kind) {
        let front = front(Kind::Plain, kind).await;
        let (_id, short) = token(&front, &["--application", "wiki", "--name", "ci", "--expires", "1h"]).await;
        let (id, long) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
        front.gate.clock.stop();
        let api = format!("{}/api", front.wiki);
        for secret in [&short, &long] {
            until("it is known", async || ask(&front, &api, secret, "").await, passes).await;
        }
        front.gate.clock.advance(3590);
        assert!(passes(&ask(&front, &api, &short, "").await));
        front.gate.clock.advance(20);
        assert!(is_invalid(&ask(&front, &api, &short, "").await) && passes(&ask(&front, &api, &long, "").await));
        run(&front.gate, &["service-token", "revoke", &id]).await;
        until("it is revoked", async || ask(&front, &api, &long, "").await, is_invalid).await;
        let listed = run(&front.gate, &["service-token", "list"]).await;
        assert!(listed.contains("revoked") && !listed.contains(&long), "{listed}");
    }

    async fn use_is_written_down_and_the_first_one_told_of(kind) {
        let front = front(Kind::Plain, kind).await;
        let (id, secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
        let (unused, _secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
        let api = format!("{}/api", front.wiki);
        let app = front.gate.server.app();
        front.gate.clock.stop();
        for _ in 0..2 {
            front.gate.clock.advance(10);
            until("it is known", async || ask(&front, &api, &secret, "").await, passes).await;
            app.note_use_of_service_tokens().await.unwrap();
        }
        let tokens = app.store.read().await.unwrap().service_tokens().await.unwrap();
        let last_used = |id: &str| tokens.iter().find(|token| token.id.as_str() == id).unwrap().last_used_at;
        assert!(last_used(&id).is_some_and(|at| app.now().seconds() - at.seconds() < 10) && last_used(&unused).is_none());
        let mut told: Vec<_> = front.gate.audit().await.into_iter().filter(|row| row.kind == "service_token.first_used").collect();
        let first = told.pop().unwrap();
        assert!(told.is_empty());
        assert_eq!((first.client_id.as_deref(), first.reason), (Some("wiki"), Some(format!("{id} (ci)"))));
    }
}

// PostgreSQL's feed of changes has a connection of its own, which the end of the others leaves.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_no_service_passes() {
    let front = front(Kind::Plain, crate::harness::Kind::Sqlite).await;
    let (_id, secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
    let api = format!("{}/api", front.wiki);
    until("it is known", async || ask(&front, &api, &secret, "").await, passes).await;
    front.gate.server.app().store.close().await;
    let told =
        until("it is closed", async || ask(&front, &api, &secret, "").await, |told| !passes(told)).await;
    assert_eq!((told.status, told.reason().as_str()), (503, "temporarily_unavailable"));
}

/// Through a proxy, which passes `Authorization` on.
async fn reaches_the_backend(front: Front) {
    let (_id, secret) = token(&front, &["--application", "wiki", "--name", "ci"]).await;
    let (good, api) = (format!("Bearer {secret}"), format!("{}/api/x?y", front.wiki));
    let fetch = async |value: &str| {
        let page = front.fetch("", &api, &[("authorization", value), ("x-larkgate-user", "boss")]).await;
        Told { status: page.status.as_u16(), headers: page.headers, body: page.body }
    };
    let told = until("it is known", async || fetch(&good).await, passes).await;
    let reached: Reached =
        serde_json::from_str(&told.body).unwrap_or_else(|_| panic!("not the backend: {told:?}"));
    assert_eq!(reached.target, "/api/x?y");
    assert_eq!(reached.headers["x-larkgate-user"], "service:ci");
    let before = front.echo.reached().len();
    assert!(is_invalid(&fetch("Bearer lgs_x").await));
    assert_eq!(front.echo.reached().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_reaches_the_backend_as_itself() {
    reaches_the_backend(front(Kind::Plain, crate::harness::Kind::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs nginx, which tests/run installs"]
async fn a_service_reaches_the_backend_as_itself_through_nginx() {
    reaches_the_backend(front(Kind::Nginx, crate::harness::Kind::Sqlite).await).await;
}
