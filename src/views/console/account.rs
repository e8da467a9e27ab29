//! One account.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, When, assets};

/// Everything that is known of one account, and what can be done about it.
#[derive(Debug, Clone, Template)]
#[template(path = "console/account.html", config = "src/views/askama.toml")]
pub struct AccountPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What to call the person.
    pub name: &'a str,
    /// Whether they may sign in.
    pub enabled: bool,
    /// What they are called in administration.
    pub role: Option<&'a str>,
    /// The subject that applications see.
    pub sub: &'a str,
    /// Ids of the identity that is bound, each with its name; none when nothing is.
    pub identity: &'a [Fact<'a>],
    /// What the upstream says of the person.
    pub profile: &'a [Fact<'a>],
    /// First sign-in.
    pub created: When,
    /// Last sign-in.
    pub last_login: When,
    /// What was noted.
    pub note: &'a str,
    /// Live sessions.
    pub sessions: &'a [AccountSession],
    /// Applications that have something of it.
    pub applications: &'a [AccountApplication],
    /// What happened, newest first.
    pub history: &'a [HistoryLine],
    /// What the reader may do, and where.
    pub ways: Ways,
    /// The list of accounts.
    pub list: &'static str,
}

/// A name and what it stands for.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "they say it")]
pub struct Fact<'a> {
    pub name: &'a str,
    pub value: &'a str,
    pub is_id: bool,
}

/// Where something is done; nothing where the reader may not.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "named after what is done there")]
pub struct Ways {
    pub explain: Option<String>,
    pub disable: Option<String>,
    pub enable: Option<String>,
    pub end_all: Option<String>,
    pub end_one: Option<String>,
    pub note: Option<String>,
    pub unbind: Option<String>,
    pub rebind: Option<String>,
    pub log: Option<String>,
}

/// A session.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of a session")]
pub struct AccountSession {
    pub id: String,
    pub device: Option<String>,
    pub address: Option<String>,
    pub signed_in: When,
    pub last_used: When,
}

/// An application that has something of the account.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct AccountApplication {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub may: String,
    pub since: When,
}

/// A line of the audit log.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct HistoryLine {
    pub at: When,
    pub event: String,
    pub application: Option<String>,
    pub detail: String,
    pub actor: String,
    pub address: Option<String>,
    pub reference: Option<String>,
}

impl AccountPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
