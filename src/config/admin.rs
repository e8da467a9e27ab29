//! `[admin]`: who administers larkgate before anybody was given a role.

use super::Admin;
use super::reader::Section;

pub(super) fn admin(root: &mut Section<'_>) -> Admin {
    let mut section = root.section("admin");
    let owners = section.parsed_list("owners", "an open_id such as ou_1234", |text| {
        let is_id = !text.is_empty() && text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_id.then(|| text.to_owned())
    });
    section.finish();
    Admin { owners }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{problems_with, with};

    #[test]
    fn nobody_is_an_owner_unasked() {
        assert!(with("admin", "{}").unwrap().admin.owners.is_empty());
        assert_eq!(with("admin", r#"{ owners = ["ou_1"] }"#).unwrap().admin.owners, ["ou_1"]);
    }

    #[test]
    fn owners_are_named_by_ids() {
        let problems = problems_with("admin", r#"{ owners = ["", "lin xiaoyu"] }"#);
        assert_eq!(problems.lines().filter(|line| line.contains("admin.owners")).count(), 2, "{problems}");
    }
}
