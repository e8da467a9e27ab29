//! What stands around every page of the console.

use super::ConsoleWords;
use crate::domain::admin::Role;
use crate::views::{Locale, Words, initials};

/// Navigation, who is signed in, and what was just done.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Every page that the reader's role may see.
    pub navigation: Vec<NavItem>,
    /// What to call the reader.
    pub person: &'a str,
    /// What they may do.
    pub role: Role,
    /// What was just done.
    pub notice: Option<&'static str>,
    /// What shows that a form was shown to this session.
    pub csrf: String,
    /// This page in the other language, where it has an address.
    pub switch_language: Option<String>,
    /// The reader's own page.
    pub account: &'static str,
    /// What signs out.
    pub sign_out: &'static str,
}

/// A page of the console that is reached from every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NavItem {
    /// Which.
    pub section: Section,
    /// Where it is.
    pub href: &'static str,
    /// Whether the reader is there.
    pub is_here: bool,
}

/// A part of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Figures.
    Home,
    /// Accounts.
    Accounts,
    /// Applications.
    Clients,
    /// Applications behind proxies.
    Protected,
    /// What becomes of a request to one.
    Explain,
    /// Signing keys.
    Keys,
    /// The audit log.
    Audit,
    /// Roles.
    Roles,
    /// API tokens.
    Tokens,
    /// The system.
    System,
}

impl Frame<'_> {
    /// All words in the page's language.
    pub fn all_words(&self) -> &'static Words {
        self.locale.words()
    }

    /// The console's words in the page's language.
    pub fn words(&self) -> &'static ConsoleWords {
        &self.all_words().console
    }

    /// Stands for the reader's picture.
    pub fn initials(&self) -> String {
        initials::of(self.person)
    }
}

impl Section {
    /// What it is called.
    pub fn name(self, words: &'static ConsoleWords) -> &'static str {
        match self {
            Self::Home => words.frame.home,
            Self::Accounts => words.frame.accounts,
            Self::Clients => words.frame.clients,
            Self::Protected => words.frame.protected,
            Self::Explain => words.frame.explain,
            Self::Keys => words.frame.keys,
            Self::Audit => words.frame.audit,
            Self::Roles => words.frame.roles,
            Self::Tokens => words.frame.tokens,
            Self::System => words.frame.system,
        }
    }

    /// The lines of its icon, on a ground of 16 by 16.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Home => "M2 13.5h12M4 11V8M8 11V3.5M12 11V6",
            Self::Accounts => {
                "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.5 13.5c.6-2.3 2.7-3.5 5.5-3.5s4.9 1.2 5.5 3.5"
            }
            Self::Clients => "M2.5 2.5h4.5v4.5h-4.5ZM9 2.5h4.5v4.5H9ZM2.5 9h4.5v4.5h-4.5ZM9 9h4.5v4.5H9Z",
            Self::Protected => "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
            Self::Explain => {
                "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14M5.5 5.8a1.6 1.6 0 1 1 1.6 2"
            }
            Self::Keys => "M3 13l.7-3L10.5 3.2a1.4 1.4 0 0 1 2 2L5.8 12ZM9.5 4.3l2 2",
            Self::Audit => "M3.5 2.5h9v11h-9ZM6 5.5h4M6 8h4M6 10.5h2.5",
            Self::Roles => "M8 2 3 4v4c0 3 2.1 5.1 5 6 2.9-.9 5-3 5-6V4ZM5.8 8l1.6 1.6L10.3 6.6",
            Self::System => "M2.5 3h11v7.5h-11ZM5.5 13.5h5M8 10.5v3M5 6.8h1.5l1-1.8 1.2 3 .8-1.2H11",
            Self::Tokens => "M5.5 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM7.7 8.3l5.8-5.8M11 5l2 2",
        }
    }
}
