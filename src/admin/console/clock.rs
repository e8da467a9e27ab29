//! Moments as the reader's clock says them, where a text has no room for an element that a script rewrites.

use super::Visitor;
use crate::domain::time::Timestamp;
use crate::web::cookies;

/// A moment to the minute, with the reader's zone.
pub(super) fn said(visitor: &Visitor<'_>, at: Timestamp) -> String {
    let ahead = cookies::minutes_ahead(visitor.request);
    let text = local(at, ahead).replace('T', " ");
    format!("{} {}", text.get(..16).unwrap_or(&text), zone(ahead))
}

/// A moment as the reader's clock says it.
pub(super) fn local(at: Timestamp, minutes_ahead: i64) -> String {
    Timestamp::from_seconds(at.seconds().saturating_add(minutes_ahead.saturating_mul(60))).rfc3339()
}

/// `UTC`, `UTC+8`, `UTC−3:30`.
pub(super) fn zone(minutes_ahead: i64) -> String {
    let (hours, minutes) = (minutes_ahead.abs() / 60, minutes_ahead.abs() % 60);
    let sign = if minutes_ahead < 0 { '−' } else { '+' };
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_goes_by_its_distance() {
        for (minutes, name) in [(0, "UTC"), (480, "UTC+8"), (-210, "UTC−3:30"), (345, "UTC+5:45")] {
            assert_eq!(zone(minutes), name);
        }
        assert_eq!(local(Timestamp::from_seconds(1_800_000_000), 480), "2027-01-15T16:00:00Z");
    }
}
