//! Tells whoever keeps the key ring that keys were rotated or retired, here or in another process.

use tokio::sync::Notify;

use crate::store::{Change, Watcher};

/// Rung when the ring should be read again.
#[derive(Debug, Default)]
pub struct KeysChanged(Notify);

impl KeysChanged {
    /// Waits until keys change; what changed since the last time is not missed.
    pub async fn wait(&self) {
        self.0.notified().await;
    }
}

impl Watcher for KeysChanged {
    fn changed(&self, changes: &[Change]) {
        if changes.iter().any(|change| matches!(change, Change::Keys | Change::Everything)) {
            self.0.notify_one();
        }
    }
}
