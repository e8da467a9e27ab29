use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::*;
use crate::config::Config;
use crate::domain::account::{Identity, Profile};
use crate::domain::id::ApplicationSessionId;
use crate::domain::session::{Device, Session};
use crate::domain::time::Clock;
use crate::domain::token::{Opaque, SystemEntropy};
use crate::store::Bound;

const CONFIG: &str = r#"
issuer = "http://127.0.0.1:1"
organization = "Example"
database = { url = "sqlite:larkgate.db" }
listen = { trusted_proxies = ["127.0.0.1"] }
connectors = { feishu = { app_id = "cli_1", app_secret_env = "SECRET" } }
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

/// A larkgate without a listener, in which somebody is signed in to `wiki`.
struct Scene {
    app: App,
    clock: Arc<Hands>,
    live: Arc<Live>,
    token: TokenHash,
    chain: SessionId,
    session: TokenHash,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = |_name: &str| Some("0123456789abcdef0123456789abcdef".to_owned());
        let config = Config::parse(CONFIG, Path::new(folder.path()), &secret).unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(1_800_000_000)));
        let app = App::open(config, clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        let now = app.now();
        let identity = Identity {
            connector: "feishu".into(),
            open_id: "ou_1".into(),
            union_id: None,
            user_id: None,
            tenant_key: "t".into(),
            profile: Profile::default(),
        };
        let mut tx = app.store.write().await.unwrap();
        let Bound::New(person) = tx.bind(&identity, now, &SystemEntropy).await.unwrap() else { panic!() };
        let (account, id) = (person.account.id, SessionId::new(&SystemEntropy));
        let (token, session) = (Opaque::new(&SystemEntropy).hash(), Opaque::new(&SystemEntropy).hash());
        let ends = now.plus(Duration::from_secs(10_000));
        tx.insert_session(&Session {
            chain: id.clone(),
            id: id.clone(),
            token: session.clone(),
            account: account.clone(),
            auth_time: now,
            last_used_at: now,
            expires_at: ends,
            device: Device::default(),
        })
        .await
        .unwrap();
        tx.insert_application_session(&ApplicationSession {
            id: ApplicationSessionId::new(&SystemEntropy),
            token: token.clone(),
            application: "wiki".into(),
            account,
            chain: id.clone(),
            created_at: now,
            expires_at: ends,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let live = Arc::new(Live::default());
        app.store.feed().watch(live.clone());
        Self { app, clock, live, token, chain: id, session, _folder: folder }
    }

    async fn is_in(&self, application: usize) -> bool {
        let application = &self.app.config.applications[application];
        self.live.find(&self.app, application, &self.token).await.unwrap().is_some()
    }

    async fn end(&self) {
        let mut tx = self.app.store.write().await.unwrap();
        assert!(tx.end_chain(&self.chain, self.app.now()).await.unwrap());
        tx.commit().await.unwrap();
    }
}

const WIKI: usize = 0;
const GRAFANA: usize = 1;

#[tokio::test]
async fn what_ended_here_is_noticed_at_once() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.end().await;
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn what_is_remembered_for_one_application_is_nothing_to_another() {
    let scene = Scene::new().await;
    assert!(!scene.is_in(GRAFANA).await);
    assert!(scene.is_in(WIKI).await);
    assert!(!scene.is_in(GRAFANA).await);
}

#[tokio::test]
async fn use_is_written_down_later_and_keeps_the_session_from_idling() {
    let scene = Scene::new().await;
    scene.clock.0.fetch_add(100, Ordering::SeqCst);
    assert!(scene.is_in(WIKI).await);
    let used_at = scene.app.now();
    scene.clock.0.fetch_add(30, Ordering::SeqCst);
    let last_used = async || {
        let mut tx = scene.app.store.read().await.unwrap();
        let (session, _person) = tx.unended_session(&scene.session).await.unwrap().unwrap();
        session.last_used_at
    };
    assert!(last_used().await < used_at, "the check itself writes nothing");
    scene.live.note_use(&scene.app).await.unwrap();
    assert_eq!(last_used().await, used_at);
}
