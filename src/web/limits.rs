//! How often one address may begin a sign-in: anybody can, and each beginning writes a row.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// Enough for a whole office behind one address that opens its morning at the same minute.
const ATTEMPTS_PER_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
/// So many at once before the rate counts.
const ATTEMPTS_AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(299);

/// The limits of one process.
pub struct Limits {
    attempts: RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock>,
    clock: DefaultClock,
}

impl Default for Limits {
    fn default() -> Self {
        let clock = DefaultClock::default();
        let quota = Quota::per_second(ATTEMPTS_PER_SECOND).allow_burst(ATTEMPTS_AT_ONCE);
        Self { attempts: RateLimiter::dashmap_with_clock(quota, clock.clone()), clock }
    }
}

impl Limits {
    /// Counts the beginning of an attempt.
    ///
    /// # Errors
    /// When the address has begun too many; how long to wait.
    pub fn begin_attempt(&self, address: IpAddr) -> Result<(), Duration> {
        self.attempts
            .check_key(&network(address))
            .map_err(|refused| refused.wait_time_from(self.clock.now()).max(Duration::from_secs(1)))
    }

    /// Forgets addresses that have long been quiet.
    pub fn sweep(&self) {
        self.attempts.retain_recent();
        self.attempts.shrink_to_fit();
    }
}

/// One subscriber has a whole IPv6 /64 to choose from.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_is_stopped_and_others_are_not() {
        let limits = Limits::default();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let refused =
            (0..2000u16).find_map(|n| limits.begin_attempt(address(&format!("2001:db8::{n:x}"))).err());
        assert!(refused.unwrap() >= Duration::from_secs(1));
        assert!(limits.begin_attempt(address("2001:db8:0:1::1")).is_ok());
        assert!(limits.begin_attempt(address("192.0.2.1")).is_ok());
    }
}
