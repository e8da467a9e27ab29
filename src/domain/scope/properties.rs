//! What holds for every scope, against RFC 6749 §3.3 read character by character.

use proptest::prelude::*;

use super::*;
use crate::domain::testing::{anything, cases, woven};

fn texts() -> impl Strategy<Value = String> {
    let words = &[
        "openid",
        "profile",
        "email",
        "phone",
        "offline_access",
        "feishu",
        "groups",
        "address",
        "Openid",
        "reports.read",
        " ",
        " ",
        " ",
        "  ",
        "\t",
        "\"",
        "\\",
        "\u{a0}",
        "\u{7f}",
    ];
    prop_oneof![9 => woven(words), 1 => anything()]
}

/// RFC 6749 §3.3, character by character: `%x21 / %x23-5B / %x5D-7E`, and the space between.
fn is_legal(text: &str) -> bool {
    text.chars().all(|c| (' '..='~').contains(&c) && c != '"' && c != '\\')
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn is_the_known_values_of_a_legal_text(text in texts()) {
        let scope = Scope::parse(&text);
        prop_assert_eq!(scope.is_some(), is_legal(&text));
        let Some(scope) = scope else { return Ok(()) };
        for value in ScopeValue::ALL {
            prop_assert_eq!(scope.has(value), text.split(' ').any(|word| word == value.as_str()));
        }
        prop_assert_eq!(Scope::parse(&scope.to_string()), Some(scope), "printed and read");
    }

    #[test]
    fn narrowing_gives_what_is_in_both(one in texts(), other in texts()) {
        let (Some(one), Some(other)) = (Scope::parse(&one), Scope::parse(&other)) else { return Ok(()) };
        let both = one.within(&other);
        for value in ScopeValue::ALL {
            prop_assert_eq!(both.has(value), one.has(value) && other.has(value));
        }
        prop_assert_eq!(&both, &other.within(&one));
        prop_assert_eq!(one.is_subset_of(&other), both == one);
    }

    #[test]
    fn a_service_scope_is_the_set_of_its_words(one in texts(), other in texts()) {
        let read = |text: &str| {
            let scope = ServiceScope::parse(text);
            assert_eq!(scope.is_some(), is_legal(text), "{text:?}");
            scope
        };
        let (Some(a), Some(b)) = (read(&one), read(&other)) else { return Ok(()) };
        let mut words = one.split(' ').filter(|word| !word.is_empty());
        prop_assert_eq!(a.is_empty(), words.clone().next().is_none());
        prop_assert_eq!(a.is_subset_of(&b), words.all(|word| other.split(' ').any(|other| other == word)));
        prop_assert_eq!(ServiceScope::parse(&a.to_string()), Some(a), "printed and read");
    }
}
