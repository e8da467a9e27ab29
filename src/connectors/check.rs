//! Whether an upstream takes the credentials that it was given: asked when somebody wants to know, and not too often.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::Mutex;

use super::{Connector, UpstreamError};
use crate::domain::time::Timestamp;

/// How long an answer is as good as a new one.
const GOOD_FOR: Duration = Duration::from_secs(10);

/// When an upstream was asked, and what it answered.
type Checked = (Timestamp, Result<(), UpstreamError>);

/// What each upstream answered last.
#[derive(Debug, Default)]
pub struct Checks {
    last: Mutex<HashMap<String, Checked>>,
}

impl Checks {
    /// Asks the upstream, unless it answered a moment ago. One is asked at a time: whoever asks meanwhile waits.
    ///
    /// # Errors
    /// What the upstream has against it.
    pub async fn of(&self, connector: &dyn Connector, now: Timestamp) -> Result<(), UpstreamError> {
        let mut last = self.last.lock().await;
        if let Some((at, outcome)) = last.get(connector.id()).filter(|(at, _)| at.plus(GOOD_FOR) > now) {
            tracing::debug!(connector = connector.id(), at = at.seconds(), "was asked a moment ago");
            return outcome.clone();
        }
        let outcome = connector.check().await;
        last.insert(connector.id().to_owned(), (now, outcome.clone()));
        outcome
    }
}
