//! The audit log.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, When, assets};

/// Lines, as filtered, page by page.
#[derive(Debug, Clone, Template)]
#[template(path = "console/audit.html", config = "src/views/askama.toml")]
pub struct LogPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What is asked for.
    pub filter: LogFilter<'a>,
    /// Every kind of event, with what it is called.
    pub kinds: &'a [(&'static str, &'static str)],
    /// The lines of this page.
    pub rows: &'a [LogRow],
    /// The log without a filter.
    pub list: &'static str,
    /// The first page of the same lines, where this is another.
    pub first: Option<String>,
    /// The next page of the same lines.
    pub next: Option<String>,
    /// Until when it was looked for lines, where there may be more before.
    pub looked_back_to: Option<When>,
    /// All the lines as a file of comma-separated values.
    pub csv: String,
    /// All the lines as a file of JSON.
    pub json_lines: String,
}

/// What is asked for, as it was typed.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the fields are those of the form")]
pub struct LogFilter<'a> {
    pub kind: &'a str,
    pub account: &'a str,
    pub client: &'a str,
    pub actor: &'a str,
    pub address: &'a str,
    pub reference: &'a str,
    pub from: &'a str,
    pub until: &'a str,
}

/// One line.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table, and what stands beneath")]
pub struct LogRow {
    pub at: When,
    pub event: String,
    pub kind: String,
    pub application: Option<LogLink>,
    pub whom: Option<LogLink>,
    pub actor: Option<LogLink>,
    pub reason: Option<String>,
    pub address: Option<LogLink>,
    pub reference: Option<LogLink>,
    pub identity: Option<String>,
    pub id: String,
    pub changes: Vec<LogChange>,
}

/// Something that has a page, or lines, of its own.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "a text and where it leads")]
pub struct LogLink {
    pub text: String,
    pub href: Option<String>,
}

/// What something was before and after; its name is empty where it is all that was changed.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "a name and two values")]
pub struct LogChange {
    pub name: String,
    pub before: String,
    pub after: String,
}

impl LogPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn wants(&self, kind: &str) -> bool {
        self.filter.kind == kind
    }

    fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        let first = [filter.kind, filter.account, filter.from, filter.until];
        self.asks_for_more() || first.iter().any(|part| !part.is_empty())
    }

    /// Whether something is asked for that is not always in sight.
    fn asks_for_more(&self) -> bool {
        let filter = &self.filter;
        [filter.client, filter.actor, filter.address, filter.reference].iter().any(|part| !part.is_empty())
    }
}
