//! What some upstreams tell beside who somebody is: where they stand in the tenant's directory.

use std::time::Duration;

use async_trait::async_trait;

use super::UpstreamError;
use crate::domain::account::Memberships;

/// A tenant's directory.
#[async_trait]
pub trait Directory: Send + Sync {
    /// How old what was read may become before it is read again.
    fn refresh(&self) -> Duration;

    /// Where somebody stands now. Takes no longer than one request to the provider may.
    ///
    /// # Errors
    /// When that could not be read, or not as a whole. No error says that somebody is gone.
    async fn standing(&self, open_id: &str) -> Result<Standing, UpstreamError>;
}

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// One of the tenant's people.
    Here(Memberships),
    /// Not any more, or not at present.
    Gone(Gone),
}

/// How somebody is not one of the tenant's people, by the provider's own word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// Has left the company.
    Resigned,
    /// Has left the tenant; becomes resigned later.
    Exited,
    /// Is suspended.
    Frozen,
    /// Has not joined, or not activated the account.
    NotActive,
}

impl Gone {
    /// One word, for the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Resigned => "resigned",
            Self::Exited => "exited",
            Self::Frozen => "frozen",
            Self::NotActive => "not_active",
        }
    }
}
