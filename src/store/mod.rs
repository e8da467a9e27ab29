//! All SQL: one file per table, the same statements for SQLite and PostgreSQL.
//!
//! A [`Store`] hands out a [`Tx`] to read or to write; every method lives on `Tx`, so nothing is written outside a
//! transaction, and no transaction outlives the function that opened it. Both are enums over the native drivers: one
//! statement text with `$1` placeholders and one bind list serve both.

#[macro_use]
mod query;
mod accounts;
mod api_tokens;
mod application_sessions;
mod application_tickets;
mod audit;
mod auth_requests;
mod authorization_codes;
mod client_assertions;
mod clients;
mod consents;
mod endings;
mod figures;
mod grants;
mod login_links;
mod logout_notices;
mod refresh_tokens;
mod revoked_tokens;
mod roles;
mod rows;
mod sessions;
mod signing_keys;
mod sweep;

#[cfg(test)]
mod conformance;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Postgres, Sqlite, Transaction};

use crate::config::Database;

pub use accounts::{AccountSearch, Bound};
pub use audit::{AuditFilter, AuditRow};
pub use figures::FailingNotices;
pub use sweep::Swept;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request waits for a connection before it is told that the store is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database failed, or holds what no version of this program wrote. The text is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver's or the server's error.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Migrations could not be applied.
    #[error("migration: {0}")]
    Migration(#[from] MigrateError),
    /// A row that this program did not write.
    #[error("unreadable {0} in the database")]
    Corrupt(&'static str),
}

/// The database.
#[derive(Debug, Clone)]
pub enum Store {
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

/// A transaction; dropped without [`Tx::commit`], it leaves nothing behind.
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Store {
    /// Opens the database, makes it when it is SQLite and missing, and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened or migrated.
    pub async fn connect(database: &Database) -> Result<Self, StoreError> {
        match database {
            Database::Sqlite(path) => Self::sqlite(path).await,
            Database::Postgres(url) => Self::postgres(url.reveal()).await,
        }
    }

    async fn sqlite(path: &Path) -> Result<Self, StoreError> {
        // Made by us, the file is for its owner only; SQLite gives its companions the same mode.
        OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        SQLITE_MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Self::Sqlite { writer, readers })
    }

    async fn postgres(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect(url).await?;
        POSTGRES_MIGRATIONS.run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN READ ONLY").await?),
        })
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a lock that is taken in the
    /// middle fails instead of waiting.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection, after the transactions in flight.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything written in this transaction durable.
    ///
    /// # Errors
    /// When it could not be; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Asks for next to nothing, to learn whether the database answers and our tables are there.
    ///
    /// # Errors
    /// When not.
    pub async fn ping(&mut self) -> Result<(), StoreError> {
        execute!(self, "SELECT 1 FROM signing_keys LIMIT 1").map(|_rows| ())
    }
}
