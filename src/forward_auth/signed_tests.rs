use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;

use super::*;
use crate::config::Config;
use crate::domain::access::Person;
use crate::domain::time::Clock;
use crate::domain::token::SystemEntropy;

const CONFIG: &str = r#"
issuer = "http://127.0.0.1:1"
organization = "Example"
database = { url = "sqlite:larkgate.db" }
listen = { trusted_proxies = ["127.0.0.1"] }
connectors = { feishu = { app_id = "cli_1", app_secret_env = "SECRET" } }
forward_auth = { headers = { jwt = "X-Jwt" } }
applications = [
    { id = "wiki", name = "Wiki", hosts = ["wiki.example.com"], rules = [{ effect = "allow" }] },
    { id = "grafana", name = "Grafana", hosts = ["grafana.example.com"], rules = [{ effect = "allow" }] },
]
"#;

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

struct Scene {
    app: App,
    clock: Arc<Hands>,
    found: Found,
    _folder: tempfile::TempDir,
}

impl Scene {
    /// A session of so many seconds.
    async fn new(seconds: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = |_name: &str| Some("0123456789abcdef0123456789abcdef".to_owned());
        let config = Config::parse(CONFIG, Path::new(folder.path()), &secret).unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(1_800_000_000)));
        let app = App::open(config, clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        let person = Person { sub: "ou_1".into(), name: Some("林小雨".into()), ..Person::default() };
        let found = Found::of(person, app.now().plus(Duration::from_secs(seconds)));
        Self { app, clock, found, _folder: folder }
    }

    fn jwt(&self, application: usize) -> String {
        let jwt = Signed::of(&self.app, &self.app.config.applications[application], &self.found).unwrap();
        jwt.to_str().unwrap().to_owned()
    }

    fn claims(&self, jwt: &str) -> Value {
        self.app.keys.verify(jwt, IdentityClaims::TYPE).unwrap()
    }

    fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn one_serves_for_half_of_its_life() {
    let scene = Scene::new(10_000).await;
    let first = scene.jwt(0);
    let claims = scene.claims(&first);
    assert_eq!((claims["sub"].as_str(), claims["name"].as_str()), (Some("ou_1"), Some("林小雨")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    scene.advance(149);
    assert_eq!(scene.jwt(0), first);
    scene.advance(1);
    let second = scene.jwt(0);
    assert_eq!(scene.claims(&second)["iat"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 150);
    assert_eq!(scene.found.signed.0.lock().unwrap().len(), 1, "the first is not kept");
}

#[tokio::test]
async fn each_application_has_its_own() {
    let scene = Scene::new(10_000).await;
    let (wiki, grafana) = (scene.jwt(0), scene.jwt(1));
    assert_eq!(scene.claims(&wiki)["aud"], "forward-auth:wiki");
    assert_eq!(scene.claims(&grafana)["aud"], "forward-auth:grafana");
    assert_eq!((scene.jwt(0), scene.jwt(1)), (wiki, grafana));
}

#[tokio::test]
async fn none_outlives_the_session() {
    let scene = Scene::new(100).await;
    let claims = scene.claims(&scene.jwt(0));
    assert_eq!(claims["exp"].as_i64().unwrap(), scene.found.expires_at().seconds());
}
