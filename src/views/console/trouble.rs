//! Why something was not done, within the console.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, assets};

/// What happened, and the way back.
#[derive(Debug, Clone, Template)]
#[template(path = "console/trouble.html", config = "src/views/askama.toml")]
pub struct TroublePage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The heading.
    pub title: &'a str,
    /// What happened.
    pub what: &'a str,
    /// Each thing that is wrong, where there are several.
    pub flaws: &'a [String],
    /// What to do, or what was kept.
    pub todo: &'a str,
    /// A number that also stands in the log.
    pub reference: &'a str,
    /// The way back.
    pub back: &'a str,
}

impl TroublePage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
