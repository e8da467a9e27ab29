//! The table of remembered sessions, by the hash of their cookies.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::forward_auth::live::Found;

/// The hash of a cookie.
pub(super) type Key = [u8; 32];

/// So many parts, each with a lock of its own, that nobody waits for another and none takes long to grow or to tidy.
const PARTS: usize = 64;
/// How many sessions a part holds; together 262,144. Beyond that, those that come last are looked up each time.
const MOST: usize = 4096;
/// How long a session is believed without another look, although nothing was told of it: what somebody changes in the
/// database by hand, or by a version that does not tell, counts in the end.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// In a full part, whoever was not there for this long makes room.
const QUIET: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Memory {
    parts: [RwLock<HashMap<Key, Remembered>>; PARTS],
}

#[derive(Debug)]
struct Remembered {
    found: Arc<Found>,
    /// When to look again; its sessions may have lapsed.
    until: Timestamp,
    /// In seconds since 1970.
    used_at: AtomicI64,
    /// The last use that was written down, or is about to be.
    noted_at: AtomicI64,
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
    Live(Arc<Found>),
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
    /// The session behind a cookie, which is of use by this.
    pub(super) fn recall(&self, key: &Key, now: Timestamp, used_since: Timestamp) -> Recalled {
        let part = self.part(key);
        let remembered = part.read().unwrap_or_else(PoisonError::into_inner);
        match remembered.get(key) {
            Some(session) if session.is_good(now, used_since) => {
                // Most checks are of the same second, and then nobody need wait for who writes.
                if session.used_at.load(Ordering::Relaxed) < now.seconds() {
                    session.used_at.fetch_max(now.seconds(), Ordering::Relaxed);
                }
                return Recalled::Live(Arc::clone(&session.found));
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
        found: &Arc<Found>,
        now: Timestamp,
        used_since: Timestamp,
    ) -> Vec<Use> {
        let session = Remembered {
            until: found.expires_at.min(now.plus(LONGEST)),
            found: Arc::clone(found),
            used_at: AtomicI64::new(now.seconds()),
            noted_at: AtomicI64::new(i64::MIN),
        };
        let mut remembered = self.part(&key).write().unwrap_or_else(PoisonError::into_inner);
        let mut uses = Vec::new();
        if remembered.len() >= MOST {
            uses = tidy(&mut remembered, now, used_since.max(now.minus(QUIET)));
        }
        if remembered.len() < MOST {
            uses.extend(remembered.insert(key, session).and_then(|before| before.unnoted()));
        } else {
            uses.extend(session.unnoted());
        }
        uses
    }

    /// Forgets what is no longer good. Returns what was of use since the last time.
    pub(super) fn tidy(&self, now: Timestamp, used_since: Timestamp) -> Vec<Use> {
        let parts = self.parts.iter();
        parts
            .flat_map(|part| tidy(&mut part.write().unwrap_or_else(PoisonError::into_inner), now, used_since))
            .collect()
    }

    #[allow(clippy::indexing_slicing, reason = "a remainder is less than the number of parts")]
    fn part(&self, key: &Key) -> &RwLock<HashMap<Key, Remembered>> {
        &self.parts[usize::from(key[0]) % PARTS]
    }
}

fn tidy(part: &mut HashMap<Key, Remembered>, now: Timestamp, used_since: Timestamp) -> Vec<Use> {
    let mut uses = Vec::new();
    part.retain(|_key, session| {
        uses.extend(session.unnoted());
        session.is_good(now, used_since)
    });
    uses
}

impl Remembered {
    fn is_good(&self, now: Timestamp, used_since: Timestamp) -> bool {
        let used_at = Timestamp::from_seconds(self.used_at.load(Ordering::Relaxed));
        !self.found.known.is_stale() && now < self.until && used_at >= used_since
    }

    /// Its last use, if that is not written down.
    fn unnoted(&self) -> Option<Use> {
        let used_at = self.used_at.load(Ordering::Relaxed);
        let noted_at = self.noted_at.swap(used_at, Ordering::Relaxed);
        (noted_at < used_at).then(|| Use { chain: self.found.chain, at: Timestamp::from_seconds(used_at) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Person;
    use crate::forward_auth::live::people::Known;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn later(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn found(chain: u128) -> Arc<Found> {
        let known = Arc::new(Known::new(chain, Person::default()));
        Arc::new(Found { id: chain, chain, application: "wiki".into(), known, expires_at: later(10_000) })
    }

    /// The `n`th of one part.
    fn key(n: u16) -> Key {
        let mut key = [0; 32];
        key[1..3].copy_from_slice(&n.to_be_bytes());
        key
    }

    fn is_live(memory: &Memory, n: u16, now: Timestamp) -> bool {
        matches!(memory.recall(&key(n), now, NOW), Recalled::Live(_))
    }

    #[test]
    fn in_a_full_part_the_quiet_make_room_and_the_busy_do_not() {
        let memory = Memory::default();
        for n in 0..4096 {
            assert_eq!(memory.remember(key(n), &found(u128::from(n)), NOW, NOW), []);
        }
        let use_of = |chain, at| Use { chain, at };
        let newcomer = memory.remember(key(5000), &found(5000), later(60), NOW);
        assert_eq!(newcomer.len(), 4097, "every use, of those who stay too");
        assert!(newcomer.contains(&use_of(5000, later(60))), "which is not remembered itself");
        assert!(!is_live(&memory, 5000, later(60)));
        assert!(is_live(&memory, 0, later(60)) && is_live(&memory, 4095, later(60)));
        let mut uses = memory.remember(key(5000), &found(5000), later(61), NOW);
        uses.sort_by_key(|used| used.chain);
        assert_eq!(uses, [use_of(0, later(60)), use_of(4095, later(60))]);
        assert!(is_live(&memory, 5000, later(61)));
        assert!(is_live(&memory, 0, later(61)) && !is_live(&memory, 1, later(61)));
    }
}
