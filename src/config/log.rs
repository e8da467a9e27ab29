//! `[log]`: what is logged, and how lines look.

use super::reader::Section;
use super::{Log, LogFormat};

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

pub(super) fn log(root: &mut Section<'_>) -> Log {
    let mut section = root.section("log");
    let expected = "error, warn, info, debug or trace, or a list such as info,larkgate=debug";
    let level = section.parsed("level", expected, |text| is_filter(text).then(|| text.to_owned()));
    let format = section.choice("format", &[("json", LogFormat::Json), ("text", LogFormat::Text)]);
    section.finish();
    Log { level: level.unwrap_or_else(|| "info".to_owned()), format: format.unwrap_or(LogFormat::Json) }
}

/// Whether `text` is a list of `LEVEL` and `TARGET=LEVEL`. The filter itself would take a misspelt level for a target.
fn is_filter(text: &str) -> bool {
    text.split(',').all(|directive| {
        let (target, level) = directive.split_once('=').unwrap_or(("any", directive));
        let is_target =
            !target.is_empty() && target.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:".contains(&b));
        is_target && LEVELS.contains(&level)
    })
}

#[cfg(test)]
mod tests {
    use crate::config::LogFormat;
    use crate::config::tests::{problems_with, with};

    #[test]
    fn takes_levels_and_targets() {
        for text in ["warn", "info,larkgate=debug", "off,larkgate::oidc=trace"] {
            let log = with("log", &format!("{{ level = {text:?}, format = \"text\" }}")).unwrap().log;
            assert_eq!((log.level.as_str(), log.format), (text, LogFormat::Text));
        }
    }

    #[test]
    fn refuses_misspelt_levels() {
        for text in ["inof", "INFO ", "info,", "=debug", "larkgate=", "larkgate", "info debug"] {
            let problems = problems_with("log", &format!("{{ level = {text:?} }}"));
            assert!(problems.starts_with("log.level: expected error, warn"), "{text}: {problems}");
        }
        let problems = problems_with("log", "{ format = \"yaml\" }");
        assert_eq!(problems, "log.format: expected \"json\" or \"text\", found \"yaml\"");
    }
}
