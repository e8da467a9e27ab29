//! What holds for every `Accept-Language`.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::domain::testing::{anything, cases};

fn item() -> impl Strategy<Value = String> {
    let range = select(vec!["zh", "zh-CN", "ZH-hant", "en", "en-US", "EN", "fr", "de-AT", "*", "zhuang"]);
    (
        range,
        prop_oneof![
            Just(String::new()),
            (0_u32..=1000).prop_map(|q| format!(";q={}", f64::from(q) / 1000.0))
        ],
    )
        .prop_map(|(range, weight)| format!("{range}{weight}"))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_makes_no_sense_changes_nothing(
        items in vec(item(), 0..5),
        at in any::<Index>(),
        nonsense in select(vec!["", ";", "zh;q=2", "en;q=nan", "en;q=", "zh;q=-1", ";q=1", " ", "*;q=0.1"]),
    ) {
        let mut with = items.clone();
        with.insert(at.index(items.len() + 1), nonsense.to_owned());
        let (with, without) = (with.join(","), items.join(","));
        prop_assert_eq!(Locale::negotiate(&with), Locale::negotiate(&without), "{}", with);
    }

    #[test]
    fn case_and_space_do_not_matter_and_a_language_asked_alone_is_given(items in vec(item(), 0..5)) {
        let plain = Locale::negotiate(&items.join(","));
        prop_assert_eq!(Locale::negotiate(&items.join(" , ").to_ascii_uppercase()), plain);
        let says = |language: &str| items.iter().any(|item| {
            item.to_ascii_lowercase().split(['-', ';']).next() == Some(language) && !item.ends_with(";q=0")
        });
        match (says("zh"), says("en")) {
            (true, false) => prop_assert_eq!(plain, Locale::Zh),
            (false, true) => prop_assert_eq!(plain, Locale::En),
            _ => {}
        }
    }

    #[test]
    fn any_header_and_any_tag_is_read(text in anything()) {
        let found = Locale::negotiate(&text);
        prop_assert_eq!(Locale::negotiate(&text), found);
        if let Some(locale) = Locale::of_tag(&text) {
            prop_assert!(text.to_ascii_lowercase().starts_with(locale.code()));
        }
    }
}
