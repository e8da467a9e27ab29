//! All SQL: one file per table, the same statements for SQLite and PostgreSQL.
//!
//! A [`Store`] hands out a [`Tx`] to read or to write; every method lives on `Tx`, so nothing is written outside a
//! transaction, and no transaction outlives the function that opened it. Both hold enums over the native drivers: one
//! statement text with `$1` placeholders and one bind list serve both.

#[macro_use]
mod query;
mod accounts;
mod api_tokens;
mod application_sessions;
mod application_tickets;
mod applications;
mod audit;
mod audit_keeping;
mod auth_requests;
mod authorization_codes;
mod bindings;
mod changes;
mod client_assertions;
mod clients;
mod consents;
mod endings;
mod facts;
mod feed;
mod figures;
mod follower;
mod grants;
mod login_links;
mod logout_notices;
mod look;
mod memberships;
mod pools;
mod refresh_tokens;
mod revoked_tokens;
mod roles;
mod rows;
mod search;
mod service_tokens;
mod sessions;
mod signing_keys;
mod sweep;
mod to_the_end;

#[cfg(test)]
mod conformance;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::{PgPool, Postgres, Sqlite, Transaction};
use tokio::time::timeout;
use tracing::Span;

use crate::config::Database;
use to_the_end::ToTheEnd;

pub use accounts::Bound;
pub use audit::{AuditFilter, AuditKey, AuditPage, AuditRow};
pub use audit_keeping::{Forwarding, Settled};
pub use changes::Change;
pub use facts::DatabaseFacts;
pub use feed::{Feed, Watcher};
pub use figures::FailingNotices;
pub use follower::Follower;
pub use memberships::DirectoryTurn;
pub use pools::Pools;
pub use search::AccountSearch;
pub use sweep::Swept;

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
    /// No answer in time.
    #[error("the database takes too long")]
    Slow,
}

/// What the database answers to `work`, if it does within `patience`.
///
/// # Errors
/// Those of `work`, and [`StoreError::Slow`].
pub async fn in_time<T, E: Into<StoreError>>(
    patience: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError> {
    timeout(patience, work).await.map_or(Err(StoreError::Slow), |done| done.map_err(Into::into))
}

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    feed: Arc<Feed>,
}

/// A transaction; dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    connection: Connection,
    feed: Arc<Feed>,
    /// What it changed about who may come in.
    changes: BTreeSet<Change>,
    /// As long as it is open: what of a request is the database's.
    _span: Span,
}

enum Connection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Store {
    /// Opens the database, makes it when it is SQLite and missing, and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened or migrated.
    pub async fn connect(database: &Database) -> Result<Self, StoreError> {
        let pools = match database {
            Database::Sqlite(path) => Pools::sqlite(path).await?,
            Database::Postgres(url) => Pools::postgres(url.reveal()).await?,
        };
        Ok(Self { pools, feed: Arc::new(Feed::new()) })
    }

    /// Its connections.
    pub fn pools(&self) -> &Pools {
        &self.pools
    }

    /// How many readers one kind of question may have at a time, so that all others find one: half of what there are.
    pub fn fair_share(&self) -> usize {
        let readers = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.options().get_max_connections(),
            Pools::Postgres(pool) => pool.options().get_max_connections(),
        };
        usize::try_from(readers / 2).unwrap_or(usize::MAX).max(1)
    }

    /// What tells of changes, and whether they are all told.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The same database as another process has it: with a feed of its own.
    #[cfg(test)]
    pub(crate) fn as_another_process(&self) -> Self {
        Self { pools: self.pools.clone(), feed: Arc::new(Feed::new()) }
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let span = tracing::trace_span!("database");
        let connection = match &self.pools {
            Pools::Sqlite { readers, .. } => Connection::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Connection::Postgres(begin(pool, "BEGIN READ ONLY").await?),
        };
        Ok(self.tx(connection, span))
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a lock that is taken in the
    /// middle fails instead of waiting.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        let span = tracing::trace_span!("database");
        let connection = match &self.pools {
            Pools::Sqlite { writer, .. } => Connection::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Connection::Postgres(begin(pool, "BEGIN").await?),
        };
        Ok(self.tx(connection, span))
    }

    fn tx(&self, connection: Connection, span: Span) -> Tx {
        Tx { connection, feed: Arc::clone(&self.feed), changes: BTreeSet::new(), _span: span }
    }

    /// Closes every connection, after the transactions in flight.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}

async fn begin(pool: &PgPool, how: &'static str) -> Result<Transaction<'static, Postgres>, StoreError> {
    let pool = pool.clone();
    Ok(ToTheEnd::new(async move { pool.begin_with(how).await }).await?)
}

impl Tx {
    /// Makes everything written in this transaction durable. When it returns, nobody in this process believes what was
    /// remembered of what it changed.
    ///
    /// # Errors
    /// When it could not be; then nothing was written.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.write_changes().await?;
        let committed = match self.connection {
            Connection::Sqlite(tx) => tx.commit().await,
            Connection::Postgres(tx) => tx.commit().await,
        };
        // Also when it failed: the answer may have been lost, and not the commit.
        self.feed.tell(&self.changes.into_iter().collect::<Vec<_>>());
        Ok(committed?)
    }

    /// Asks for next to nothing, to learn whether the database answers and our tables are there.
    ///
    /// # Errors
    /// When not.
    pub async fn ping(&mut self) -> Result<(), StoreError> {
        execute!(self, "SELECT 1 FROM signing_keys LIMIT 1").map(|_rows| ())
    }
}
