//! Rules: what each is about, and what it says.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::access::host::Host;
use crate::domain::access::path::PathRule;
use crate::domain::access::person::Person;
use crate::domain::client::Source;

/// What a rule says of the requests that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Whoever is signed in may pass. A service may only where the rule names it.
    Allow,
    /// Nobody may pass.
    Deny,
    /// Anybody may pass, signed in or not.
    Public,
}

impl Effect {
    /// As written in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Public => "public",
        }
    }
}

/// One rule of an application. A matcher that is not given matches everything; one that is given and empty matches
/// nothing, so that a list that was to hold somebody never lets everybody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it says.
    pub effect: Effect,
    /// Some of the application's hosts.
    pub hosts: Option<Vec<Host>>,
    /// Paths, whatever the query.
    pub paths: Option<Vec<PathRule>>,
    /// Methods, A-Z; `GET` is about `HEAD` too, which asks for the same (RFC 9110 §9.3.2).
    pub methods: Option<Vec<String>>,
    /// Where the request comes from.
    pub networks: Option<Vec<IpNet>>,
    /// People, each by `sub` or `open_id`.
    pub accounts: Option<Vec<String>>,
    /// Tenants, by `tenant_key`.
    pub tenants: Option<Vec<String>>,
    /// Departments with everybody beneath them, by `open_department_id`.
    pub departments: Option<Vec<String>>,
    /// User groups, by `group_id`.
    pub groups: Option<Vec<String>>,
    /// Services, by name. A rule that names some is about services alone.
    pub services: Option<Vec<String>>,
}

/// Which rule of an application. Each source counts from 1, as people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleNumber {
    /// Where the rule is written.
    pub source: Source,
    /// Which of those that are written there.
    pub number: usize,
}

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// The address, as far as the proxy is believed.
    pub address: Option<IpAddr>,
    /// Who it is.
    pub who: Who<'a>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Nobody that we know.
    Nobody,
    /// Somebody who is signed in to the application.
    Person(&'a Person),
    /// A service that has proven itself, by name.
    Service(&'a str),
}

impl fmt::Display for RuleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Source::Config => write!(f, "rule {}", self.number),
            Source::Database => write!(f, "rule {} of the database", self.number),
        }
    }
}

impl Rule {
    /// The name of every matcher, as in the configuration.
    pub const MATCHERS: [&'static str; 9] =
        ["hosts", "paths", "methods", "networks", "accounts", "tenants", "departments", "groups", "services"];

    /// A rule about everything.
    pub fn new(effect: Effect) -> Self {
        Self {
            effect,
            hosts: None,
            paths: None,
            methods: None,
            networks: None,
            accounts: None,
            tenants: None,
            departments: None,
            groups: None,
            services: None,
        }
    }

    /// Every matcher that is given, by its name in the configuration, with its entries as they are written there.
    pub fn matchers(&self) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        fn texts<T: fmt::Display>(entries: Option<&[T]>) -> Option<Vec<String>> {
            entries.map(|entries| entries.iter().map(ToString::to_string).collect())
        }
        let all = [
            texts(self.hosts.as_deref()),
            texts(self.paths.as_deref()),
            texts(self.methods.as_deref()),
            texts(self.networks.as_deref()),
            texts(self.accounts.as_deref()),
            texts(self.tenants.as_deref()),
            texts(self.departments.as_deref()),
            texts(self.groups.as_deref()),
            texts(self.services.as_deref()),
        ];
        Self::MATCHERS.into_iter().zip(all).filter_map(|(name, entries)| Some((name, entries?)))
    }

    /// Whether it names people, so that it cannot be applied to nobody.
    pub fn names_people(&self) -> bool {
        self.accounts.is_some() || self.tenants.is_some() || self.names_memberships()
    }

    /// Whether it names departments or groups, which only somebody who reads the directory can tell.
    pub fn names_memberships(&self) -> bool {
        self.departments.is_some() || self.groups.is_some()
    }
}

/// `deny paths=/admin methods=POST`, for operators.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.effect.as_str())?;
        for (name, entries) in self.matchers() {
            write!(f, " {name}={}", entries.join(","))?;
        }
        Ok(())
    }
}
