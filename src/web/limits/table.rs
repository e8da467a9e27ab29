//! How often something happened under each key, in bounded memory. Short locks, never held across an await.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter};

/// How many keys one table remembers: some ten megabytes at the very most. Beyond that newcomers pass uncounted, since a
/// flood from countless networks must not be able to shut everybody else out.
const MOST_KEYS: usize = 50_000;

/// How much is let through under one key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    /// So many at once, before the rate counts.
    pub(super) at_once: u32,
    /// So many a minute from then on.
    pub(super) a_minute: u32,
}

/// How long whoever was refused should wait: whole seconds, rounded up, as `Retry-After` has it (RFC 9110 §10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(u64);

impl RetryAfter {
    /// The seconds, at least one.
    pub fn seconds(self) -> u64 {
        self.0
    }
}

impl From<Duration> for RetryAfter {
    fn from(wait: Duration) -> Self {
        Self((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1))
    }
}

/// The counts of one kind of thing.
pub(super) struct Table<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    limiter: RateLimiter<Asked<K>, Counts<K>, C, governor::middleware::NoOpMiddleware<C::Instant>>,
    clock: C,
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Table<K, C> {
    /// An empty one.
    pub(super) fn new(rate: Rate, clock: C) -> Self {
        let number = |n: u32| NonZeroU32::MIN.saturating_add(n.saturating_sub(1));
        let quota = Quota::per_minute(number(rate.a_minute)).allow_burst(number(rate.at_once));
        Self { limiter: RateLimiter::new(quota, Counts::default(), clock.clone()), clock }
    }

    /// Whether one more would be let through; counts nothing, and needs the key only where anything was ever counted.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn look(&self, key: impl FnOnce() -> K) -> Result<(), RetryAfter> {
        if self.limiter.is_empty() { Ok(()) } else { self.ask(&Asked { key: key(), counts: false }) }
    }

    /// Counts one, unless it is one too many.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn count(&self, key: K) -> Result<(), RetryAfter> {
        self.ask(&Asked { key, counts: true })
    }

    fn ask(&self, asked: &Asked<K>) -> Result<(), RetryAfter> {
        self.limiter
            .check_key(asked)
            .map_err(|refused| RetryAfter::from(refused.wait_time_from(self.clock.now())))
    }

    /// Forgets keys that have been quiet for so long that nothing is held against them.
    pub(super) fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// A key, and whether this time counts.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked<K> {
    key: K,
    counts: bool,
}

/// What governor computes with: when each key will be as good as new.
struct Counts<K>(Mutex<HashMap<K, Nanos>>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K> Counts<K> {
    /// Nothing here is ever half done, so a panic elsewhere spoils nothing.
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Nanos>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> StateStore for Counts<K> {
    type Key = Asked<K>;

    fn measure_and_replace<T, F, E>(&self, asked: &Asked<K>, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut counts = self.lock();
        let (answer, after) = measure(counts.get(&asked.key).copied())?;
        if asked.counts {
            if let Some(count) = counts.get_mut(&asked.key) {
                *count = after;
            } else if counts.len() < MOST_KEYS {
                counts.insert(asked.key.clone(), after);
            }
        }
        Ok(answer)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<Asked<K>> for Counts<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        self.lock().retain(|_, good_as_new| *good_as_new > drop_below);
    }

    fn shrink_to_fit(&self) {
        self.lock().shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const RATE: Rate = Rate { at_once: 3, a_minute: 12 };

    fn table<K: Hash + Eq + Clone>() -> (Table<K, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Table::new(RATE, clock.clone()), clock)
    }

    #[test]
    fn so_many_at_once_and_then_by_the_clock() {
        let (table, clock) = table();
        for _ in 0..3 {
            assert_eq!((table.look(|| "a"), table.count("a")), (Ok(()), Ok(())));
        }
        assert_eq!((table.look(|| "a"), table.count("a")), (Err(RetryAfter(5)), Err(RetryAfter(5))));
        assert_eq!(table.look(|| "b"), Ok(()), "another key is another matter");
        clock.advance(Duration::from_millis(4100));
        assert_eq!(table.look(|| "a"), Err(RetryAfter(1)), "whole seconds, rounded up");
        clock.advance(Duration::from_millis(900));
        assert_eq!((table.count("a"), table.count("a")), (Ok(()), Err(RetryAfter(5))));
    }

    #[test]
    fn looking_counts_nothing_and_remembers_nobody() {
        let (table, _clock) = table();
        for n in 0..1000 {
            assert_eq!((table.look(|| n), table.look(|| 0)), (Ok(()), Ok(())));
        }
        assert!(table.limiter.is_empty());
    }

    #[test]
    fn a_hundred_thousand_keys_fit_and_are_forgotten() {
        let (table, clock) = table();
        for n in 0..100_000 {
            assert_eq!(table.count(n), Ok(()), "a full table shuts no newcomer out");
        }
        assert_eq!(table.limiter.len(), MOST_KEYS);
        for _ in 0..2 {
            assert_eq!(table.count(7), Ok(()));
        }
        clock.advance(Duration::from_secs(11));
        table.sweep();
        assert_eq!((table.limiter.len(), table.look(|| 7), table.count(100_000)), (1, Ok(()), Ok(())));
        clock.advance(Duration::from_secs(60));
        table.sweep();
        assert!(table.limiter.is_empty());
    }

    #[test]
    fn waits_are_whole_seconds_and_at_least_one() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (9999, 10)] {
            assert_eq!(RetryAfter::from(Duration::from_millis(millis)).seconds(), seconds);
        }
    }
}
