//! Who is told of changes in this process, and whether whoever was told may still believe what they remember.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

use crate::store::Change;

/// How old the last look at the feed may be while what is remembered is still believed. So nothing that was changed
/// anywhere is believed for longer, whatever became of the database, the network or the reader.
const BELIEVED: Duration = Duration::from_secs(1);

/// Whoever remembers something that was read from the database.
pub trait Watcher: fmt::Debug + Send + Sync {
    /// What it remembers of this is stale. A change may be told twice, and may be told although it did not come to pass.
    /// Whatever was being read meanwhile is stale too.
    fn changed(&self, changes: &[Change]);
}

/// This process's end of the feed of changes.
#[derive(Debug)]
pub struct Feed {
    watchers: RwLock<Vec<Arc<dyn Watcher>>>,
    opened: Instant,
    /// Until when the last look is believed, in milliseconds after `opened`.
    current_until: AtomicU64,
}

impl Feed {
    pub(super) fn new() -> Self {
        Self { watchers: RwLock::default(), opened: Instant::now(), current_until: AtomicU64::new(0) }
    }

    /// Tells `watcher` of every change from now on, for as long as the process lives.
    pub fn watch(&self, watcher: Arc<dyn Watcher>) {
        self.watchers.write().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }

    /// Whether every change was told that was committed until a moment ago. If not, what is remembered must not be
    /// believed: the database is to be asked, and when it does not answer, the answer is no.
    pub fn is_current(&self) -> bool {
        milliseconds(self.opened.elapsed()) < self.current_until.load(Ordering::Acquire)
    }

    /// For tests of what is remembered: a look that never grows old, or none.
    #[cfg(test)]
    pub(crate) fn pretend(&self, is_current: bool) {
        self.current_until.store(if is_current { u64::MAX } else { 0 }, Ordering::Release);
    }

    /// Tells the watchers; when it returns, they know.
    pub(super) fn tell(&self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        for watcher in self.watchers.read().unwrap_or_else(PoisonError::into_inner).iter() {
            watcher.changed(changes);
        }
    }

    /// Everything was told that had been committed at `moment`.
    pub(super) fn told_until(&self, moment: Instant) {
        let until = moment.saturating_duration_since(self.opened) + BELIEVED;
        self.current_until.store(milliseconds(until), Ordering::Release);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn is_current_for_a_second_from_the_beginning_of_a_look() {
        let feed = Feed::new();
        assert!(!feed.is_current(), "nobody has looked");
        feed.told_until(Instant::now() + Duration::from_secs(3600));
        assert!(feed.is_current());
        feed.told_until(feed.opened);
        let past = Feed { opened: feed.opened - BELIEVED, ..feed };
        assert!(!past.is_current());
    }
}
