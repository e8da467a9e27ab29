//! Protected applications.

use crate::domain::access::cookie_domain::CookieDomain;
use crate::domain::access::headers::IdentityHeaders;
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
    /// Where people find it; no other application has any of them, at whatever port.
    pub hosts: Vec<Host>,
    /// Whom to ask for access, as people read it.
    pub contact: Option<String>,
    /// How it is told who comes.
    pub headers: IdentityHeaders,
    /// The domain whose cookie it shares; none where it has one of its own.
    pub cookie_domain: Option<CookieDomain>,
    /// Rules of the database, tried before those of the configuration file: they are how an operator steps in.
    pub stored_rules: Vec<Rule>,
    /// Rules of the configuration file. The first rule that is about a request decides; where none is, nobody may pass.
    pub rules: Vec<Rule>,
}

impl Application {
    /// Whether `host` can be no other application's, since it is one of this one's; see [`Host::is_one_with`].
    pub fn has(&self, host: &Host) -> bool {
        self.hosts.iter().any(|own| own.is_one_with(host))
    }

    /// Every rule in the order in which they are tried, numbered as people are told.
    pub fn numbered_rules(&self) -> impl Iterator<Item = (RuleNumber, &Rule)> {
        numbered(Source::Database, &self.stored_rules).chain(numbered(Source::Config, &self.rules))
    }

    /// What sessions that open it belong to: its id, or a domain.
    pub fn realm(&self) -> &str {
        self.cookie_domain.as_ref().map_or(&self.id, CookieDomain::realm)
    }

    /// What people sign out of: the application, or everything in its domain.
    pub fn realm_name(&self) -> &str {
        self.cookie_domain.as_ref().map_or(&self.name, CookieDomain::name)
    }
}

pub(super) fn numbered(source: Source, rules: &[Rule]) -> impl Iterator<Item = (RuleNumber, &Rule)> {
    rules.iter().zip(1..).map(move |(rule, number)| (RuleNumber { source, number }, rule))
}
