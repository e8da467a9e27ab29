//! Protected applications.

use crate::domain::access::host::Host;
use crate::domain::access::rule::{Rule, RuleNumber};
use crate::domain::client::Source;

/// An application behind a reverse proxy that asks us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id; sessions belong to it.
    pub id: String,
    /// Its name, as people read it.
    pub name: String,
    /// Where people find it; no other application has any of them.
    pub hosts: Vec<Host>,
    /// Whom to ask for access, as people read it.
    pub contact: Option<String>,
    /// How it is told who comes.
    pub headers: HeaderPreset,
    /// Rules of the database, tried before those of the configuration file: they are how an operator steps in.
    pub stored_rules: Vec<Rule>,
    /// Rules of the configuration file. The first rule that is about a request decides; where none is, nobody may pass.
    pub rules: Vec<Rule>,
}

impl Application {
    /// Whether people find it at `host`.
    pub fn is_at(&self, host: &Host) -> bool {
        self.hosts.contains(host)
    }

    /// Every rule in the order in which they are tried, numbered as people are told.
    pub fn numbered_rules(&self) -> impl Iterator<Item = (RuleNumber, &Rule)> {
        numbered(Source::Database, &self.stored_rules).chain(numbered(Source::Config, &self.rules))
    }
}

fn numbered(source: Source, rules: &[Rule]) -> impl Iterator<Item = (RuleNumber, &Rule)> {
    rules.iter().zip(1..).map(move |(rule, number)| (RuleNumber { source, number }, rule))
}

/// The names of the headers that tell an application who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderPreset {
    /// `X-Larkgate-*`.
    #[default]
    Larkgate,
    /// `Remote-*`, as Authelia and many applications have them.
    Remote,
    /// `X-Auth-Request-*`, as oauth2-proxy has them.
    XAuthRequest,
}

/// What an application is told of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityField {
    /// The `sub`.
    User,
    /// The employee's id in the tenant, as in the claim `preferred_username`.
    PreferredUsername,
    /// The display name, UTF-8, percent-encoded.
    Name,
    /// The e-mail address, unverified.
    Email,
}

impl HeaderPreset {
    /// Every preset, by the word that the configuration has for it.
    pub const ALL: [(&'static str, Self); 3] =
        [("larkgate", Self::Larkgate), ("remote", Self::Remote), ("x-auth-request", Self::XAuthRequest)];

    /// Each header, in lower case, with what stands in it. All of them are in every answer that lets a request pass.
    pub const fn headers(self) -> &'static [(&'static str, IdentityField)] {
        match self {
            Self::Larkgate => &[
                ("x-larkgate-user", IdentityField::User),
                ("x-larkgate-username", IdentityField::PreferredUsername),
                ("x-larkgate-name", IdentityField::Name),
                ("x-larkgate-email", IdentityField::Email),
            ],
            Self::Remote => &[
                ("remote-user", IdentityField::User),
                ("remote-username", IdentityField::PreferredUsername),
                ("remote-name", IdentityField::Name),
                ("remote-email", IdentityField::Email),
            ],
            Self::XAuthRequest => &[
                ("x-auth-request-user", IdentityField::User),
                ("x-auth-request-preferred-username", IdentityField::PreferredUsername),
                ("x-auth-request-name", IdentityField::Name),
                ("x-auth-request-email", IdentityField::Email),
            ],
        }
    }
}
