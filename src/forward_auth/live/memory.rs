//! The table of remembered sessions, by the hash of their cookies.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::forward_auth::live::Found;
use crate::forward_auth::live::key::{ByKey, Key};
use crate::forward_auth::live::people::{Known, Realm};

/// So many parts, each with a lock of its own, that nobody waits for another and none takes long to grow or to tidy.
const PARTS: usize = 64;
/// How many sessions a part holds, as many as a table of 4096 places takes; together 229,376. Beyond that, those that come
/// last are looked up each time.
const MOST: usize = 3584;
/// How long a session is believed without another look, although nothing was told of it: what somebody changes in the
/// database by hand, or by a version that does not tell, counts in the end.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// In a full part, whoever was not there for this long makes room.
const QUIET: Duration = Duration::from_secs(60);

/// In so many portions uses are written down: a list of everybody's would take up room that nothing else needs.
pub(super) const PORTIONS: u128 = 16;
/// Chains are random, so the first bits of one tell its portion.
const PORTION_BITS: u32 = u128::BITS - PORTIONS.ilog2();

#[derive(Debug)]
pub(super) struct Memory {
    parts: [RwLock<Part>; PARTS],
}

type Part = HashMap<Key, Remembered, ByKey>;

/// A session. With its key it fills 64 bytes, what a processor fetches at once.
#[derive(Debug)]
pub(super) struct Remembered {
    chain: u128,
    known: Arc<Known>,
    realm: Arc<Realm>,
    expires_at: u32,
    /// When to look again.
    until: u32,
    used_at: AtomicU32,
    /// The last use that was written down, or is about to be.
    noted_at: AtomicU32,
}

/// That a chain of sessions was of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) chain: u128,
    pub(super) at: Timestamp,
}

/// What is known of a cookie.
#[derive(Debug)]
pub(super) enum Recalled {
    /// Its session is live.
    Live(Found),
    /// Its session is live at another application.
    Elsewhere,
    /// Nothing any more; but it was of use.
    Forgotten(Option<Use>),
    /// Nothing.
    Unknown,
}

impl Default for Memory {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_part| RwLock::default()) }
    }
}

impl Memory {
    /// The session behind a cookie of an application with this realm, which is of use by this.
    pub(super) fn recall(&self, key: &Key, realm: &str, now: Timestamp, used_since: Timestamp) -> Recalled {
        let part = self.part(key);
        let remembered = part.read().unwrap_or_else(PoisonError::into_inner);
        match remembered.get(key) {
            Some(session) if session.is_good(now, used_since) => {
                session.use_at(now);
                let is_here = *session.realm.0 == *realm;
                return if is_here { Recalled::Live(session.found()) } else { Recalled::Elsewhere };
            }
            Some(_stale) => {}
            None => return Recalled::Unknown,
        }
        drop(remembered);
        let mut remembered = part.write().unwrap_or_else(PoisonError::into_inner);
        match remembered.entry(*key) {
            Entry::Occupied(session) if !session.get().is_good(now, used_since) => {
                Recalled::Forgotten(session.remove().unnoted())
            }
            _ => Recalled::Unknown,
        }
    }

    /// Remembers what was found just now, if there is room. Returns uses of what was forgotten for it.
    pub(super) fn remember(
        &self,
        key: Key,
        session: Remembered,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Vec<Use> {
        let mut remembered = self.part(&key).write().unwrap_or_else(PoisonError::into_inner);
        let mut uses = Vec::new();
        if remembered.len() >= MOST {
            uses = tidy(&mut remembered, |_session| true, now, used_since.max(now.minus(QUIET)));
        }
        if remembered.len() < MOST {
            uses.extend(remembered.insert(key, session).and_then(|before| before.unnoted()));
        } else {
            uses.extend(session.unnoted());
        }
        uses
    }

    /// Forgets what is no longer good of one of the [`PORTIONS`] of all chains. Returns what was of use since the last time.
    pub(super) fn tidy(&self, portion: u128, now: Timestamp, used_since: Timestamp) -> Vec<Use> {
        let is_meant = |session: &Remembered| session.chain >> PORTION_BITS == portion;
        let parts = self.parts.iter().map(|part| part.write().unwrap_or_else(PoisonError::into_inner));
        parts.flat_map(|mut part| tidy(&mut part, is_meant, now, used_since)).collect()
    }

    #[allow(clippy::indexing_slicing, reason = "a remainder is less than the number of parts")]
    fn part(&self, key: &Key) -> &RwLock<Part> {
        &self.parts[key.part(PARTS)]
    }
}

fn tidy(
    part: &mut Part,
    is_meant: impl Fn(&Remembered) -> bool,
    now: Timestamp,
    used_since: Timestamp,
) -> Vec<Use> {
    let mut uses = Vec::new();
    part.retain(|_key, session| {
        if !is_meant(session) {
            return true;
        }
        uses.extend(session.unnoted());
        session.is_good(now, used_since)
    });
    uses
}

impl Remembered {
    /// A session that was found just now.
    pub(super) fn new(found: &Found, chain: u128, realm: Arc<Realm>, now: Timestamp) -> Self {
        Self {
            chain,
            known: Arc::clone(&found.known),
            realm,
            expires_at: seconds(found.expires_at),
            until: seconds(found.expires_at.min(now.plus(LONGEST))),
            used_at: AtomicU32::new(seconds(now)),
            noted_at: AtomicU32::new(0),
        }
    }

    fn found(&self) -> Found {
        Found { known: Arc::clone(&self.known), expires_at: moment(self.expires_at) }
    }

    fn is_good(&self, now: Timestamp, used_since: Timestamp) -> bool {
        now < moment(self.until)
            && moment(self.used_at.load(Ordering::Relaxed)) >= used_since
            && !self.known.is_stale()
    }

    /// Most checks are of the same second, and then nobody need wait for who writes.
    fn use_at(&self, now: Timestamp) {
        if self.used_at.load(Ordering::Relaxed) < seconds(now) {
            self.used_at.fetch_max(seconds(now), Ordering::Relaxed);
        }
    }

    /// Its last use, if that is not written down.
    fn unnoted(&self) -> Option<Use> {
        let used_at = self.used_at.load(Ordering::Relaxed);
        let noted_at = self.noted_at.swap(used_at, Ordering::Relaxed);
        (noted_at < used_at).then(|| Use { chain: self.chain, at: moment(used_at) })
    }
}

/// Seconds since 1970 in half the room. After 2106 nothing is good, and the database is asked each time.
fn seconds(moment: Timestamp) -> u32 {
    u32::try_from(moment.seconds().max(0)).unwrap_or(u32::MAX)
}

fn moment(seconds: u32) -> Timestamp {
    Timestamp::from_seconds(seconds.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Person;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn later(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn session(chain: u128, now: Timestamp) -> Remembered {
        let known = Arc::new(Known::new(chain, Person::default()));
        let realm = Arc::new(Realm("wiki".into()));
        Remembered::new(&Found { known, expires_at: later(10_000) }, chain, realm, now)
    }

    /// The `n`th of one part.
    fn key(n: u16) -> Key {
        let mut hash = [0; 32];
        hash[..2].copy_from_slice(&n.to_be_bytes());
        Key::of(&hash)
    }

    fn is_live(memory: &Memory, n: u16, now: Timestamp) -> bool {
        matches!(memory.recall(&key(n), "wiki", now, NOW), Recalled::Live(_))
    }

    #[test]
    fn in_a_full_part_the_quiet_make_room_and_the_busy_do_not() {
        let memory = Memory::default();
        for n in 0..3584 {
            assert_eq!(memory.remember(key(n), session(n.into(), NOW), NOW, NOW), []);
        }
        let use_of = |chain, at| Use { chain, at };
        let newcomer = memory.remember(key(5000), session(5000, later(60)), later(60), NOW);
        assert_eq!(newcomer.len(), 3585, "every use, of those who stay too");
        assert!(newcomer.contains(&use_of(5000, later(60))), "which is not remembered itself");
        assert!(!is_live(&memory, 5000, later(60)));
        assert!(is_live(&memory, 0, later(60)) && is_live(&memory, 3583, later(60)));
        let mut uses = memory.remember(key(5000), session(5000, later(61)), later(61), NOW);
        uses.sort_by_key(|used| used.chain);
        assert_eq!(uses, [use_of(0, later(60)), use_of(3583, later(60))]);
        assert!(is_live(&memory, 5000, later(61)));
        assert!(is_live(&memory, 0, later(61)) && !is_live(&memory, 1, later(61)));
    }

    #[test]
    fn little_is_remembered_of_a_session() {
        assert_eq!((size_of::<(Key, Remembered)>(), size_of::<Known>()), (64, 88));
    }
}
