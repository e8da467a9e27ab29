//! Connections to the database, which is brought up to date when they are made.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use crate::store::StoreError;
use crate::store::look::sqlite_options;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request waits for a connection before it is told that the store is busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How much of SQLite's file each reader keeps, in KiB below zero as SQLite wants it: a quarter of what it would. The
/// system has the rest in memory anyway.
const READER_CACHE: &str = "-512";

/// Connections to the database.
#[derive(Debug, Clone)]
pub enum Pools {
    /// One writer, so that writers queue here instead of failing with "database is locked"; readers never wait for it.
    Sqlite {
        /// Exactly one connection.
        writer: SqlitePool,
        /// Connections that can only read.
        readers: SqlitePool,
    },
    /// One pool for both.
    Postgres(PgPool),
}

impl Pools {
    pub(super) async fn sqlite(path: &Path) -> Result<Self, StoreError> {
        // Made by us, the file is for its owner only; SQLite gives its companions the same mode.
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(sqlx::Error::Io)?;
        let options = sqlite_options(path);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        SQLITE_MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.pragma("query_only", "on").pragma("cache_size", READER_CACHE));
        Ok(Self::Sqlite { writer, readers })
    }

    pub(super) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect(url).await?;
        POSTGRES_MIGRATIONS.run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
