//! Whether a rule is about a request, and why not.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::access::original::Original;
use crate::domain::access::person::Person;
use crate::domain::access::rule::{Effect, Rule, Visitor, Who};

/// Whether a rule is about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concern {
    /// It is.
    Yes,
    /// It is not.
    No(Mismatch),
    /// That depends on who is signed in, and nobody is.
    WhoIsIt,
    /// That depends on what is not known.
    Unknown(Unknown),
}

/// What is not known of a request or of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Which departments or groups the person is in.
    Memberships,
    /// Where the request comes from.
    Address,
}

/// Why a rule is not about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// What this matcher lists is not what was asked for, or by whom.
    Listed(&'static str),
    /// It is about people, and a service asks.
    People,
    /// It is about services, and none asks.
    Services,
    /// It lets people in without naming a service, and a service asks.
    Unnamed,
}

impl Mismatch {
    /// For operators; ASCII.
    pub fn text(self) -> String {
        match self {
            Self::Listed(matcher) => format!("its {matcher} are others"),
            Self::People => "it is about people".to_owned(),
            Self::Services => "it is about services".to_owned(),
            Self::Unnamed => "it names no service, and lets people alone in".to_owned(),
        }
    }
}

impl Rule {
    /// Whether it is about this person, whatever the request.
    pub(super) fn concerns_person(&self, person: &Person) -> Concern {
        match self.other_visitor(Who::Person(person)) {
            Some(mismatch) => Concern::No(mismatch),
            None if self.is_unsure_of(person) => Concern::Unknown(Unknown::Memberships),
            None => Concern::Yes,
        }
    }

    pub(super) fn concerns(&self, original: &Original, visitor: &Visitor<'_>) -> Concern {
        let other = self.other_request(original, visitor.address).or_else(|| self.other_visitor(visitor.who));
        match other {
            Some(mismatch) => Concern::No(mismatch),
            None if visitor.who == Who::Nobody && self.names_people() => Concern::WhoIsIt,
            None if self.networks.is_some() && visitor.address.is_none() => {
                Concern::Unknown(Unknown::Address)
            }
            None => match visitor.who {
                Who::Person(person) if self.is_unsure_of(person) => Concern::Unknown(Unknown::Memberships),
                _ => Concern::Yes,
            },
        }
    }

    /// Why it is about other requests, if it is. From an address that is not known it may come from anywhere.
    fn other_request(&self, original: &Original, address: Option<IpAddr>) -> Option<Mismatch> {
        let same_method =
            |method: &String| method == original.method() || (method == "GET" && original.method() == "HEAD");
        let nearby = |network: &IpNet| address.is_none_or(|address| network.contains(&address));
        if !any(self.hosts.as_deref(), |host| host == original.host()) {
            Some(Mismatch::Listed("hosts"))
        } else if !any(self.paths.as_deref(), |path| path.matches(original.path())) {
            Some(Mismatch::Listed("paths"))
        } else if !any(self.methods.as_deref(), same_method) {
            Some(Mismatch::Listed("methods"))
        } else if !any(self.networks.as_deref(), nearby) {
            Some(Mismatch::Listed("networks"))
        } else {
            None
        }
    }

    /// Why it is about others than who asks, if it is. Nobody may turn out to be any person.
    fn other_visitor(&self, who: Who<'_>) -> Option<Mismatch> {
        match who {
            Who::Nobody | Who::Person(_) if self.services.is_some() => Some(Mismatch::Services),
            Who::Nobody => None,
            Who::Person(person) => self.other_person(person),
            Who::Service(_) if self.names_people() => Some(Mismatch::People),
            Who::Service(name) => match &self.services {
                Some(services) if services.iter().any(|service| service == name) => None,
                Some(_) => Some(Mismatch::Listed("services")),
                None if self.effect == Effect::Allow => Some(Mismatch::Unnamed),
                None => None,
            },
        }
    }

    fn other_person(&self, person: &Person) -> Option<Mismatch> {
        if !any(self.accounts.as_deref(), |name| person.is_named(name)) {
            Some(Mismatch::Listed("accounts"))
        } else if !any(self.tenants.as_deref(), |tenant| person.is_of_tenant(tenant)) {
            Some(Mismatch::Listed("tenants"))
        } else if self.by_departments(person) == Some(false) {
            Some(Mismatch::Listed("departments"))
        } else if self.by_groups(person) == Some(false) {
            Some(Mismatch::Listed("groups"))
        } else {
            None
        }
    }

    /// Whether it depends on departments or groups that are not known.
    fn is_unsure_of(&self, person: &Person) -> bool {
        self.by_departments(person).is_none() || self.by_groups(person).is_none()
    }

    fn by_departments(&self, person: &Person) -> Option<bool> {
        member(self.departments.as_deref(), |id| person.in_department(id))
    }

    fn by_groups(&self, person: &Person) -> Option<bool> {
        member(self.groups.as_deref(), |id| person.in_group(id))
    }
}

/// Whether somebody is in one of `entries`, if any are given; `None` when that is not known.
fn member(entries: Option<&[String]>, is_in: impl Fn(&str) -> Option<bool>) -> Option<bool> {
    let Some(entries) = entries else { return Some(true) };
    let answers = || entries.iter().map(|entry| is_in(entry));
    if answers().any(|answer| answer == Some(true)) {
        return Some(true);
    }
    answers().all(|answer| answer.is_some()).then_some(false)
}

/// Whether a matcher matches: one that is not given does, one that is given needs an entry that does.
fn any<T>(entries: Option<&[T]>, matches: impl Fn(&T) -> bool) -> bool {
    entries.is_none_or(|entries| entries.iter().any(matches))
}
