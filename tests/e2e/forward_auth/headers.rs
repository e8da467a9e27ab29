//! Headers whose names an application chose: they hold what larkgate says and nothing that the browser says.

use super::journeys::decoded;
use super::{Asking, run, until};
use crate::harness::front::{Front, Kind};
use crate::harness::{Gate, Setup};

const CHOSEN: &str = r#"
[forward_auth]
headers = { user = "X-WEBAUTH-USER", name = "X-Webauth-Name", email = "", name_encoding = "rfc8187" }
"#;

const NAMES: [&str; 5] = [
    "x-webauth-user",
    "x-webauth-name",
    "x-larkgate-username",
    "x-larkgate-groups",
    "x-larkgate-departments",
];

fn setup() -> Setup {
    Setup { clients: CHOSEN.to_owned(), ..Setup::default() }
}

async fn front() -> Front {
    Front::with(Kind::Plain, setup()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chosen_header_is_in_every_answer_that_lets_pass() {
    let front = front().await;
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await;
    let cookies = browser.cookies_for("127.0.0.1");
    for asking in [
        Asking::proxy(&front.gate, &format!("{}/x", front.wiki)),
        Asking::nginx(&front.gate, &format!("{}/x", front.wiki)),
    ] {
        let told = asking.and("cookie", &cookies).ask().await;
        assert_eq!(told.status, 200);
        for name in NAMES {
            assert_eq!(told.headers.get_all(name).iter().count(), 1, "{name}");
        }
        assert_eq!(told.header("x-webauth-user"), Some(front.gate.feishu.open_id("lin").as_str()));
        let name = told.header("x-webauth-name").unwrap().strip_prefix("UTF-8''").unwrap();
        assert_eq!(decoded(name), "林小雨");
        for name in ["x-larkgate-user", "x-larkgate-name", "x-larkgate-email"] {
            assert_eq!(told.header(name), None, "{name}");
        }
    }
    for cookies in ["", "larkgate-app=x", &cookies.replace('=', "=x")] {
        let health = Asking::proxy(&front.gate, &format!("{}/health", front.wiki));
        let told = health.and("cookie", cookies).ask().await;
        assert_eq!(told.status, 200);
        for name in NAMES {
            assert_eq!(told.header(name), Some(""), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_as_a_chosen_header_lets_nobody_pass() {
    let front = front().await;
    let health = format!("{}/health", front.wiki);
    for name in [
        "x_webauth_user",
        "x-webauth_user",
        "X_WEBAUTH_NAME",
        "x_larkgate_groups",
        "x_larkgate_email",
        "x.webauth.user",
    ] {
        let told = Asking::proxy(&front.gate, &health).and(name, "boss").ask().await;
        assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"), "{name}");
    }
    for name in ["x-webauth-user", "x-webauth-jwt", "x_webauth"] {
        assert_eq!(Asking::proxy(&front.gate, &health).and(name, "boss").ask().await.status, 200, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_header_is_known_where_only_the_database_has_applications() {
    let top = "listen.trusted_proxies = [\"127.0.0.1\"]";
    let gate = Gate::with(Setup { top, ..setup() }).await;
    run(&gate, &["application", "add", "late", "--name", "迟到", "--host", "late.example.com"]).await;
    run(&gate, &["rule", "add", "late", "public"]).await;
    let asking = || Asking::proxy(&gate, "http://late.example.com/");
    until("it is open", async || asking().ask().await, |told| told.status == 200).await;
    let told = asking().and("x-webauth_user", "boss").ask().await;
    assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs the proxies that tests/run installs"]
async fn proxies_with_the_file_that_is_printed_replace_what_the_browser_says() {
    for kind in Kind::REAL {
        let front = Front::printed(kind, setup()).await;
        let cookies = front.cookies_of("lin").await;
        let (x, health) = (format!("{}/x", front.wiki), format!("{}/health", front.wiki));
        let spoofed =
            [("X-WEBAUTH-USER", "boss"), ("x-webauth-name", "boss"), ("X-Larkgate-Groups", "bosses")];
        let reached = front.fetch(&cookies, &x, &spoofed).await.reached();
        assert_eq!(reached.headers["x-webauth-user"], front.gate.feishu.open_id("lin"), "{kind:?}");
        assert_eq!(decoded(reached.headers["x-webauth-name"].strip_prefix("UTF-8''").unwrap()), "林小雨");
        assert!(!reached.headers.contains_key("x-larkgate-email"), "{kind:?}");
        front.fetch("", &health, &spoofed).await.reached();
        // Under a name with underscores it is dropped, or nobody passes.
        front.fetch(&cookies, &x, &[("X_WEBAUTH_USER", "boss")]).await;
        for reached in front.echo.reached() {
            assert!(reached.headers.values().all(|value| !value.contains("boss")), "{kind:?} {reached:?}");
        }
    }
}
