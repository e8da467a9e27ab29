//! A clock that tests can move forward. It starts at the present, since applications judge our tokens by their own.

use std::sync::atomic::{AtomicI64, Ordering};

use larkgate::domain::time::{Clock, SystemClock, Timestamp};

#[derive(Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(SystemClock.now().seconds() + self.0.load(Ordering::Relaxed))
    }
}
