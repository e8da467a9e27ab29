//! What every database must do: each test runs on SQLite and on PostgreSQL, and every method of `Tx` is called on both.
//!
//! PostgreSQL's half is left out by `cargo test`; `tests/run` starts a cluster and names it in
//! `LARKGATE_TEST_POSTGRES`.

mod administration;
mod application_sessions;
mod applications;
mod audit;
mod bindings;
mod broken_off;
mod changes;
mod consents;
mod console;
mod directory;
mod endings;
mod logout_notices;
mod once;
mod registry;
mod search;
mod self_service;
mod work;

use std::sync::Arc;
use std::time::Duration;

use crate::config::{Database, Secret};
use crate::domain::account::{BoundAccount, Identity, Profile};
use crate::domain::claims::RequestedClaims;
use crate::domain::grant::{AuthorizationCode, Grant};
use crate::domain::id::{GrantId, SessionId};
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;
use crate::domain::token::{Opaque, SystemEntropy};
use crate::store::{AccountSearch, Bound, Store, Tx};

/// Defines a test that runs on each database.
macro_rules! on_each_database {
    ($(async fn $name:ident($store:ident: $kind:ty) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything")]
            use super::*;

            async fn check($store: $kind) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                let (_folder, store) = crate::store::conformance::sqlite().await;
                check(store).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "left out: needs PostgreSQL, which tests/run starts"]
            async fn postgres() {
                check(crate::store::conformance::postgres(stringify!($name)).await).await;
            }
        }
    )*};
}
use on_each_database;

async fn sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
    (folder, store)
}

/// A database of its own in the cluster, made anew.
async fn postgres(name: &str) -> Store {
    let cluster = std::env::var("LARKGATE_TEST_POSTGRES").expect("LARKGATE_TEST_POSTGRES names the cluster");
    let admin = sqlx::PgPool::connect(&cluster).await.unwrap();
    for statement in [format!("DROP DATABASE IF EXISTS conf_{name}"), format!("CREATE DATABASE conf_{name}")]
    {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&admin).await.unwrap();
    }
    let mut url = url::Url::parse(&cluster).unwrap();
    url.set_path(&format!("conf_{name}"));
    Store::connect(&Database::Postgres(Secret::new(url.to_string()))).await.unwrap()
}

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn earlier(seconds: u64) -> Timestamp {
    NOW.minus(Duration::from_secs(seconds))
}

fn identity(open_id: &str) -> Identity {
    Identity {
        connector: "feishu".into(),
        open_id: open_id.into(),
        union_id: Some(format!("on_{open_id}")),
        user_id: None,
        tenant_key: "tenant".into(),
        profile: Profile { name: Some("周明".into()), ..Profile::default() },
    }
}

async fn account(store: &Store, open_id: &str) -> BoundAccount {
    let mut tx = store.write().await.unwrap();
    let bound = tx.bind(&identity(open_id), NOW, &SystemEntropy).await.unwrap();
    tx.commit().await.unwrap();
    match bound {
        Bound::New(account) | Bound::Known(account) => account,
        Bound::Unbound | Bound::SubTaken => panic!("there is no account for it"),
    }
}

/// A grant of `app` to a fresh account, with its code.
async fn grant_with_code(store: &Store, open_id: &str) -> (Grant, AuthorizationCode) {
    let person = account(store, open_id).await;
    let grant = Grant {
        id: GrantId::new(&SystemEntropy),
        client_id: "app".into(),
        account: person.account.id,
        session: SessionId::new(&SystemEntropy),
        scope: Scope::parse("openid offline_access").unwrap(),
        claims: RequestedClaims { id_token: vec!["email".into()], userinfo: vec!["name".into()] },
        resources: vec!["https://api.example.com".into()],
        auth_time: NOW,
        created_at: NOW,
    };
    let code = AuthorizationCode {
        hash: Opaque::new(&SystemEntropy).hash(),
        grant: grant.id.clone(),
        client_id: "app".into(),
        redirect_uri: "https://app.example.com/cb".into(),
        code_challenge: Some(CodeChallenge::of("verifier")),
        nonce: Some("nonce".into()),
        expires_at: later(60),
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_grant(&grant, later(600)).await.unwrap();
    tx.insert_code(&code).await.unwrap();
    tx.commit().await.unwrap();
    (grant, code)
}

/// Runs `task` 16 times at once and returns what each came to.
async fn race<T, F>(store: &Store, task: impl Fn(Arc<Store>) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let store = Arc::new(store.clone());
    let tasks: Vec<_> = (0..16).map(|_| tokio::spawn(task(Arc::clone(&store)))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
