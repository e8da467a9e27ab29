//! Reads the feed of changes for a process that remembers something: at once where the database rings, and every moment
//! wherever it does not.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use tokio::time::{Instant, sleep, timeout};

use crate::store::changes::{FeedRow, SINCE, news};
use crate::store::{Feed, Pools, Store, StoreError, in_time};

/// How often the feed is looked at when nobody rings.
const POLL: Duration = Duration::from_millis(200);
/// How long a look may take before its connection is given up. With the time of one poll and of a new connection nearby it
/// is still less than what is remembered is believed for.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a new connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// What PostgreSQL's trigger rings.
const CHANNEL: &str = "access_changes";

/// A reader of the feed.
pub struct Follower {
    source: Source,
    feed: Arc<Feed>,
    /// The last change that was told.
    read_to: Option<i64>,
}

enum Source {
    /// One connection of its own, so that a look never waits for lookups, however many strangers cause.
    Sqlite(SqlitePool, SqlitePool),
    /// One connection of its own, on which is both listened and looked: each look shows that the other would still be
    /// heard, and neither waits for a connection that requests have.
    Postgres(PgPool, Option<PgListener>),
}

impl Store {
    /// Reads the feed of changes from its present end on.
    pub fn follower(&self) -> Follower {
        let source = match &self.pools {
            Pools::Sqlite { readers, .. } => Source::Sqlite(readers.clone(), own_reader(readers)),
            Pools::Postgres(pool) => Source::Postgres(pool.clone(), None),
        };
        Follower { source, feed: Arc::clone(&self.feed), read_to: None }
    }
}

impl Follower {
    /// Follows the feed for as long as it is polled.
    pub async fn follow(mut self) {
        let mut is_silent = false;
        loop {
            match self.look().await {
                Ok(()) if is_silent => {
                    is_silent = false;
                    tracing::info!("changes can be read again");
                }
                // One lost connection is no news: the next look is on another.
                Err(error) if !is_silent && !self.feed.is_current() => {
                    is_silent = true;
                    tracing::warn!(cause = %error, "changes cannot be read; the database is asked at every check");
                }
                Ok(()) | Err(_) => {}
            }
            if !self.source.wait().await {
                self.give_up();
                sleep(POLL).await;
            }
        }
    }

    /// Reads what changed since the last look, and tells the watchers.
    ///
    /// # Errors
    /// When the database fails or takes too long.
    pub async fn look(&mut self) -> Result<(), StoreError> {
        let looked = self.source.since(self.read_to).await;
        let (as_of, rows) = looked.inspect_err(|_error| self.give_up())?;
        let (end, changes) = news(self.read_to, &rows)?;
        self.feed.tell(&changes);
        self.read_to = Some(end);
        self.feed.told_until(as_of);
        Ok(())
    }

    /// The next look is on another connection, and maybe at another database that lost what was told: nothing of before
    /// counts.
    fn give_up(&mut self) {
        if let Source::Postgres(_pool, listener) = &mut self.source {
            *listener = None;
            self.read_to = None;
        }
    }
}

impl Source {
    /// The rows after `read_to`, and a moment of which they are the whole truth.
    async fn since(&mut self, read_to: Option<i64>) -> Result<(Instant, Vec<FeedRow>), StoreError> {
        let read_to = read_to.unwrap_or(i64::MAX);
        match self {
            Self::Sqlite(readers, _own) if readers.is_closed() => Err(sqlx::Error::PoolClosed.into()),
            Self::Sqlite(_readers, own) => {
                let look = sqlx::query_as(SINCE).bind(read_to).fetch_all(&*own);
                Ok((Instant::now(), in_time(PATIENCE, look).await?))
            }
            // Its own connection would go on.
            Self::Postgres(pool, _listener) if pool.is_closed() => Err(sqlx::Error::PoolClosed.into()),
            Self::Postgres(pool, listener) => {
                let listener = match listener {
                    Some(listener) => listener,
                    None => listener.insert(in_time(CONNECTING, listen(pool)).await?),
                };
                let look = sqlx::query_as(SINCE).bind(read_to).fetch_all(listener);
                Ok((Instant::now(), in_time(PATIENCE, look).await?))
            }
        }
    }

    /// Waits until the database rings, or it is time to look anyway; whether it would still be heard.
    async fn wait(&mut self) -> bool {
        let Self::Postgres(_pool, Some(listener)) = self else {
            sleep(POLL).await;
            return true;
        };
        match timeout(POLL, listener.try_recv()).await {
            // One look is enough for all that rang.
            Ok(Ok(Some(_rang))) => {
                while listener.next_buffered().is_some() {}
                true
            }
            Ok(Ok(None) | Err(_)) => false,
            Err(_elapsed) => true,
        }
    }
}

fn own_reader(readers: &SqlitePool) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(1).connect_lazy_with(readers.connect_options().as_ref().clone())
}

async fn listen(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let options = pool.connect_options().as_ref().clone();
    let own = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    let mut listener = PgListener::connect_with(&own).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
