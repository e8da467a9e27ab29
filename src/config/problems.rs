//! What is wrong with a configuration: every problem, each with its place and, where there is one, the way out.

use std::fmt;

use crate::domain::access::FlawKind;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: an option's path such as `connectors.feishu.api`; a line and column where the file is not TOML; the
    /// file where it cannot be read.
    pub path: String,
    /// What was expected, and what was found; never a secret.
    pub message: String,
    /// The way out, when it is known.
    pub hint: Option<String>,
    /// What is wrong with an application or a rule, for other languages than this.
    pub kind: Box<FlawKind>,
}

impl Problem {
    pub(super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), hint: None, kind: Box::default() }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub(super) fn kind(mut self, kind: FlawKind) -> Self {
        self.kind = Box::new(kind);
        self
    }

    /// What was expected and found, and the way out.
    pub(super) fn text(&self) -> String {
        let hint = self.hint.as_ref().map(|hint| format!("\n  hint: {hint}"));
        format!("{}{}", self.message, hint.unwrap_or_default())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.text())
    }
}

/// Everything that is wrong, in the order of the sections; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self(problems)
    }

    /// Each problem.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_one_per_line_with_hints_below() {
        let problems = Problems::new(vec![
            Problem::new("issuers", "unknown key").hint("did you mean issuer?"),
            Problem::new("connectors.feishu.api", "expected \"v3\" or \"v2\", found \"v4\""),
        ]);
        assert_eq!(
            problems.to_string(),
            "issuers: unknown key\n  hint: did you mean issuer?\n\
             connectors.feishu.api: expected \"v3\" or \"v2\", found \"v4\""
        );
    }
}
