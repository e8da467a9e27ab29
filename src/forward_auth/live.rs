//! Sessions at applications that were found live a moment ago, so that a busy page costs one query a second.
//!
//! What was read is believed within the second in which it was read, and only until the store tells of a change. So
//! whatever ended elsewhere is noticed within a second, and what ended here at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::App;
use crate::domain::access::{Application, ApplicationSession, Person};
use crate::domain::id::SessionId;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::{Change, StoreError, Watcher};

/// A live session and its person.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) session: ApplicationSession,
    pub(super) person: Person,
}

/// What this process remembers.
#[derive(Debug, Default)]
pub struct Live {
    remembered: Mutex<Remembered>,
    /// Chains that were of use since that was last written down.
    used: Mutex<HashMap<SessionId, Timestamp>>,
    /// How often the store told of a change.
    told: AtomicU64,
}

impl Watcher for Live {
    fn changed(&self, _changes: &[Change]) {
        self.told.fetch_add(1, Ordering::SeqCst);
    }
}

#[derive(Debug, Default)]
struct Remembered {
    moment: Option<Moment>,
    /// By the hash of the cookie, as text.
    found: HashMap<String, Arc<Found>>,
}

/// What is read at one moment holds no longer than the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    second: Timestamp,
    told: u64,
}

impl Live {
    /// The live session of this application behind a cookie.
    ///
    /// # Errors
    /// When the database fails: then nobody is signed in.
    pub(super) async fn find(
        &self,
        app: &App,
        application: &Application,
        token: &TokenHash,
    ) -> Result<Option<Arc<Found>>, StoreError> {
        // Before the database is read: what ends meanwhile is not remembered beyond.
        let (moment, key) = (self.moment(app), token.encode());
        if let Some(found) = self.recall(moment, &key) {
            return Ok((found.session.application == application.id).then_some(found));
        }
        // Apart, or every check would move the room that a query needs.
        let read = Box::pin(async {
            let mut tx = app.store.read().await?;
            tx.live_application_session(token, &application.id, moment.second, app.used_since()).await
        });
        let Some((session, person)) = app.admitted(read.await?) else { return Ok(None) };
        let found = Arc::new(Found { session, person: person.into() });
        self.remember(moment, key, &found);
        Ok(Some(found))
    }

    fn moment(&self, app: &App) -> Moment {
        Moment { second: app.now(), told: self.told.load(Ordering::SeqCst) }
    }

    fn recall(&self, moment: Moment, key: &str) -> Option<Arc<Found>> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        (remembered.moment == Some(moment)).then(|| remembered.found.get(key).cloned()).flatten()
    }

    fn remember(&self, moment: Moment, key: String, found: &Arc<Found>) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.moment != Some(moment) {
            remembered.moment = Some(moment);
            remembered.found.clear();
        }
        remembered.found.insert(key, Arc::clone(found));
        drop(remembered);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(found.session.chain.clone(), moment.second);
    }

    /// Writes down which sessions were of use at applications, as it is written down for sessions at larkgate.
    ///
    /// # Errors
    /// When the database fails; then the next time will do.
    pub async fn note_use(&self, app: &App) -> Result<(), StoreError> {
        let used = std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        let noted = write_down(app, &used).await;
        if noted.is_err() {
            let mut since = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            for (chain, at) in used {
                since.entry(chain).or_insert(at);
            }
        }
        noted
    }
}

async fn write_down(app: &App, used: &HashMap<SessionId, Timestamp>) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    for (chain, at) in used {
        tx.note_use_of_chain(chain, *at).await?;
    }
    tx.commit().await
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
