//! Sessions: a browser in which somebody is signed in to larkgate.

use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// A session as stored; the cookie holds the secret whose hash is `token`.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, also the `sid` claim.
    pub id: SessionId,
    /// Hash of the cookie's value.
    pub token: TokenHash,
    /// Who is signed in.
    pub account: AccountId,
    /// When the person last proved who they are at the upstream: the `auth_time` claim.
    pub auth_time: Timestamp,
    /// When it lapses, whatever happens.
    pub expires_at: Timestamp,
}
