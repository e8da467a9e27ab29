//! The system.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, When, assets};

/// What runs, on what, how it was told to, and whether it is well.
#[derive(Debug, Clone, Template)]
#[template(path = "console/system.html", config = "src/views/askama.toml")]
pub struct SystemPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What is known of this process and its database.
    pub facts: &'a [SystemFact],
    /// The upstreams.
    pub connectors: &'a [ConnectorRow],
    /// Applications that do not take their logout notices.
    pub notices: &'a [SystemFact],
    /// Every option in effect.
    pub options: &'a [(String, String)],
}

/// Something that is known.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "a name, and what is known")]
pub struct SystemFact {
    pub name: String,
    pub value: String,
    pub at: Option<When>,
    pub is_ill: bool,
}

/// An upstream.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ConnectorRow {
    pub name: String,
    pub provider: &'static str,
    pub check: Option<String>,
    pub result: Option<CheckResult>,
}

/// What an upstream answered, and what is to be done about it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the words of it")]
pub struct CheckResult {
    pub is_ill: bool,
    pub text: String,
    pub todo: &'static str,
    pub small: Option<String>,
}

impl SystemPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
