//! The people of whom sessions are remembered, each once: by them, sessions are forgotten when the store tells of a change.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::access::Person;
use crate::forward_auth::signed::Signed;
use crate::store::Change;

/// The bits of an account's id; as a number they would take more room.
type Account = [u8; 16];

/// Somebody of whom something is remembered.
#[derive(Debug)]
pub(super) struct Known {
    account: Account,
    pub(super) person: Person,
    /// What was signed about them.
    pub(super) signed: Signed,
    stale: AtomicBool,
}

impl Known {
    pub(super) fn new(account: u128, person: Person) -> Self {
        Self {
            account: account.to_be_bytes(),
            person,
            signed: Signed::default(),
            stale: AtomicBool::new(false),
        }
    }

    pub(super) fn account(&self) -> u128 {
        u128::from_be_bytes(self.account)
    }

    /// Whether something about them changed since: nothing of theirs is good any more.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }

    fn forget(&self) {
        self.stale.store(true, Ordering::Release);
    }
}

/// Somebody, found by their account: the table of people holds nothing but pointers.
#[derive(Debug)]
struct ByAccount(Arc<Known>);

impl Borrow<Account> for ByAccount {
    fn borrow(&self) -> &Account {
        &self.0.account
    }
}

impl Hash for ByAccount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.account.hash(state);
    }
}

impl PartialEq for ByAccount {
    fn eq(&self, other: &Self) -> bool {
        self.0.account == other.0.account
    }
}

impl Eq for ByAccount {}

/// An application's realm; a name of its own makes the pointer to it half as large as one to a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Realm(pub(super) Box<str>);

/// How often the store has told of changes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heard(u64);

#[derive(Debug, Default)]
pub(super) struct People(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    heard: Heard,
    known: HashSet<ByAccount>,
    /// Realms of applications, each once.
    realms: HashMap<Box<str>, Arc<Realm>>,
}

impl People {
    /// To be asked before the database is.
    pub(super) fn heard(&self) -> Heard {
        self.lock().heard
    }

    /// Remembers somebody as they were just read. False when something was heard since the database was asked: it may
    /// have been about them, and after it was read.
    pub(super) fn meet(&self, heard: Heard, read: Known) -> (Arc<Known>, bool) {
        let mut inner = self.lock();
        if inner.heard != heard {
            return (Arc::new(read), false);
        }
        if let Some(ByAccount(known)) = inner.known.get(&read.account)
            && known.person == read.person
        {
            return (Arc::clone(known), true);
        }
        let known = Arc::new(read);
        if let Some(ByAccount(before)) = inner.known.replace(ByAccount(Arc::clone(&known))) {
            before.forget();
        }
        (known, true)
    }

    /// The realm of an application.
    pub(super) fn realm(&self, name: &str) -> Arc<Realm> {
        let mut inner = self.lock();
        if let Some(known) = inner.realms.get(name) {
            return Arc::clone(known);
        }
        let known = Arc::new(Realm(name.into()));
        inner.realms.insert(name.into(), Arc::clone(&known));
        known
    }

    /// Forgets whomever the changes are about.
    pub(super) fn forget(&self, changes: &[Change]) {
        let mut inner = self.lock();
        inner.heard.0 += 1;
        for change in changes {
            match change {
                Change::Account(account) => {
                    // One with an id that this program never made is not among them.
                    let known = account.bits().and_then(|account| inner.known.take(&account.to_be_bytes()));
                    known.iter().for_each(|ByAccount(known)| known.forget());
                }
                Change::Applications | Change::Clients | Change::Keys => {}
                Change::Everything => inner.known.drain().for_each(|ByAccount(known)| known.forget()),
            }
        }
    }

    /// Forgets whomever no session is remembered of.
    pub(super) fn tidy(&self) {
        self.lock().known.retain(|ByAccount(known)| Arc::strong_count(known) > 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
