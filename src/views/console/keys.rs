//! Signing keys.

use askama::Template;

use super::{Frame, fill};
use crate::views::{RenderError, When, assets};

/// Every key.
#[derive(Debug, Clone, Template)]
#[template(path = "console/keys.html", config = "src/views/askama.toml")]
pub struct KeysPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The keys, those of one algorithm together.
    pub rows: &'a [KeyRow],
    /// Where they are rotated, if the reader may and nothing is under way.
    pub rotate: Option<&'static str>,
    /// Where the public halves are.
    pub key_set: &'static str,
}

/// A key.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct KeyRow {
    pub algorithm: &'static str,
    pub kid: String,
    pub state: &'static str,
    pub is_in_use: bool,
    /// What happens then.
    pub then: &'static str,
    pub in_time: Option<String>,
    pub until: Option<When>,
    pub created: When,
    /// Where it is retired, if the reader may.
    pub retire: Option<String>,
}

impl KeysPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn what(&self) -> String {
        fill(self.frame.words().keys.what, &[("{path}", self.key_set)])
    }
}
