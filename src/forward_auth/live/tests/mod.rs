mod forgotten;
mod lasting;
mod signed;

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
use crate::store::{Bound, Store};

const CONFIG: &str = r#"
issuer = "http://127.0.0.1:1"
organization = "Example"
database = { url = "sqlite:larkgate.db" }
listen = { trusted_proxies = ["127.0.0.1"] }
lifetimes = { session_idle = "1000s" }
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

fn identity() -> Identity {
    Identity {
        connector: "feishu".into(),
        open_id: "ou_1".into(),
        union_id: None,
        user_id: None,
        tenant_key: "t".into(),
        profile: Profile::default(),
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
        let mut tx = app.store.write().await.unwrap();
        let Bound::New(person) = tx.bind(&identity(), now, &SystemEntropy).await.unwrap() else { panic!() };
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
        let live = Arc::new(Live::new(1));
        app.store.feed().watch(live.clone());
        app.store.feed().pretend(true);
        Self { app, clock, live, token, chain: id, session, _folder: folder }
    }

    async fn find(&self, application: usize) -> Result<Option<Found>, StoreError> {
        self.live.find(&self.app, &self.app.config.applications[application], &self.token).await
    }

    async fn is_in(&self, application: usize) -> bool {
        self.find(application).await.unwrap().is_some()
    }

    async fn end(&self, store: &Store) {
        let mut tx = store.write().await.unwrap();
        assert!(tx.end_chain(&self.chain, self.app.now()).await.unwrap());
        tx.commit().await.unwrap();
    }

    fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// When the session at larkgate was last of use, as the database has it.
    async fn last_used(&self) -> Timestamp {
        let mut tx = self.app.store.read().await.unwrap();
        let (session, _person) = tx.unended_session(&self.session).await.unwrap().unwrap();
        session.last_used_at
    }
}

#[tokio::test]
async fn questions_to_the_database_take_turns() {
    let scene = Scene::new().await;
    let turn = scene.live.turns.acquire().await.unwrap();
    let mut find = std::pin::pin!(scene.find(WIKI));
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut find).await.is_err(), "it waits");
    drop(turn);
    assert!(find.await.unwrap().is_some());
    let _turn = scene.live.turns.acquire().await.unwrap();
    assert!(scene.is_in(WIKI).await, "what is remembered needs none");
}

const WIKI: usize = 0;
const GRAFANA: usize = 1;
