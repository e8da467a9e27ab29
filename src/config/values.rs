//! How single options are read: text, choices, flags and lists.

use toml::de::DeValue;

use super::problems::Problem;
use super::reader::{Section, wrong_kind};
use crate::domain::access::FlawKind;

impl<'a> Section<'a> {
    /// Text on one line.
    pub(super) fn text(&mut self, name: &str) -> Option<&'a str> {
        let value = self.take(name)?;
        self.text_at(&self.at(name), value)
    }

    /// Text on one line, or nothing between the quotes where that says something too.
    pub(super) fn text_or_nothing(&mut self, name: &str) -> Option<&'a str> {
        let value = self.take(name)?;
        if value.as_str() == Some("") { Some("") } else { self.text_at(&self.at(name), value) }
    }

    /// Text that must be there.
    pub(super) fn required(&mut self, name: &'static str) -> Option<&'a str> {
        if !self.has(name) {
            self.miss(name, missing(self.at(name)));
        }
        self.text(name)
    }

    /// Text that `parse` understands; `expected` completes "expected …".
    pub(super) fn parsed<T>(
        &mut self,
        name: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        self.parse_at(&self.at(name), text, expected, parse)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        self.parsed(name, &any_of(&words), |text| {
            choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
        })
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        match self.take(name) {
            None => default,
            Some(DeValue::Boolean(flag)) => *flag,
            Some(other) => {
                self.note(wrong_kind(&self.at(name), "true or false", other));
                default
            }
        }
    }

    /// A list of texts, each with its path; empty when absent.
    pub(super) fn texts(&mut self, name: &str) -> Vec<(String, &'a str)> {
        let entries = self.entries(name, "an array of texts");
        entries
            .into_iter()
            .filter_map(|(path, value)| self.text_at(&path, value).map(|text| (path, text)))
            .collect()
    }

    /// A list of texts that `parse` understands.
    pub(super) fn parsed_list<T>(
        &mut self,
        name: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let entries = self.entries(name, "an array of texts");
        let parsed = entries.into_iter().filter_map(|(path, value)| {
            let text = self.text_at(&path, value)?;
            self.parse_at(&path, text, expected, &parse)
        });
        parsed.collect()
    }

    fn parse_at<T>(
        &self,
        path: &str,
        text: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(text);
        if value.is_none() {
            let problem = Problem::new(path, format!("expected {expected}, found {text:?}"));
            self.note(problem.kind(FlawKind::Unreadable(text.to_owned())));
        }
        value
    }

    fn text_at(&self, path: &str, value: &'a DeValue<'a>) -> Option<&'a str> {
        let Some(text) = value.as_str() else {
            self.note(wrong_kind(path, "text", value));
            return None;
        };
        if text.trim().is_empty() {
            let problem = Problem::new(path, "expected text, found none between the quotes");
            self.note(problem.kind(FlawKind::Missing));
            return None;
        }
        if text.chars().any(char::is_control) {
            let problem = Problem::new(path, "expected text on one line, without control characters");
            self.note(problem.kind(FlawKind::Unreadable(text.escape_debug().to_string())));
            return None;
        }
        Some(text)
    }
}

/// Nothing is at `path`, where something must be.
pub(super) fn missing(path: String) -> Problem {
    Problem::new(path, "required, but missing").kind(FlawKind::Missing)
}

/// `"a", "b" or "c"`.
pub(super) fn any_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
