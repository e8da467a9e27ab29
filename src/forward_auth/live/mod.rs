//! Sessions at applications that were found live, and are remembered until something about them changes, they lapse, or
//! nobody uses them: a check of one of them asks no database and writes nothing.
//!
//! What is remembered is believed while the store's feed of changes is current, so for no longer than a second after
//! anything changed anywhere. Otherwise the database is asked, and when it does not answer, nobody passes.

mod key;
mod memory;
mod people;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use self::key::Key;
use self::memory::{Memory, PORTIONS, Recalled, Remembered, Use};
use self::people::{Heard, Known, People};
use crate::app::{App, CHECK_PATIENCE};
use crate::domain::access::{Application, ApplicationSession, Person};
use crate::domain::account::BoundAccount;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::forward_auth::signed::Signed;
use crate::store::{Change, StoreError, Watcher, in_time};

/// How many chains' uses are written down at a time, so that nobody waits long for what they hold.
const BATCH: usize = 200;

/// The person of a live session.
#[derive(Debug, Clone)]
pub(super) struct Found {
    known: Arc<Known>,
    expires_at: Timestamp,
}

impl Found {
    /// Whose it is.
    pub(super) fn account(&self) -> AccountId {
        AccountId::from_bits(self.known.account())
    }

    /// Who they are.
    pub(super) fn person(&self) -> &Person {
        &self.known.person
    }

    /// What was signed about them.
    pub(super) fn signed(&self) -> &Signed {
        &self.known.signed
    }

    /// When the session lapses, whatever happens.
    pub(super) fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// What this process remembers.
#[derive(Debug)]
pub struct Live {
    /// Turns to ask the database: cookies that somebody makes up each want one, and sign-ins are to find room beside them.
    turns: Semaphore,
    sessions: Memory,
    people: People,
    /// Uses of what was forgotten before they were written down.
    unwritten: Mutex<Vec<Use>>,
}

impl Watcher for Live {
    fn changed(&self, changes: &[Change]) {
        self.people.forget(changes);
    }
}

impl Live {
    /// Remembers nothing yet, and will ask the database so many things at a time.
    pub fn new(turns: usize) -> Self {
        Self {
            turns: Semaphore::new(turns),
            sessions: Memory::default(),
            people: People::default(),
            unwritten: Mutex::default(),
        }
    }

    /// The live session behind a cookie of this application, or of its domain.
    ///
    /// # Errors
    /// When the database had to be asked and failed: then nobody is signed in.
    pub(super) async fn find(
        &self,
        app: &App,
        application: &Application,
        token: &TokenHash,
    ) -> Result<Option<Found>, StoreError> {
        let key = Key::of(&token.digest().ok_or(StoreError::Corrupt("hash of a cookie"))?);
        if app.store.feed().is_current() {
            let now = app.now();
            match self.sessions.recall(&key, application.realm(), now, app.used_since_at(now)) {
                Recalled::Live(found) => return Ok(Some(found)),
                Recalled::Elsewhere => return Ok(None),
                Recalled::Forgotten(unwritten) => self.keep(unwritten),
                Recalled::Unknown => {}
            }
        }
        // What is told of from here on may not be in what is read.
        let heard = self.people.heard();
        // Apart, or every check would move the room that a query needs.
        let read = Box::pin(in_time(CHECK_PATIENCE, async {
            let _turn = self.turns.acquire().await;
            read(app, application, token).await
        }));
        let Some((session, person)) = read.await? else { return Ok(None) };
        self.remember(app, heard, key, &session, person).map(Some)
    }

    fn remember(
        &self,
        app: &App,
        heard: Heard,
        key: Key,
        session: &ApplicationSession,
        person: BoundAccount,
    ) -> Result<Found, StoreError> {
        let bits = session.chain.bits().zip(session.account.bits());
        let (chain, account) = bits.ok_or(StoreError::Corrupt("id of a session"))?;
        let known = Known::new(account, person.into());
        let (known, is_fresh) = self.people.meet(heard, known);
        let found = Found { known, expires_at: session.expires_at };
        if is_fresh {
            let realm = self.people.realm(&session.application);
            let session = Remembered::new(&found, chain, realm, app.now());
            self.keep(self.sessions.remember(key, session, app.now(), app.used_since()));
        } else {
            self.keep([Use { chain, at: app.now() }]);
        }
        Ok(found)
    }

    fn keep(&self, uses: impl IntoIterator<Item = Use>) {
        self.unwritten().extend(uses);
    }

    fn unwritten(&self) -> MutexGuard<'_, Vec<Use>> {
        self.unwritten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down which sessions were of use at applications, as it is written down for sessions at larkgate, and
    /// forgets what is no longer good.
    ///
    /// # Errors
    /// When the database fails; then the next time will do.
    pub async fn note_use(&self, app: &App) -> Result<(), StoreError> {
        let unwritten = std::mem::take(&mut *self.unwritten());
        self.write_down(app, unwritten).await?;
        for portion in 0..PORTIONS {
            self.write_down(app, self.sessions.tidy(portion, app.now(), app.used_since())).await?;
        }
        self.people.tidy();
        Ok(())
    }

    async fn write_down(&self, app: &App, mut uses: Vec<Use>) -> Result<(), StoreError> {
        // The last use of each, and in one order for every process: two that hold what the other waits for would fail.
        uses.sort_unstable_by_key(|used| (used.chain, std::cmp::Reverse(used.at)));
        uses.dedup_by_key(|used| used.chain);
        let mut batches = uses.chunks(BATCH);
        while let Some(batch) = batches.next() {
            if let Err(error) = write_down(app, batch).await {
                self.keep(batch.iter().chain(batches.flatten()).copied());
                return Err(error);
            }
        }
        Ok(())
    }
}

/// The live session behind a cookie, as the database has it, and its person, if they may still come.
///
/// # Errors
/// When the database fails, or takes longer than a check waits.
pub(super) async fn read(
    app: &App,
    application: &Application,
    token: &TokenHash,
) -> Result<Option<(ApplicationSession, BoundAccount)>, StoreError> {
    let live = in_time(CHECK_PATIENCE, async {
        let mut tx = app.store.read().await?;
        tx.live_application_session(token, application.realm(), app.now(), app.used_since()).await
    });
    Ok(app.admitted(live.await?))
}

async fn write_down(app: &App, uses: &[Use]) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    for used in uses {
        tx.note_use_of_chain(&SessionId::from_bits(used.chain), used.at).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests;
