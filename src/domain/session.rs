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
    /// The first session of this person in this browser; a fresh sign-in makes a new session in the same chain.
    pub chain: SessionId,
    /// When it was last of use, to within a minute.
    pub last_used_at: Timestamp,
    /// When it lapses, whatever happens.
    pub expires_at: Timestamp,
    /// Where it was opened, so that its person can tell it from others.
    pub device: Device,
}

/// What is known of the browser that a session was opened in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// The address it was opened from.
    pub address: Option<String>,
    /// `User-Agent`, at most 256 characters; written by the browser, so it proves nothing.
    pub user_agent: Option<String>,
}
