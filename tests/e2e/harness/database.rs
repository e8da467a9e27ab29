//! A fresh database of either kind.

use std::sync::atomic::{AtomicU32, Ordering};

/// Which database a journey runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// The `[database]` and `[keys]` sections for a fresh database; SQLite's lies in the configuration's folder.
pub async fn sections(kind: Kind) -> String {
    match kind {
        Kind::Sqlite => "[database]\nurl = \"sqlite:larkgate.db\"\n".to_owned(),
        Kind::Postgres => {
            let url = fresh_postgres().await;
            format!("[database]\nurl = \"{url}\"\n[keys]\nseal_key_env = \"SEAL_KEY\"\n")
        }
    }
}

/// A database of its own in the cluster that `tests/run` started.
async fn fresh_postgres() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let cluster = std::env::var("LARKGATE_TEST_POSTGRES").expect("LARKGATE_TEST_POSTGRES names the cluster");
    let name = format!("e2e_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sqlx::PgPool::connect(&cluster).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    admin.close().await;
    let mut url = url::Url::parse(&cluster).unwrap();
    url.set_path(&name);
    url.into()
}
