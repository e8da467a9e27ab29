//! `[audit]`: how long the audit log's lines are kept, and where they are forwarded.

use super::duration::{self, days};
use super::reader::Section;
use super::{Audit, ForwardTo};

pub(super) fn audit(root: &mut Section<'_>) -> Audit {
    let mut section = root.section("audit");
    let keep = section.parsed("keep", "forever, or a duration from 1d to 3650d", |text| match text {
        "forever" => Some(None),
        text => duration::parse(text).filter(|keep| (days(1)..=days(3650)).contains(keep)).map(Some),
    });
    let forward = section.text("forward").map(|text| match text {
        "stdout" => ForwardTo::Stdout,
        file => ForwardTo::File(section.context().folder.join(file)),
    });
    section.finish();
    Audit { keep: keep.flatten(), forward }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::tests::{problems_with, with};

    #[test]
    fn nothing_is_removed_or_forwarded_unasked() {
        for written in ["{}", r#"{ keep = "forever" }"#] {
            let audit = with("audit", written).unwrap().audit;
            assert!(audit.keep.is_none() && audit.forward.is_none());
        }
    }

    #[test]
    fn takes_a_time_and_a_place() {
        let audit = with("audit", r#"{ keep = "180d", forward = "audit.jsonl" }"#).unwrap().audit;
        assert_eq!(audit.keep, Some(days(180)));
        let Some(ForwardTo::File(path)) = audit.forward else { panic!("no file") };
        assert_eq!(path, Path::new("/etc/larkgate/audit.jsonl"));
        let audit = with("audit", r#"{ forward = "stdout" }"#).unwrap().audit;
        assert!(matches!(audit.forward, Some(ForwardTo::Stdout)));
    }

    #[test]
    fn refuses_what_would_keep_nothing() {
        for keep in ["0d", "12h", "4000d", "ever"] {
            let problems = problems_with("audit", &format!("{{ keep = {keep:?} }}"));
            assert!(problems.starts_with("audit.keep: expected forever, or a duration"), "{problems}");
        }
    }
}
