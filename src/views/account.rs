//! A person's own page: profile, sessions, applications, recent activity.

use askama::Template;

use super::{Locale, RenderError, When, assets, initials};

/// Everything a person may see of themselves.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "account.html", config = "src/views/askama.toml")]
pub struct AccountPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// What was just done.
    pub notice: Option<&'a str>,
    /// The profile.
    pub profile: ProfileView<'a>,
    /// Live sessions, the last used first.
    pub sessions: &'a [SessionView],
    /// Applications that have something of the person.
    pub applications: &'a [ApplicationView],
    /// What happened lately, newest first.
    pub activity: &'a [ActivityView],
    /// Where everything here is done.
    pub paths: AccountPaths,
    /// What shows that a form was shown to this session.
    pub csrf: &'a str,
    /// This page in the other language.
    pub switch_language: &'a str,
}

/// What the upstream says of the person.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the fields are those of `Profile`")]
pub struct ProfileView<'a> {
    pub name: &'a str,
    pub sub: &'a str,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub employee_no: Option<&'a str>,
    /// The upstream's name.
    pub provider: &'a str,
    /// When it said so.
    pub refreshed: When,
}

/// A session.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// Whether it is the one that the page is shown in.
    pub is_this: bool,
    /// Browser and system.
    pub device: Option<String>,
    /// Where it was opened from.
    pub address: Option<String>,
    /// When.
    pub signed_in: When,
    /// When it was last of use.
    pub last_used: When,
}

/// An application.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose it is, in words.
    pub kind: &'static str,
    /// What it may see or do, in words.
    pub may: String,
    /// Since when.
    pub since: When,
    /// Where it is withdrawn.
    pub withdraw: String,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct ActivityView {
    /// When.
    pub at: When,
    /// What, in words.
    pub what: &'static str,
    /// At which application.
    pub application: Option<String>,
    /// From where.
    pub address: Option<String>,
}

/// Addresses of what can be done.
#[derive(Debug, Clone, Copy)]
pub struct AccountPaths {
    /// Ends a session.
    pub end_session: &'static str,
    /// Asks before all end.
    pub end_all: &'static str,
    /// Signs out of this browser.
    pub sign_out: &'static str,
}

impl AccountPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
