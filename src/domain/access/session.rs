//! Sessions at protected applications, and the tickets by which they begin.

use std::time::Duration;

use crate::domain::id::{AccountId, ApplicationSessionId, SessionId};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// Somebody signed in to one application in one browser, or to all of a domain that share a cookie. The cookie holds the
/// secret whose hash is `token`; it is worth nothing at any other application.
#[derive(Debug, Clone)]
pub struct ApplicationSession {
    /// Its id.
    pub id: ApplicationSessionId,
    /// Hash of the cookie's value.
    pub token: TokenHash,
    /// The application's id, or a domain: see [`Application::realm`](super::Application::realm).
    pub application: String,
    /// Who is signed in.
    pub account: AccountId,
    /// The chain of sessions at larkgate that it ends with.
    pub chain: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it lapses, whatever happens.
    pub expires_at: Timestamp,
}

/// What carries a sign-in from larkgate's host to an application's, once and only in the browser that asked.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Hash of the value in the address.
    pub hash: TokenHash,
    /// Hash of the secret that the browser has from the application's host.
    pub binding: TokenHash,
    /// The application's id.
    pub application: String,
    /// Who signed in.
    pub account: AccountId,
    /// The chain of sessions that they signed in in.
    pub chain: SessionId,
    /// Where the browser goes, exactly; on one of the application's hosts.
    pub return_to: String,
    /// When the session at larkgate lapses, and so the one at the application.
    pub session_ends: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

impl Ticket {
    /// How long a ticket is good: a browser follows a redirect at once.
    pub const LIFETIME: Duration = Duration::from_secs(60);
}
