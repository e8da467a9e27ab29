//! `[lifetimes]`: how long things live, within bounds that keep a slip from becoming a hole.

use super::Lifetimes;
use super::duration::{days, hours, minutes, seconds};
use super::reader::Section;

pub(super) fn lifetimes(root: &mut Section<'_>) -> Lifetimes {
    let mut section = root.section("lifetimes");
    let lifetimes = Lifetimes {
        attempt: section.duration("attempt", minutes(30), minutes(5)..=hours(2)),
        session: section.duration("session", hours(12), minutes(5)..=days(30)),
        session_idle: section.duration("session_idle", hours(4), minutes(5)..=days(30)),
        code: section.duration("code", seconds(60), seconds(10)..=seconds(60)),
        id_token: section.duration("id_token", minutes(10), minutes(1)..=hours(24)),
        access_token: section.duration("access_token", minutes(10), minutes(1)..=hours(24)),
        // At least the longest access token, whose family must outlive it.
        refresh_token: section.duration("refresh_token", days(30), days(1)..=days(365)),
    };
    section.finish();
    lifetimes
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::config::tests::{problems_with, with};

    #[test]
    fn bounds_are_inclusive_and_named() {
        assert_eq!(with("lifetimes", "{ code = \"60s\" }").unwrap().lifetimes.code, Duration::from_secs(60));
        for (option, expected) in [
            ("attempt = \"3h\"", "attempt: expected a duration from 5m to 2h, found \"3h\""),
            ("session = \"31d\"", "session: expected a duration from 5m to 30d, found \"31d\""),
            ("session_idle = \"4m\"", "session_idle: expected a duration from 5m to 30d, found \"4m\""),
            ("code = \"61s\"", "code: expected a duration from 10s to 1m, found \"61s\""),
            ("id_token = \"25h\"", "id_token: expected a duration from 1m to 1d, found \"25h\""),
            ("access_token = \"2d\"", "access_token: expected a duration from 1m to 1d, found \"2d\""),
            ("refresh_token = \"59m\"", "refresh_token: expected a duration from 1d to 365d, found \"59m\""),
            (
                "refresh_token = \"soon\"",
                "refresh_token: expected a duration from 1d to 365d, found \"soon\"",
            ),
            ("code = 60", "code: expected text, found an integer"),
        ] {
            assert_eq!(
                problems_with("lifetimes", &format!("{{ {option} }}")),
                format!("lifetimes.{expected}")
            );
        }
    }
}
