//! A clock that tests can move forward. It starts at the present, since applications judge our tokens by their own.

use std::sync::atomic::{AtomicI64, Ordering};

use larkgate::domain::time::{Clock, SystemClock, Timestamp};

/// It goes on by itself, as the command line's and the applications' do, until it is stopped.
#[derive(Default)]
pub struct TestClock {
    ahead: AtomicI64,
    /// When it was stopped; 0 while it goes on.
    stopped: AtomicI64,
}

impl TestClock {
    pub fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Lets it stand still from now on but for [`TestClock::advance`]: however slow the machine, not a second more goes by.
    pub fn stop(&self) {
        self.stopped.store(SystemClock.now().seconds(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let present = match self.stopped.load(Ordering::Relaxed) {
            0 => SystemClock.now().seconds(),
            stopped => stopped,
        };
        Timestamp::from_seconds(present + self.ahead.load(Ordering::Relaxed))
    }
}
