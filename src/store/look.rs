//! A look at a database that is not ours to make or to bring up to date.

use std::path::Path;
use std::sync::Arc;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::config::Database;
use crate::store::pools::PATIENCE;
use crate::store::{Feed, Pools, Store, StoreError};

impl Store {
    /// Opens the database to look at it: nothing is made or migrated. `None` when it is SQLite and missing.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn look_at(database: &Database) -> Result<Option<Self>, StoreError> {
        let pools = match database {
            Database::Sqlite(path) if !path.exists() => return Ok(None),
            Database::Sqlite(path) => {
                let options = sqlite_options(path).pragma("query_only", "on");
                let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
                Pools::Sqlite { writer: pool.clone(), readers: pool }
            }
            Database::Postgres(url) => {
                let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
                Pools::Postgres(pool.connect(url.reveal()).await?)
            }
        };
        Ok(Some(Self { pools, feed: Arc::new(Feed::new()) }))
    }
}

/// How SQLite is always opened.
pub(super) fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
}
