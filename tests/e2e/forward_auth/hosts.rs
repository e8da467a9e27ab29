//! A host decides by which rules a request is judged, so it must decide where the request goes.

use super::Asking;
use crate::harness::Setup;
use crate::harness::front::{Front, Kind};
use crate::harness::raw;

before_each_real_proxy! {
    // Advisory 10.
    async fn a_host_is_the_same_however_it_is_written(front) {
        let cookies = front.cookies_at("lin", &front.grafana, "localhost").await;
        let port = front.port();
        let names = ["localhost", "LOCALHOST", "LocalHost", "localhost.", "LOCALHOST."];
        // A port is the proxy's to say, however the browser writes it.
        let ports = [format!(":{port}"), String::new(), ":80".to_owned(), ":1".to_owned(), format!(":0{port}")];
        for host in names.iter().flat_map(|name| ports.iter().map(move |port| format!("{name}{port}"))) {
            let status = raw::get(&front.grafana, "/closed", &[("Host", &host), ("Cookie", &cookies)]).await;
            // Caddy answers whatever is nobody's with an empty 200.
            assert!([200, 400, 403, 404, 421].contains(&status), "{host}: {status}");
        }
        assert!(front.echo.reached().iter().all(|reached| reached.target != "/closed"));
    }

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
async fn nginx_may_say_by_which_name_it_went() {
    let front = Front::start(Kind::Plain).await;
    let ask = async |query: &str| {
        let path = format!("/forward-auth/nginx?{query}");
        let asking = Asking { path: &path, ..Asking::nginx(&front.gate, &format!("{}/health", front.wiki)) };
        asking.ask().await
    };
    for query in ["", "host=127.0.0.1", "host=127.0.0.1.", "other=x"] {
        assert_eq!(ask(query).await.status, 200, "{query}");
    }
    for query in ["host=localhost", "host=127.0.0.1&host=localhost", "host=127.0.0.1%40x", "host=%ff"] {
        let told = ask(query).await;
        assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"), "{query}");
    }
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
