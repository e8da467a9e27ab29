//! Who administers, and the tokens of programs.

use askama::Template;

use super::{Frame, fill};
use crate::domain::admin::Role;
use crate::views::{RenderError, When, assets};

/// Everybody with a role.
#[derive(Debug, Clone, Template)]
#[template(path = "console/roles.html", config = "src/views/askama.toml")]
pub struct RolesPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// Who has one.
    pub rows: &'a [RoleRow],
    /// Owners of the configuration file who have never signed in.
    pub unknown_owners: &'a [String],
    /// Where one is granted, if the reader may.
    pub grant: Option<&'static str>,
}

/// Somebody with a role.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct RoleRow {
    pub href: String,
    pub name: String,
    pub sub: String,
    pub role: Role,
    pub by_file: bool,
    pub last_login: When,
    /// Where it is revoked, if the reader may.
    pub revoke: Option<String>,
}

impl RolesPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    /// Every role, the least first, with what it means.
    fn choices(&self) -> [(Role, &'static str, &'static str); 4] {
        let words = self.frame.words();
        let (r, t) = (&words.roles, &words.terms);
        [
            (Role::Auditor, t.auditor, r.auditor_means),
            (Role::Helpdesk, t.helpdesk, r.helpdesk_means),
            (Role::Admin, t.admin, r.admin_means),
            (Role::Owner, t.owner, r.owner_means),
        ]
    }
}

/// Every API token.
#[derive(Debug, Clone, Template)]
#[template(path = "console/tokens.html", config = "src/views/askama.toml")]
pub struct TokensPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The tokens, the newest first.
    pub rows: &'a [TokenRow],
    /// Where the API is.
    pub api: &'static str,
    /// Where one is made, if the reader may.
    pub add: Option<&'static str>,
    /// How many days one is good for, at most and where nobody says otherwise.
    pub days: (u64, u64),
}

/// A token.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct TokenRow {
    pub id: String,
    pub name: String,
    pub role: Role,
    pub created_by: String,
    pub expires: When,
    pub is_lapsed: bool,
    pub last_used: Option<When>,
    /// Where it is revoked, if the reader may.
    pub revoke: Option<String>,
}

impl TokensPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn none_next(&self) -> String {
        fill(self.frame.words().tokens.none_next, &[("{path}", self.api)])
    }

    /// Every role, the least first.
    fn choices(&self) -> [(Role, &'static str); 4] {
        let terms = &self.frame.words().terms;
        [Role::Auditor, Role::Helpdesk, Role::Admin, Role::Owner].map(|role| (role, terms.role(role)))
    }
}

/// A token that was just made; its value is here and nowhere else.
#[derive(Debug, Clone, Template)]
#[template(path = "console/token_made.html", config = "src/views/askama.toml")]
pub struct TokenMadePage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What it is for.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// When it lapses.
    pub expires: When,
    /// The list of tokens.
    pub list: &'static str,
}

impl TokenMadePage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
