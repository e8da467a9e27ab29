//! Figures, kept for a minute: however often people look, a large log is counted once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::admin::ops::figures::{self, DaysOver, Figures};
use crate::admin::ops::{Desk, OpError};
use crate::domain::admin::Permission;
use crate::domain::time::Timestamp;

/// How long figures are as good as new.
const FOR: Duration = Duration::from_secs(60);

/// What was counted.
#[derive(Debug, Default)]
pub struct Kept {
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// By how many minutes the reader's clock is ahead of UTC, each with the moment at which they were counted.
    figures: HashMap<i64, (Timestamp, Arc<Figures>)>,
    over: DaysOver,
}

impl Kept {
    /// The figures of this minute. Whoever asks while they are counted waits for them.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub(in crate::admin) async fn figures(
        &self,
        desk: &Desk<'_>,
        minutes_ahead: i64,
    ) -> Result<Arc<Figures>, OpError> {
        desk.actor.require(Permission::ReadSystem)?;
        let mut counted = self.counted.lock().await;
        let Counted { figures: kept, over } = &mut *counted;
        kept.retain(|_, (counted, _)| counted.plus(FOR) > desk.now);
        if let Some((_, figures)) = kept.get(&minutes_ahead) {
            return Ok(Arc::clone(figures));
        }
        let figures = Arc::new(figures::of(desk, minutes_ahead.saturating_mul(60), over).await?);
        kept.insert(minutes_ahead, (desk.now, Arc::clone(&figures)));
        Ok(figures)
    }
}
