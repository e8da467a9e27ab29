//! The people of whom sessions are remembered, each once: by them, sessions are forgotten when the store tells of a change.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::access::Person;
use crate::store::Change;

/// Somebody of whom something is remembered.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) account: u128,
    pub(super) person: Person,
    stale: AtomicBool,
}

impl Known {
    pub(super) fn new(account: u128, person: Person) -> Self {
        Self { account, person, stale: AtomicBool::new(false) }
    }

    /// Whether something about them changed since: nothing of theirs is good any more.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }

    fn forget(&self) {
        self.stale.store(true, Ordering::Release);
    }
}

/// How often the store has told of changes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told(u64);

#[derive(Debug, Default)]
pub(super) struct People(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    told: Told,
    known: HashMap<u128, Arc<Known>>,
    /// Names of applications, each once.
    applications: HashSet<Arc<str>>,
}

impl People {
    /// To be asked before the database is.
    pub(super) fn told(&self) -> Told {
        self.lock().told
    }

    /// Remembers somebody as they were just read. False when something was told since the database was asked: it may
    /// have been about them, and after it was read.
    pub(super) fn meet(&self, told: Told, read: Known) -> (Arc<Known>, bool) {
        let mut inner = self.lock();
        if inner.told != told {
            return (Arc::new(read), false);
        }
        if let Some(known) = inner.known.get(&read.account)
            && known.person == read.person
        {
            return (Arc::clone(known), true);
        }
        let known = Arc::new(read);
        if let Some(before) = inner.known.insert(known.account, Arc::clone(&known)) {
            before.forget();
        }
        (known, true)
    }

    /// The name of an application.
    pub(super) fn application(&self, id: &str) -> Arc<str> {
        let mut inner = self.lock();
        if let Some(known) = inner.applications.get(id) {
            return Arc::clone(known);
        }
        let known: Arc<str> = id.into();
        inner.applications.insert(Arc::clone(&known));
        known
    }

    /// Forgets whomever the changes are about.
    pub(super) fn forget(&self, changes: &[Change]) {
        let mut inner = self.lock();
        inner.told.0 += 1;
        for change in changes {
            match change {
                Change::Account(account) => {
                    // One with an id that this program never made is not among them.
                    let known = account.bits().and_then(|account| inner.known.remove(&account));
                    known.iter().for_each(|known| known.forget());
                }
                Change::Applications => {}
                Change::Everything => inner.known.drain().for_each(|(_account, known)| known.forget()),
            }
        }
    }

    /// Forgets whomever no session is remembered of.
    pub(super) fn tidy(&self) {
        self.lock().known.retain(|_account, known| Arc::strong_count(known) > 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
