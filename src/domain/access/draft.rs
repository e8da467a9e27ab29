//! A rule as people write it.

use std::collections::BTreeMap;

use crate::domain::access::rule::Rule;

/// A rule as people write it, good or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What it says of the requests that it is about.
    pub effect: String,
    lists: BTreeMap<&'static str, Vec<String>>,
}

impl Draft {
    /// A rule about everything.
    pub fn new(effect: &str) -> Self {
        Self { effect: effect.to_owned(), ..Self::default() }
    }

    /// Says what one of [`Rule::MATCHERS`] lists; with nothing in it, it matches everything.
    pub fn set(&mut self, matcher: &'static str, entries: Vec<String>) {
        self.lists.remove(matcher);
        if !entries.is_empty() {
            self.lists.insert(matcher, entries);
        }
    }

    /// What a matcher lists.
    pub fn list(&self, matcher: &str) -> &[String] {
        self.lists.get(matcher).map(Vec::as_slice).unwrap_or_default()
    }
}

impl From<&Rule> for Draft {
    fn from(rule: &Rule) -> Self {
        Self { effect: rule.effect.as_str().to_owned(), lists: rule.matchers().collect() }
    }
}
