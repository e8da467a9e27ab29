//! Durations as people write them: an integer and one unit, such as `10m`.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::reader::Section;

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

pub(super) const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub(super) const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

pub(super) const fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

pub(super) const fn days(n: u64) -> Duration {
    hours(n * 24)
}

impl Section<'_> {
    /// The duration at `name`, or `default`; anything outside `bounds` is a problem.
    pub(super) fn duration(
        &mut self,
        name: &'static str,
        default: Duration,
        bounds: RangeInclusive<Duration>,
    ) -> Duration {
        let expected = format!("a duration from {} to {}", show(*bounds.start()), show(*bounds.end()));
        let within = |text: &str| parse(text).filter(|duration| bounds.contains(duration));
        self.parsed(name, &expected, within).unwrap_or(default)
    }
}

/// Reads `90d`.
pub fn parse(text: &str) -> Option<Duration> {
    let (_, seconds_per, count) = UNITS
        .iter()
        .find_map(|(unit, seconds)| text.strip_suffix(*unit).map(|count| (unit, seconds, count)))?;
    if !count.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    count.parse::<u64>().ok()?.checked_mul(*seconds_per).map(Duration::from_secs)
}

/// In the largest unit that divides it.
pub(super) fn show(duration: Duration) -> String {
    let total = duration.as_secs();
    let unit = UNITS.iter().find(|(_, seconds)| total > 0 && total.is_multiple_of(*seconds));
    unit.map_or_else(|| format!("{total}s"), |(unit, seconds)| format!("{}{unit}", total / seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_an_integer_and_a_unit() {
        assert_eq!(parse("90s"), Some(seconds(90)));
        assert_eq!(parse("10m"), Some(minutes(10)));
        assert_eq!(parse("12h"), Some(hours(12)));
        assert_eq!(parse("30d"), Some(days(30)));
        for text in
            ["", "10", "m", "+10m", "-1m", "1.5h", "10 m", "1h30m", "10M", "10分", "999999999999999999d"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn shows_the_largest_unit_that_fits() {
        assert_eq!(show(seconds(90)), "90s");
        assert_eq!(show(seconds(60)), "1m");
        assert_eq!(show(minutes(90)), "90m");
        assert_eq!(show(days(30)), "30d");
        assert_eq!(show(seconds(0)), "0s");
    }
}
