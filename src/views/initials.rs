//! What stands for a person's picture, which pages do not load from elsewhere.

/// The last two characters of a Chinese name, which is how Feishu does it too; else up to two initials.
pub(super) fn of(name: &str) -> String {
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    let name = name.trim();
    if name.chars().next().is_some_and(is_latin) {
        let firsts = name.split_whitespace().filter_map(|word| word.chars().next());
        return firsts.take(2).flat_map(char::to_uppercase).collect();
    }
    let skipped = name.chars().count().saturating_sub(2);
    name.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_names_in_both_scripts() {
        for (name, expected) in [
            ("林小雨", "小雨"),
            ("周明", "周明"),
            ("Lin Xiaoyu", "LX"),
            ("anna maria de souza", "AM"),
            ("李", "李"),
            ("", ""),
            ("🎉x", "🎉x"),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
    }
}
