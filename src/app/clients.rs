//! Clients: those of the configuration file, and those of the database as they were read, for as long as the store tells of
//! no change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
use std::time::Duration;

use crate::app::App;
use crate::domain::client::Client;
use crate::domain::time::Timestamp;
use crate::store::{Change, StoreError, Watcher};

/// How many are remembered; then all are read anew.
const MOST: usize = 10_000;
/// How long one is believed without another look, although nothing was told of it: what somebody changes in the database by
/// hand, or by a version that does not tell, counts in the end.
const LONGEST: Duration = Duration::from_secs(60);

/// What this process knows of clients.
#[derive(Debug)]
pub(super) struct Clients {
    configured: HashMap<String, Arc<Client>>,
    stored: RwLock<Stored>,
}

#[derive(Debug, Default)]
struct Stored {
    known: HashMap<String, Known>,
    /// How often the store told that they changed.
    told: u64,
}

#[derive(Debug)]
struct Known {
    client: Arc<Client>,
    read_at: Timestamp,
}

impl Watcher for Clients {
    fn changed(&self, changes: &[Change]) {
        if changes.iter().any(|change| matches!(change, Change::Clients | Change::Everything)) {
            let mut stored = self.stored();
            stored.told += 1;
            stored.known.clear();
        }
    }
}

impl Clients {
    /// With these of the configuration file, since `started`.
    pub(super) fn new(configured: &[Client], started: Timestamp) -> Self {
        let since = |client: &Client| Arc::new(Client { created_at: started, ..client.clone() });
        let configured = configured.iter().map(|client| (client.id.clone(), since(client)));
        Self { configured: configured.collect(), stored: RwLock::default() }
    }

    /// The one with this id, if it is known, and how often was told of changes.
    fn recall(&self, id: &str, now: Timestamp) -> (Option<Arc<Client>>, u64) {
        let stored = self.stored.read().unwrap_or_else(PoisonError::into_inner);
        let is_good = |known: &&Known| (known.read_at..known.read_at.plus(LONGEST)).contains(&now);
        let known = stored.known.get(id).filter(is_good);
        (known.map(|known| Arc::clone(&known.client)), stored.told)
    }

    /// Remembers one that was read just now, unless something was told meanwhile: it may have been about this one.
    fn remember(&self, client: &Arc<Client>, told: u64, read_at: Timestamp) {
        let mut stored = self.stored();
        if stored.told != told {
            return;
        }
        if stored.known.len() >= MOST {
            stored.known.clear();
        }
        stored.known.insert(client.id.clone(), Known { client: Arc::clone(client), read_at });
    }

    fn stored(&self) -> RwLockWriteGuard<'_, Stored> {
        self.stored.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// The client with this id, from the configuration file or else from the database. A change here holds from its
    /// commit on, one of another process within a second.
    ///
    /// # Errors
    /// When the database has to be asked and fails.
    pub async fn client(&self, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        if let Some(client) = self.clients.configured.get(id) {
            return Ok(Some(Arc::clone(client)));
        }
        let (known, told) = self.clients.recall(id, self.now());
        if known.is_some() && self.store.feed().is_current() {
            return Ok(known);
        }
        let read = self.registered_client(id).await?;
        if let Some(client) = &read {
            self.clients.remember(client, told, self.now());
        }
        Ok(read)
    }

    /// The same without what is remembered: nobody grants anything to a client that was removed a moment ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registered_client(&self, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        if let Some(client) = self.clients.configured.get(id) {
            return Ok(Some(Arc::clone(client)));
        }
        // Apart, or every caller would carry the room that a query needs.
        let read = Box::pin(async { self.store.read().await?.client(id).await });
        Ok(read.await?.map(Arc::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::{Hands, open};
    use crate::domain::client::Source;
    use crate::store::Store;

    /// A larkgate without a listener, where the client `app` is registered, remembered and called `one`.
    async fn scene() -> (App, Arc<Hands>, tempfile::TempDir) {
        let (app, clock, folder) = open("").await;
        app.store.feed().pretend(true);
        let mut tx = app.store.write().await.unwrap();
        tx.insert_client(&client("one")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(called(&app).await, "one");
        (app, clock, folder)
    }

    fn client(name: &str) -> Client {
        Client::new("app", name, Source::Database, Timestamp::from_seconds(0))
    }

    async fn rename(store: &Store, name: &str) {
        let mut tx = store.write().await.unwrap();
        assert!(tx.update_client(&client(name)).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn called(app: &App) -> String {
        app.client("app").await.unwrap().unwrap().name.clone()
    }

    #[tokio::test]
    async fn one_that_was_read_is_not_asked_for_again_unless_the_feed_is_silent() {
        let (app, _clock, _folder) = scene().await;
        app.store.close().await;
        assert_eq!(called(&app).await, "one");
        assert!(app.client("another").await.is_err());
        app.store.feed().pretend(false);
        assert!(app.client("app").await.is_err());
    }

    #[tokio::test]
    async fn a_change_holds_at_once_and_one_of_another_process_when_the_feed_says_so() {
        let (app, _clock, _folder) = scene().await;
        rename(&app.store, "two").await;
        assert_eq!(called(&app).await, "two");
        let mut follower = app.store.follower();
        while follower.look().await.is_err() {}
        app.store.feed().pretend(true);
        assert_eq!(called(&app).await, "two");
        rename(&app.store.as_another_process(), "three").await;
        assert_eq!(called(&app).await, "two", "nobody looked");
        while follower.look().await.is_err() {}
        app.store.feed().pretend(true);
        assert_eq!(called(&app).await, "three");
    }

    #[tokio::test]
    async fn what_nobody_tells_of_counts_after_a_minute() {
        let (app, clock, _folder) = scene().await;
        rename(&app.store.as_another_process(), "two").await;
        clock.advance(59);
        assert_eq!(called(&app).await, "one");
        clock.advance(1);
        assert_eq!(called(&app).await, "two");
    }

    #[tokio::test]
    async fn what_changes_between_reading_and_remembering_is_not_remembered() {
        let (app, _clock, _folder) = scene().await;
        let (read, told) = app.clients.recall("app", app.now());
        rename(&app.store, "two").await;
        app.clients.remember(&read.unwrap(), told, app.now());
        assert_eq!(called(&app).await, "two");
    }
}
