//! Removal of what has lapsed and can no longer be asked for.

use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

/// Attempts and sessions are kept this long after they lapse, so that a late person gets a sentence that fits.
const KEPT_AFTER: Duration = Duration::from_secs(60 * 60);

/// How many rows a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Sign-in attempts.
    pub attempts: u64,
    /// Sessions.
    pub sessions: u64,
    /// Grants, with what is left of their codes and refresh tokens.
    pub grants: u64,
    /// Refresh tokens of families that live on.
    pub refresh_tokens: u64,
    /// Sessions at applications, and tickets to them.
    pub applications: u64,
    /// Retired signing keys.
    pub keys: u64,
    /// Links to the console, ids of client assertions, and of access tokens that were given back.
    pub spent: u64,
    /// Changes that every reader has read.
    pub changes: u64,
}

impl Tx {
    /// Removes what lapsed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&mut self, now: Timestamp) -> Result<Swept, StoreError> {
        let kept_from = now.minus(KEPT_AFTER);
        Ok(Swept {
            attempts: execute!(self, "DELETE FROM auth_requests WHERE expires_at < $1", kept_from)?,
            sessions: execute!(self, "DELETE FROM sessions WHERE expires_at < $1", kept_from)?,
            grants: execute!(self, "DELETE FROM grants WHERE expires_at < $1", kept_from)?,
            refresh_tokens: execute!(self, "DELETE FROM refresh_tokens WHERE expires_at < $1", kept_from)?,
            applications: execute!(
                self,
                "DELETE FROM application_sessions WHERE expires_at < $1",
                kept_from
            )? + execute!(
                self,
                "DELETE FROM application_tickets WHERE expires_at < $1",
                kept_from
            )?,
            keys: execute!(self, "DELETE FROM signing_keys WHERE retires_at < $1", kept_from)?,
            spent: execute!(self, "DELETE FROM client_assertions WHERE expires_at < $1", kept_from)?
                + execute!(self, "DELETE FROM revoked_tokens WHERE expires_at < $1", kept_from)?
                + execute!(self, "DELETE FROM login_links WHERE expires_at < $1", kept_from)?,
            changes: self.sweep_changes().await?,
        })
    }
}
