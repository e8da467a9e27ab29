//! Logout as applications learn of it (OpenID Connect Back-Channel Logout 1.0).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;

/// The event of a logout token (§2.4).
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// `typ` of a logout token (§2.4).
pub const LOGOUT_TOKEN_TYPE: &str = "logout+jwt";
/// How long a logout token is good; §4 advises two minutes at most, and every try signs its own.
pub const LOGOUT_TOKEN_LIFETIME: Duration = Duration::from_secs(120);

/// How long a notice is tried for.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
const SHORTEST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// An application that is to be told that a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutNotice {
    /// The session.
    pub session: SessionId,
    /// The application.
    pub client_id: String,
    /// Whose session it was.
    pub account: AccountId,
    /// When it ended.
    pub created_at: Timestamp,
    /// How often the application was told, this time included.
    pub tries: i64,
}

impl LogoutNotice {
    /// When to try again after a try that failed at `now`: after 5 s, then after twice as long each time, up to an hour.
    /// `None` when that would be more than a day after the session's end.
    pub fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        let doublings = u32::try_from(self.tries.saturating_sub(1)).unwrap_or(u32::MAX);
        let pause = SHORTEST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE);
        let next = now.plus(pause);
        (next <= self.created_at.plus(PATIENCE)).then_some(next)
    }
}

/// The claims of a logout token (§2.4). There is no nonce, ever, so that it cannot pass for an ID token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogoutTokenClaims {
    /// Issuer.
    pub iss: String,
    /// Subject, as the application knows it.
    pub sub: String,
    /// The client.
    pub aud: String,
    /// Issued at, seconds since the epoch.
    pub iat: i64,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Unique id.
    pub jti: String,
    /// What makes it a logout token.
    pub events: Events,
    /// The session, as the application knows it.
    pub sid: String,
}

/// `{"http://schemas.openid.net/event/backchannel-logout": {}}`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Nothing,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Nothing {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_less_and_less_often_for_a_day() {
        let start = Timestamp::from_seconds(1_000_000);
        let notice = |tries| LogoutNotice {
            session: SessionId::received("ses_1"),
            client_id: "app".into(),
            account: AccountId::received("acc_1"),
            created_at: start,
            tries,
        };
        let pause = |tries| notice(tries).next_try(start).map(|next| next.seconds() - start.seconds());
        let pauses: Vec<_> = (1..=11).map(|tries| pause(tries).unwrap()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
        assert_eq!(pause(i64::MAX), Some(3600));
        let late = |seconds| notice(30).next_try(start.plus(Duration::from_secs(seconds)));
        assert!(late(23 * 3600).is_some());
        assert!(late(23 * 3600 + 1).is_none());
    }

    #[test]
    fn the_event_has_one_member_and_nothing_in_it() {
        let json = serde_json::to_value(Events::default()).unwrap();
        assert_eq!(json, serde_json::json!({ EVENT: {} }));
    }
}
