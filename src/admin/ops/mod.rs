//! Every action of administration, once: the console, the REST API and the command line are doors to what is here.
//!
//! A [`Desk`] gives a transaction only to whoever may do what it is for, and what is changed is written to the audit log in
//! the same transaction. Actions are functions on a desk, a file per subject.

pub mod accounts;
pub mod applications;
pub mod audit;
pub mod bindings;
pub mod clients;
mod conflict;
pub mod entry;
pub mod explain;
pub mod figures;
mod flaw;
mod judged;
pub mod keys;
pub mod login_links;
pub mod proxy_config;
pub mod roles;
pub mod rules;
pub mod service_tokens;
pub mod sessions;
pub mod sign_in_tests;
pub mod system;
pub mod tokens;

pub use conflict::Conflict;
pub use flaw::{Flaw, Problem};

use std::time::Duration;

use serde_json::{Value, json};

use crate::config::Config;
use crate::domain::admin::{Actor, Forbidden, Permission};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::time::Timestamp;
use crate::domain::token::Entropy;
use crate::store::{Store, StoreError, Tx};

/// Where somebody acts: what they act on, and who they are.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The database.
    pub store: &'a Store,
    /// What the operator said; nothing here changes it.
    pub config: &'a Config,
    /// Chance.
    pub entropy: &'a dyn Entropy,
    /// The present.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
}

/// Why nothing was done. Nothing is ever done by half.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The actor's role does not reach so far.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such thing.
    #[error("there is no {what} {name}")]
    NotFound {
        /// What was looked for, in one word.
        what: &'static str,
        /// By which name.
        name: String,
    },
    /// What was said cannot be taken: everything that is wrong with it.
    #[error("{}", flaw::texts(.0))]
    Invalid(Vec<Flaw>),
    /// It cannot be done as things are.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpError {
    /// One field that cannot be taken.
    pub fn invalid(field: &'static str, problem: impl Into<Problem>) -> Self {
        Self::Invalid(vec![Flaw { field, problem: problem.into() }])
    }

    /// A stable word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Conflict(_) => "conflict",
            Self::Store(_) => "unavailable",
        }
    }
}

impl Desk<'_> {
    /// A transaction that reads, for whoever may.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn reading(&self, permission: Permission) -> Result<Tx, OpError> {
        self.actor.require(permission)?;
        Ok(self.store.read().await?)
    }

    /// A transaction that changes something, for whoever may.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn changing(&self, permission: Permission) -> Result<Tx, OpError> {
        self.actor.require(permission)?;
        Ok(self.store.write().await?)
    }

    /// A line for the audit log that says who did it and from where.
    pub fn event(&self, kind: EventKind) -> AuditEvent {
        let mut event = AuditEvent::new(self.now, kind);
        event.actor = Some(self.actor.who.clone());
        event.address.clone_from(&self.actor.address);
        event.reference.clone_from(&self.actor.reference);
        event
    }
}

/// So many days.
pub const fn days(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(24 * 60 * 60))
}

/// What changed, for the audit log.
pub fn change(before: impl Into<Value>, after: impl Into<Value>) -> Option<Value> {
    Some(json!({ "before": before.into(), "after": after.into() }))
}

/// Why something is done, for the audit log.
fn why(reason: &str) -> Result<Option<String>, OpError> {
    words("reason", reason, accounts::MOST_WORDS)
}

/// A text that people write, without space around it: up to `most` characters, none of which controls anything.
///
/// # Errors
/// When it is longer, or holds control characters beside line breaks.
pub fn words(field: &'static str, text: &str, most: usize) -> Result<Option<String>, OpError> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > most {
        return Err(OpError::invalid(field, Problem::TooLong { most }));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(OpError::invalid(field, Problem::Controls));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests;
