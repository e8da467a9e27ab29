//! Protected applications as they are now: what was read of them, for as long as the store tells of no change.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::app::App;
use crate::domain::access::Catalogue;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;
use crate::store::{Change, StoreError, Watcher, in_time};

/// How long a check waits for the database.
pub const CHECK_PATIENCE: Duration = Duration::from_secs(3);

/// What this process remembers of protected applications.
#[derive(Debug, Default)]
pub(super) struct Applications {
    known: RwLock<Option<Known>>,
    /// How often the store told that they changed.
    told: AtomicU64,
    /// Service tokens that were of use since that was last written down.
    used: Mutex<HashMap<ServiceTokenId, Timestamp>>,
}

#[derive(Debug, Clone)]
struct Known {
    catalogue: Arc<Catalogue>,
    revision: i64,
    /// What had been told before it was read.
    told: u64,
}

impl Watcher for Applications {
    fn changed(&self, changes: &[Change]) {
        if changes.iter().any(|change| matches!(change, Change::Applications | Change::Everything)) {
            self.told.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl App {
    /// Every protected application. A change here holds from its commit on, one of another process within a second.
    ///
    /// # Errors
    /// When the database fails: then nobody knows who may pass.
    pub async fn applications(&self) -> Result<Arc<Catalogue>, StoreError> {
        let told = self.applications.told.load(Ordering::SeqCst);
        let known = self.applications.known().filter(|known| known.told == told);
        if let Some(known) = &known
            && self.store.feed().is_current()
        {
            return Ok(Arc::clone(&known.catalogue));
        }
        // Apart, or every check would move the room that reading needs.
        let read = Box::pin(in_time(CHECK_PATIENCE, self.read_applications(known, told))).await?;
        let catalogue = Arc::clone(&read.catalogue);
        self.applications.remember(read);
        Ok(catalogue)
    }

    /// Reads them, or no more than that they are as known.
    async fn read_applications(&self, known: Option<Known>, told: u64) -> Result<Known, StoreError> {
        let mut tx = self.store.read().await?;
        // Before the rest is read, so that what changes meanwhile is read again.
        let revision = tx.applications_revision().await?;
        if let Some(known) = known.filter(|known| known.revision == revision) {
            return Ok(known);
        }
        let catalogue = self.config.catalogue(&tx.stored_applications(self.now()).await?);
        for flaw in catalogue.flaws() {
            let (application, problem) = (&flaw.application, flaw.to_string());
            tracing::warn!(application, problem, "what the database has of an application is not all of use");
        }
        Ok(Known { catalogue: Arc::new(catalogue), revision, told })
    }

    /// Remembers that a service came by this token; written down by [`App::note_use_of_service_tokens`].
    pub fn service_came(&self, token: &ServiceTokenId) {
        let (now, mut used) = (self.now(), self.applications.used());
        match used.get_mut(token) {
            Some(at) => *at = now,
            None => {
                used.insert(token.clone(), now);
            }
        }
    }

    /// Writes down which service tokens were of use, with a line in the audit log for the first use of each.
    ///
    /// # Errors
    /// When the database fails; then the next time will do.
    pub async fn note_use_of_service_tokens(&self) -> Result<(), StoreError> {
        let used = std::mem::take(&mut *self.applications.used());
        if used.is_empty() {
            return Ok(());
        }
        let noted = self.write_down(&used).await;
        if noted.is_err() {
            let mut since = self.applications.used();
            for (token, at) in used {
                since.entry(token).or_insert(at);
            }
        }
        noted
    }

    async fn write_down(&self, used: &HashMap<ServiceTokenId, Timestamp>) -> Result<(), StoreError> {
        let mut tx = self.store.write().await?;
        for (id, at) in used {
            if let Some(token) = tx.note_use_of_service_token(id, *at).await? {
                let mut event = AuditEvent::new(*at, EventKind::ServiceTokenFirstUsed);
                event.client_id = Some(token.application.clone());
                event.reason = Some(token.to_string());
                tx.append_audit(&event).await?;
            }
        }
        tx.commit().await
    }
}

impl Applications {
    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what is newest: of two that read at once, the slower one may have begun before a change.
    fn remember(&self, read: Known) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|known| known.told <= read.told) {
            *known = Some(read);
        }
    }

    fn used(&self) -> MutexGuard<'_, HashMap<ServiceTokenId, Timestamp>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
