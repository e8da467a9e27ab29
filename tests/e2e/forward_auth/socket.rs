//! A unix socket in place of trusted addresses: whoever can open it is believed, and nobody else is.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::Arc;

use larkgate::app::App;
use larkgate::domain::token::SystemEntropy;
use larkgate::server::{Listeners, Server};

use super::{Asking, Told, told};
use crate::harness::front::{Front, Kind};
use crate::harness::{Outside, Setup};

/// An application for one network.
const NETWORK: &str = r#"
[[applications]]
id = "near"
name = "Near"
hosts = ["near.example.com"]
rules = [{ effect = "public", networks = ["203.0.113.0/24"] }]
"#;

/// A front, and a second larkgate on the same database that trusts no address but has a socket.
struct Scene {
    front: Front,
    server: Server,
    path: PathBuf,
    http: reqwest::Client,
}

impl Scene {
    async fn start() -> Self {
        Self::before(Kind::Plain).await
    }

    async fn before(kind: Kind) -> Self {
        let front = Front::with(kind, Setup { clients: NETWORK.to_owned(), ..Setup::default() }).await;
        let mut config = front.gate.config.clone();
        let path = front.gate.folder.path().join("larkgate.sock");
        config.listen.trusted_proxies = vec![];
        config.listen.address = Some(([127, 0, 0, 1], 0).into());
        config.listen.socket = Some(path.clone());
        let listeners = Listeners::bind(&config.listen).unwrap();
        let app = App::open(config, front.gate.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        let server = Server::start(app, listeners).unwrap();
        let http = reqwest::Client::builder().unix_socket(path.clone()).build().unwrap();
        Self { front, server, path, http }
    }

    async fn by_socket(&self, asking: &Asking<'_>) -> Told {
        Self::ask(&self.http, "http://larkgate", asking).await
    }

    async fn by_address(&self, asking: &Asking<'_>) -> Told {
        let url = format!("http://{}", self.server.address().unwrap());
        Self::ask(self.front.gate.http(), &url, asking).await
    }

    async fn ask(http: &reqwest::Client, url: &str, asking: &Asking<'_>) -> Told {
        let request = http.get(format!("{url}{}", asking.path));
        told(asking.headers.iter().fold(request, |request, (name, value)| request.header(name, value))).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_through_the_socket_is_answered_and_no_other() {
    let scene = Scene::start().await;
    let mut browser = scene.front.gate.browser();
    scene.front.sign_in(&mut browser, &scene.front.wiki, "lin").await.reached();
    let cookies = browser.cookies_for("127.0.0.1");
    let asking = Asking::proxy(&scene.front.gate, &format!("{}/x", scene.front.wiki));
    let nobody = scene.by_socket(&asking).await;
    assert_eq!((nobody.status, nobody.reason().as_str()), (401, "login_required"));
    let asking = asking.and("cookie", &cookies);
    let told = scene.by_socket(&asking).await;
    assert_eq!(
        (told.status, told.header("x-larkgate-user")),
        (200, Some(&*scene.front.gate.feishu.open_id("lin")))
    );
    let told = scene.by_address(&asking).await;
    assert_eq!((told.status, told.reason().as_str()), (403, "untrusted_proxy"));
    // A header said twice counts for nothing here either.
    let told = scene.by_socket(&asking.and("x-forwarded-uri", "/health")).await;
    assert_eq!((told.status, told.reason().as_str()), (403, "unstated_request"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_caller_is_whom_the_proxy_behind_the_socket_names() {
    let scene = Scene::start().await;
    let near = Asking::proxy(&scene.front.gate, "http://near.example.com/");
    for (forwarded, status) in [
        ("203.0.113.9", 200),
        ("198.51.100.1, 203.0.113.9", 200),
        ("203.0.113.9, 198.51.100.1", 403),
        ("203.0.113.9, unknown", 403),
        ("", 403),
    ] {
        let asking = Asking { headers: near.headers.clone(), ..near }.and("x-forwarded-for", forwarded);
        assert_eq!(scene.by_socket(&asking).await.status, status, "{forwarded}");
        assert_eq!(scene.by_address(&asking).await.status, 403, "{forwarded}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_file_goes_with_the_server() {
    let scene = Scene::start().await;
    assert_eq!(fs::metadata(&scene.path).unwrap().permissions().mode() & 0o777, 0o660);
    scene.server.stop().await.unwrap();
    assert!(!scene.path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_replaces_what_was_left_and_removes_its_own() {
    let mut outside = Outside::start(&Setup::default()).await;
    let (file, path) = (outside.process.config(), outside.process.path().join("gate.sock"));
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config.replace("[listen]\n", "[listen]\nsocket = \"gate.sock\"\n")).unwrap();
    let http = reqwest::Client::builder().unix_socket(path.clone()).build().unwrap();
    let healthy = async || http.get("http://larkgate/healthz").send().await.is_ok_and(|a| a.status() == 200);
    outside.process.restart().await;
    assert!(healthy().await);
    assert!(outside.process.said().contains(&format!("\"socket\":\"{}\"", path.display())));
    let checked = String::from_utf8(outside.cli(&["check"]).await.stdout).unwrap();
    assert!(checked.contains(&format!("{} (http, trusted)", path.display())), "{checked}");
    // Killed, it leaves its file behind, and the next one is not in its way.
    outside.process.kill();
    assert!(fs::symlink_metadata(&path).unwrap().file_type().is_socket());
    outside.process.restart().await;
    assert!(healthy().await);
    outside.process.terminate();
    assert_eq!(outside.process.ended().await.code(), Some(0));
    assert!(!path.exists());
    fs::write(&path, "precious").unwrap();
    let refused = outside.cli(&["serve"]).await;
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains(&format!("cannot listen on {}: there is something else", path.display())),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs nginx, which tests/run installs"]
async fn nginx_asks_through_the_socket() {
    let mut scene = Scene::before(Kind::Nginx).await;
    let (gate, socket) = (scene.front.gate.server.address().unwrap(), scene.path.display().to_string());
    let through = |site: &str| site.replace(&format!("server {gate};"), &format!("server unix:{socket};"));
    scene.front.change(through).await;
    let front = &scene.front;
    let cookies = front.cookies_of("lin").await;
    let reached = front.fetch(&cookies, &format!("{}/x", front.wiki), &[]).await.reached();
    assert_eq!(reached.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
    let page = front.fetch("", &format!("{}/x", front.wiki), &[("accept", "text/html")]).await;
    let way = page.location().unwrap();
    assert!(page.status.is_redirection() && way.contains("/.larkgate/sign-in"), "{page:?}");
    let page = front.fetch("", &way, &[]).await;
    let start = format!("{}/forward-auth/start", front.gate.url);
    assert!(page.location().unwrap().starts_with(&start), "{page:?}");
}
