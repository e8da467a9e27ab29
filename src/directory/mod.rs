//! Keeps up what is known of people's places in their tenant's directory: read when they sign in, again while they are
//! signed in, and forgotten when it could not be read again for too long. Whoever is gone is signed out everywhere.

mod keep_up;

use std::time::Duration;

use crate::app::App;
use crate::connectors::{Connector, Directory, Gone, Standing, UpstreamError, UpstreamErrorKind};
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

pub use keep_up::keep_up;

/// When somebody is read again whose reading failed.
const SOON: Duration = Duration::from_secs(60);

/// What a look into the directory came to.
#[derive(Debug)]
pub struct Look {
    at: Timestamp,
    refresh: Duration,
    came_to: Result<Standing, UpstreamError>,
}

impl Look {
    /// Looks where somebody stands who signs in; `None` where the directory is not read.
    pub async fn at_sign_in(app: &App, connector: &dyn Connector, open_id: &str) -> Option<Self> {
        let look = Self::now(app, connector.directory()?, open_id).await;
        if let Err(error) = &look.came_to {
            warn(connector, error, "the directory was not read at a sign-in");
        }
        Some(look)
    }

    async fn now(app: &App, directory: &dyn Directory, open_id: &str) -> Self {
        // Before it is asked: what was known of a person earlier yields to it, what is learned meanwhile does not.
        let at = app.now();
        Self { at, refresh: directory.refresh(), came_to: directory.standing(open_id).await }
    }

    /// How the person is not one of the tenant's people, if so.
    pub fn gone(&self) -> Option<Gone> {
        match self.came_to {
            Ok(Standing::Gone(gone)) => Some(gone),
            Ok(Standing::Here(_)) | Err(_) => None,
        }
    }

    /// What keeps the directory from answering, whomever it is asked about.
    fn unwell(&self) -> Option<&UpstreamError> {
        let error = self.came_to.as_ref().err()?;
        let is_unwell = match error.kind {
            UpstreamErrorKind::Unavailable
            | UpstreamErrorKind::RateLimited { .. }
            | UpstreamErrorKind::Misconfigured => true,
            UpstreamErrorKind::CodeRejected
            | UpstreamErrorKind::Resigned
            | UpstreamErrorKind::Frozen
            | UpstreamErrorKind::NotActive
            | UpstreamErrorKind::OutsideAvailability
            | UpstreamErrorKind::OutsideContactRange
            | UpstreamErrorKind::TenantNotAllowed { .. }
            | UpstreamErrorKind::Malformed => false,
        };
        is_unwell.then_some(error)
    }

    /// Writes down what is known now. When the directory did not answer, what was known before stays until it is too old;
    /// when it may not tell of the person, nothing is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(&self, tx: &mut Tx, who: (&str, &str)) -> Result<(), StoreError> {
        let again = Some(self.at.plus(self.refresh));
        match &self.came_to {
            Ok(Standing::Here(memberships)) => {
                tx.note_memberships(who, Some(memberships), self.at, again).await
            }
            Ok(Standing::Gone(_)) => tx.note_memberships(who, None, self.at, None).await,
            Err(error) if error.kind == UpstreamErrorKind::OutsideContactRange => {
                tx.note_memberships(who, None, self.at, again).await
            }
            Err(error) if error.kind == UpstreamErrorKind::Malformed => {
                tx.postpone_directory(who, self.at.plus(self.refresh)).await
            }
            Err(_) => tx.postpone_directory(who, self.at.plus(SOON)).await,
        }
    }
}

/// Has somebody's place read at once who was found gone at the sign-in, so that whatever else they have ends.
///
/// # Errors
/// When the database fails.
pub async fn hurry(app: &App, connector: &dyn Connector, open_id: &str) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    tx.postpone_directory((connector.id(), open_id), app.now()).await?;
    tx.commit().await
}

fn warn(connector: &dyn Connector, error: &UpstreamError, what: &'static str) {
    tracing::warn!(
        connector = connector.id(),
        kind = ?error.kind,
        status = error.status,
        code = error.code,
        log_id = error.log_id,
        cause = error.cause,
        "{what}"
    );
}

#[cfg(test)]
mod tests;
