//! Waiting for what must come.

use std::time::Duration;

use tokio::time::Instant;

/// How long it may take. Where all is well it comes at once, so only what fails takes longer for this.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long a server of the tests keeps an idle connection: longer than callers do, or they meet its end when they use it again.
pub const LONGER_THAN_CALLERS: Duration = Duration::from_secs(120);
/// How often it is looked for.
const EVERY: Duration = Duration::from_millis(5);

/// What `look` finds, once it finds something.
pub async fn found<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        tokio::time::sleep(EVERY).await;
    }
}

/// Waits until it has happened.
pub async fn until(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    found(what, async || happened().await.then_some(())).await;
}
