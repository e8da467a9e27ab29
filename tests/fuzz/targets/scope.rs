//! Two scopes, a line each: what they are and how they relate, against RFC 6749 §3.3 read slowly.
#![no_main]

use larkgate::domain::scope::{Scope, ScopeValue, ServiceScope};
use libfuzzer_sys::fuzz_target;

fn is_legal(text: &str) -> bool {
    text.chars().all(|c| (' '..='~').contains(&c) && c != '"' && c != '\\')
}

fuzz_target!(|text: &str| {
    let (one, other) = text.split_once('\n').unwrap_or((text, ""));
    let has = |text: &str, word: &str| text.split(' ').any(|other| other == word);
    for text in [one, other] {
        assert_eq!(
            (Scope::parse(text).is_some(), ServiceScope::parse(text).is_some()),
            (is_legal(text), is_legal(text))
        );
    }
    if let (Some(a), Some(b)) = (Scope::parse(one), Scope::parse(other)) {
        let both = a.within(&b);
        for value in ScopeValue::ALL {
            assert_eq!(a.has(value), has(one, value.as_str()));
            assert_eq!(both.has(value), a.has(value) && b.has(value));
        }
        assert_eq!(a.is_subset_of(&b), both == a);
        assert_eq!(Scope::parse(&a.to_string()), Some(a));
    }
    if let (Some(a), Some(b)) = (ServiceScope::parse(one), ServiceScope::parse(other)) {
        let mut words = one.split(' ').filter(|word| !word.is_empty());
        assert_eq!(a.is_subset_of(&b), words.all(|word| has(other, word)));
        assert_eq!(ServiceScope::parse(&a.to_string()), Some(a));
    }
});
