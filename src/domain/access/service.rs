//! Services: programs such as CI and probes that come to an application by a token instead of a person's session.

use std::fmt;

use crate::domain::access::person::{Person, PersonDetails};
use crate::domain::client::is_client_id;
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;
use crate::domain::token::{Entropy, Opaque, TokenHash};

/// How every service token begins, so that whoever scans for secrets finds it, and nobody takes it for an
/// application's own.
pub const SERVICE_TOKEN_PREFIX: &str = "lgs_";

/// Begins the user that an application is told of a service; no `sub` has a colon.
const SERVICE_USER: &str = "service:";

/// A token by which a service comes to one application. The token itself is shown once; its hash is kept.
#[derive(Debug, Clone)]
pub struct ServiceToken {
    /// Its id, by which it is revoked.
    pub id: ServiceTokenId,
    /// The application's id; at any other the token is worth nothing.
    pub application: String,
    /// The service, as rules name it. It may have several tokens, so that one can take over from another.
    pub name: String,
    /// Hash of the token.
    pub hash: TokenHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it lapses; never, where it is `None`.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last of use, a minute late.
    pub last_used_at: Option<Timestamp>,
}

impl ServiceToken {
    /// A fresh secret of 256 bits behind the prefix.
    pub fn secret(entropy: &dyn Entropy) -> Opaque {
        Opaque::received(&format!("{SERVICE_TOKEN_PREFIX}{}", Opaque::new(entropy).reveal()))
    }

    /// Whether it opens anything at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Which token it is, for the audit log: `svc_… (ci)`.
impl fmt::Display for ServiceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id, self.name)
    }
}

/// Whether a service may have this name: 1 to 100 of A-Z a-z 0-9 . _ -
pub fn is_service_name(text: &str) -> bool {
    is_client_id(text)
}

/// A service that has proven itself: what rules ask about it, and what its application is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The token that it came by.
    pub token: ServiceTokenId,
    /// As rules name it.
    pub name: String,
    /// As its application is told: a user that no person has, and nothing else.
    pub identity: Person,
}

impl From<&ServiceToken> for Service {
    fn from(token: &ServiceToken) -> Self {
        let details =
            PersonDetails { sub: format!("{SERVICE_USER}{}", token.name), ..PersonDetails::default() };
        Self { token: token.id.clone(), name: token.name.clone(), identity: Person::from(&details) }
    }
}
