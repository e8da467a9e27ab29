//! Removes lines that are older than they must be, so few at a time that nobody waits for it.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::domain::time::Timestamp;
use crate::store::StoreError;

/// How often old lines are looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// How many lines go at a time; on SQLite writers wait for as long as that takes.
const BATCH: i64 = 500;
/// How long others have the database to themselves then.
const REST: Duration = Duration::from_millis(100);

/// Removes lines for as long as it is polled, if they are not kept for ever.
pub async fn remove_old_lines(app: Arc<App>) {
    let Some(keep) = app.config.audit.keep else { return };
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        match remove(&app, keep).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "old lines of the audit log were removed"),
            Err(error) => {
                tracing::warn!(cause = %error, "old lines of the audit log could not be removed");
            }
        }
    }
}

async fn remove(app: &App, keep: Duration) -> Result<u64, StoreError> {
    let mut removed: u64 = 0;
    loop {
        let kept_from = kept_from(app, keep).await?;
        let mut tx = app.store.write().await?;
        let batch = tx.remove_audit_before(kept_from, BATCH).await?;
        tx.commit().await?;
        removed = removed.saturating_add(batch);
        if i64::try_from(batch).is_ok_and(|batch| batch < BATCH) {
            return Ok(removed);
        }
        tokio::time::sleep(REST).await;
    }
}

/// Where lines are forwarded, none is removed before: the collector may have been away for long.
async fn kept_from(app: &App, keep: Duration) -> Result<Timestamp, StoreError> {
    let kept_from = app.now().minus(keep);
    if app.config.audit.forward.is_none() {
        return Ok(kept_from);
    }
    let waiting_since = app.store.read().await?.unforwarded_since().await?;
    Ok(waiting_since.map_or(kept_from, |since| since.min(kept_from)))
}
