//! The list of accounts.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, When, assets};

/// Accounts, as filtered, page by page.
#[derive(Debug, Clone, Template)]
#[template(path = "console/accounts.html", config = "src/views/askama.toml")]
pub struct AccountsPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What was searched for.
    pub search: &'a str,
    /// Which states are shown.
    pub state: StateFilter,
    /// The accounts of this page.
    pub rows: &'a [AccountRow],
    /// The list without a filter.
    pub list: &'static str,
    /// The first page of the same list, where this is another.
    pub first: Option<String>,
    /// The next page of the same list.
    pub next: Option<String>,
    /// The whole list as a file of comma-separated values.
    pub csv: String,
    /// The whole list as a file of JSON.
    pub json_lines: String,
}

/// Which accounts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateFilter {
    /// All.
    #[default]
    Any,
    /// Those that may sign in.
    Enabled,
    /// Those that may not.
    Disabled,
}

/// One account in the list.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of an account")]
pub struct AccountRow {
    pub href: String,
    pub name: String,
    pub sub: String,
    pub email: Option<String>,
    pub enabled: bool,
    pub last_login: When,
    pub created: When,
}

impl StateFilter {
    /// The filter with this name, as it stands in the address.
    pub fn parse(text: &str) -> Self {
        match text {
            "enabled" => Self::Enabled,
            "disabled" => Self::Disabled,
            _ => Self::Any,
        }
    }

    /// As it stands in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }
}

impl AccountsPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.state != StateFilter::Any
    }
}
