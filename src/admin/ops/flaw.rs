//! What is wrong with what somebody said.

use std::fmt;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Why a field cannot be taken. Its text is ASCII, for programs; the console has words of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is nothing in it.
    #[error("expected a text")]
    Missing,
    /// It is too long.
    #[error("expected at most {most} characters")]
    TooLong {
        /// How many characters it may have.
        most: usize,
    },
    /// It holds what controls a terminal or a page.
    #[error("expected no control characters")]
    Controls,
    /// No such number of days.
    #[error("expected more than nothing and at most {most} days")]
    Days {
        /// How many there may be.
        most: u64,
    },
    /// Anything else, in words for whoever writes programs.
    #[error("{0}")]
    Other(String),
}

impl From<&str> for Problem {
    fn from(text: &str) -> Self {
        Self::Other(text.to_owned())
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self::Other(text)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

/// Every flaw in one line.
pub(super) fn texts(flaws: &[Flaw]) -> String {
    flaws.iter().map(Flaw::to_string).collect::<Vec<_>>().join("; ")
}
