//! API tokens: what programs administer larkgate with.

use super::{Role, Who};
use crate::domain::id::ApiTokenId;
use crate::domain::time::Timestamp;
use crate::domain::token::{Entropy, Opaque, TokenHash};

/// A token of the REST API. Its value is shown once; the hash is kept.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for, as people read it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Hash of its value.
    pub hash: TokenHash,
    /// Who made it, as the audit log has them ([`Who`]).
    pub created_by: String,
    /// Whoever made it, or made the token that it was made with, and so on: an account or the command line.
    pub behind: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it lapses; every token does.
    pub expires_at: Timestamp,
    /// When it was last of use, to the minute.
    pub last_used_at: Option<Timestamp>,
}

impl ApiToken {
    /// How every token's value begins, so that people and scanners know one when they see it.
    pub const PREFIX: &'static str = "lgat_";

    /// A fresh token and its value.
    pub fn new(
        entropy: &dyn Entropy,
        name: &str,
        role: Role,
        by: &Who,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> (Self, Opaque) {
        let value = Opaque::received(&format!("{}{}", Self::PREFIX, Opaque::new(entropy).reveal()));
        let token = Self {
            id: ApiTokenId::new(entropy),
            name: name.to_owned(),
            role,
            hash: value.hash(),
            created_by: by.to_string(),
            behind: by.to_string(),
            created_at: now,
            expires_at,
            last_used_at: None,
        };
        (token, value)
    }
}
