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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::{NOW, open};
    use crate::domain::audit::{AuditEvent, EventKind};
    use crate::store::AuditFilter;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    /// A larkgate without a listener, with a line for each of these moments.
    async fn scene(audit: &str, moments: impl Iterator<Item = Timestamp>) -> (Arc<App>, tempfile::TempDir) {
        let (app, _clock, folder) = open(&format!("audit = {{ {audit} }}")).await;
        let mut tx = app.store.write().await.unwrap();
        for at in moments {
            tx.append_audit(&AuditEvent::new(at, EventKind::LoggedOut)).await.unwrap();
        }
        tx.commit().await.unwrap();
        (Arc::new(app), folder)
    }

    /// When the lines that are left were written, oldest first.
    async fn left(app: &App) -> Vec<Timestamp> {
        let page = app.store.read().await.unwrap().audit(&AuditFilter::default(), None, 5000).await.unwrap();
        page.lines
            .iter()
            .rev()
            .filter(|line| line.kind == EventKind::LoggedOut.as_str())
            .map(|line| line.at)
            .collect()
    }

    #[tokio::test]
    async fn the_task_removes_what_is_older_than_it_must_be_and_nothing_else() {
        let old = |number: u64| NOW.minus(DAY * 2).minus(Duration::from_secs(number + 1));
        let kept = [NOW.minus(DAY * 2), NOW.minus(DAY), NOW];
        // More than go at a time.
        let (app, _folder) = scene("keep = '2d'", (0..1_100).map(old).chain(kept)).await;
        let task = tokio::spawn(remove_old_lines(Arc::clone(&app)));
        for _ in 0..4000 {
            if left(&app).await.len() <= kept.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(left(&app).await, kept);
        assert_eq!(remove(&app, DAY * 2).await.unwrap(), 0);
        task.abort();
    }

    #[tokio::test]
    async fn the_task_ends_where_lines_are_kept_for_ever() {
        let ancient = Timestamp::from_seconds(0);
        let (app, _folder) = scene("keep = 'forever'", [ancient].into_iter()).await;
        remove_old_lines(Arc::clone(&app)).await;
        assert_eq!(left(&app).await, [ancient]);
    }

    #[tokio::test]
    async fn what_is_not_forwarded_stays() {
        let days = [5, 4, 3, 0].map(|ago| NOW.minus(DAY * ago));
        let (app, _folder) = scene("keep = '2d', forward = 'audit.jsonl'", days.into_iter()).await;
        assert_eq!(remove(&app, DAY * 2).await.unwrap(), 0, "nothing is forwarded");
        let second = app.store.read().await.unwrap().audit(&AuditFilter::default(), None, 9).await.unwrap();
        let second = second.lines.iter().find(|line| line.at == days[1]).unwrap().id.clone();
        let mut tx = app.store.write().await.unwrap();
        tx.hold_forwarding("me", NOW, NOW).await.unwrap();
        assert!(tx.note_forwarded("me", &second, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(remove(&app, DAY * 2).await.unwrap(), 2);
        assert_eq!(left(&app).await, days[2..]);
    }
}
