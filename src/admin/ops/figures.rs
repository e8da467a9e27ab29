//! Figures: who came, who was refused and why, and what wants attention.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Desk, OpError};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::time::Timestamp;
use crate::keys::Schedule;
use crate::store::{FailingNotices, StoreError, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long after its end a day may get lines: clocks differ, and what began before is not written at once.
const LATE: Duration = HOUR;
/// How many lines a list of the most frequent has.
const MOST: i64 = 8;

/// Counts over time, up to and with the present period.
#[derive(Debug)]
pub struct Series {
    /// When the first period begins.
    pub from: Timestamp,
    /// How long each is.
    pub width: Duration,
    /// How many in each.
    pub counts: Vec<i64>,
}

/// What an overview says.
#[derive(Debug)]
pub struct Figures {
    /// Sign-ins in each of the last 24 hours.
    pub hours: Series,
    /// Sign-ins in each of the last 30 days.
    pub days: Series,
    /// How many people have signed in within a day, a week, 30 days.
    pub people: [i64; 3],
    /// Refusals within a day.
    pub refused: i64,
    /// Why, within a week, the most frequent first.
    pub reasons: Vec<(String, i64)>,
    /// Applications that people came to within a day, the most frequent first.
    pub applications: Vec<(String, i64)>,
    /// Applications that do not take their logout notices.
    pub notices: Vec<FailingNotices>,
    /// Logout notices that were given up within a day.
    pub given_up: i64,
    /// When signing keys are due for rotation, which is done by itself; none where there are no keys.
    pub keys_due_at: Option<Timestamp>,
}

/// Sign-ins of days that are over, by when they began: no line is added to them, so nobody counts them again.
#[derive(Debug, Default)]
pub struct DaysOver(BTreeMap<Timestamp, i64>);

/// Counts, for a reader whose clock is `ahead` seconds ahead of UTC: their hours and days are not everybody's.
///
/// # Errors
/// When the actor may not see them, or the database fails.
pub async fn of(desk: &Desk<'_>, ahead: i64, over: &mut DaysOver) -> Result<Figures, OpError> {
    let mut tx = desk.reading(Permission::ReadSystem).await?;
    let now = desk.now;
    let since = |days: u32| now.minus(DAY.saturating_mul(days));
    let (hours, days) = (last(now, ahead, HOUR, 24), last(now, ahead, DAY, 30));
    let signed_in = EventKind::LoginSucceeded;
    let by_hour = tx.events_over_time(signed_in, hours, HOUR, 24).await?;
    let by_day = over.count(&mut tx, days, now).await?;
    let newest = tx.published_keys(now).await?.iter().map(|key| key.signs_from).max();
    Ok(Figures {
        hours: Series { from: hours, width: HOUR, counts: by_hour },
        days: Series { from: days, width: DAY, counts: by_day },
        people: [
            tx.people_since(since(1)).await?,
            tx.people_since(since(7)).await?,
            tx.people_since(since(30)).await?,
        ],
        refused: tx.events_since(EventKind::LoginRefused, since(1)).await?,
        reasons: tx.refusals_by_reason(since(7), MOST).await?,
        applications: tx.applications_used(since(1), MOST).await?,
        notices: tx.failing_notices(MOST).await?,
        given_up: tx.events_since(EventKind::LogoutNoticeFailed, since(1)).await?,
        keys_due_at: newest.map(|from| from.plus(Schedule::of(desk.config).rotate_every)),
    })
}

impl DaysOver {
    /// Sign-ins in each of 30 days from `first` on, of which the last is the present one.
    async fn count(&mut self, tx: &mut Tx, first: Timestamp, now: Timestamp) -> Result<Vec<i64>, StoreError> {
        let day = |number: u32| first.plus(DAY.saturating_mul(number));
        // Another reader's first day begins within a day of this one's.
        self.0.retain(|began, _| *began > first.minus(DAY));
        let mut counts: Vec<i64> = (0..30).map_while(|number| self.0.get(&day(number)).copied()).collect();
        let known = u32::try_from(counts.len()).unwrap_or(0);
        let counted = tx.events_over_time(EventKind::LoginSucceeded, day(known), DAY, 30 - known).await?;
        for (number, count) in (known..).zip(&counted) {
            if day(number + 1).plus(LATE) <= now {
                self.0.insert(day(number), *count);
            }
        }
        counts.extend(counted);
        Ok(counts)
    }
}

/// When the first of the last `count` periods begins, of which the present one is the last.
fn last(now: Timestamp, ahead: i64, width: Duration, count: u32) -> Timestamp {
    let seconds = i64::try_from(width.as_secs()).unwrap_or(1).max(1);
    let into_the_present_one = now.seconds().saturating_add(ahead).rem_euclid(seconds);
    let present = Timestamp::from_seconds(now.seconds().saturating_sub(into_the_present_one));
    present.minus(width.saturating_mul(count.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_when_the_readers_do() {
        // 2027-01-15 08:00:00 UTC, which is 16:00 in Shanghai and 13:30 in Kolkata.
        let now = Timestamp::from_seconds(1_800_000_000);
        assert_eq!(last(now, 0, HOUR, 1).rfc3339(), "2027-01-15T08:00:00Z");
        assert_eq!(last(now, 0, DAY, 1).rfc3339(), "2027-01-15T00:00:00Z");
        assert_eq!(last(now, 8 * 3600, DAY, 1).rfc3339(), "2027-01-14T16:00:00Z");
        assert_eq!(last(now, 8 * 3600, DAY, 30).rfc3339(), "2026-12-16T16:00:00Z");
        assert_eq!(last(now, 19_800, HOUR, 1).rfc3339(), "2027-01-15T07:30:00Z");
        assert_eq!(last(now, -3 * 3600, DAY, 1).rfc3339(), "2027-01-15T03:00:00Z");
    }
}
