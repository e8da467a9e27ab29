//! What is wrong with an application of the database, or with rules of it.

use std::fmt;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The application's id.
    pub application: String,
    /// Which rule of the database it is about, if it is about one.
    pub rule: Option<usize>,
    /// The option that it is about, such as `paths[0]`; empty where it is about all of them.
    pub at: String,
    /// What is wrong, as far as there is a word for it.
    pub kind: FlawKind,
    /// What is wrong, for operators; a hint may follow on another line.
    pub problem: String,
}

/// What is wrong with an option, for whoever says it in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FlawKind {
    /// Nothing is there.
    Missing,
    /// This is not what belongs there.
    Unreadable(String),
    /// This stands there twice.
    Twice(String),
    /// This host is larkgate's own.
    OwnHost(String),
    /// A host is another application's already.
    TakenHost {
        /// The host.
        host: String,
        /// The application that has it.
        by: String,
    },
    /// A host is not beneath the domain whose cookie the application shares.
    OutsideDomain {
        /// The host.
        host: String,
        /// The domain.
        domain: String,
    },
    /// There is no other cookie than the application's own.
    NoSharedCookie,
    /// A public rule asks nobody who they are, and this one names somebody.
    PublicNames,
    /// Nobody is a person and a service.
    PeopleAndServices,
    /// Nobody reads the directory, which alone knows departments and groups.
    NoDirectory,
    /// The database has an application of this id, and so has the file, which counts.
    InFileToo,
    /// There are rules, but no application.
    NoApplication,
    /// There are service tokens, but no application.
    TokensOfNone,
    /// Something else.
    #[default]
    Other,
}

impl Flaw {
    /// Whether it is the same, though rules may have moved.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.application, &self.at, &self.problem) == (&other.application, &other.at, &other.problem)
    }

    /// The option that it is about, without the place in its list.
    pub fn option(&self) -> &str {
        self.at.split(['[', '.']).next().unwrap_or_default()
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.rule {
            write!(f, "rule {number}: ")?;
        }
        if !self.at.is_empty() {
            write!(f, "{}: ", self.at)?;
        }
        f.write_str(&self.problem)
    }
}
