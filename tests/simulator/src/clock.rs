//! Owns the simulator's time: the computer's clock plus what tests added, or a frozen instant.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970, movable forwards and freezable.
#[derive(Default)]
pub(crate) struct Clock {
    ahead: i64,
    frozen: Option<i64>,
}

impl Clock {
    pub(crate) fn now(&self) -> i64 {
        self.frozen.unwrap_or_else(|| computer_seconds() + self.ahead)
    }

    /// The millisecond text that events and messages carry.
    pub(crate) fn now_millis(&self) -> String {
        format!("{}000", self.now())
    }

    pub(crate) fn advance(&mut self, seconds: i64) {
        match &mut self.frozen {
            Some(instant) => *instant += seconds,
            None => self.ahead += seconds,
        }
    }

    /// Freezing keeps the present instant; thawing goes on from it.
    pub(crate) fn freeze(&mut self, freeze: bool) {
        let now = self.now();
        self.ahead = now - computer_seconds();
        self.frozen = freeze.then_some(now);
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where the simulator reads the computer's clock")]
fn computer_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
