//! Rules: what each is about, and what it says.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::access::host::Host;
use crate::domain::access::original::Original;
use crate::domain::access::path::PathRule;
use crate::domain::access::person::Person;

/// What a rule says of the requests that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Whoever is signed in may pass.
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
}

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// The address, as far as the proxy is believed.
    pub address: Option<IpAddr>,
    /// Who is signed in to the application, if anybody is.
    pub person: Option<&'a Person>,
}

/// Whether a rule is about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concern {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// That depends on who is signed in, and nobody is.
    WhoIsIt,
    /// That depends on departments or groups of the person that are not known.
    Unknown,
}

impl Rule {
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
        }
    }

    /// Whether it names people, so that it cannot be applied to nobody.
    pub fn names_people(&self) -> bool {
        self.accounts.is_some() || self.tenants.is_some() || self.names_memberships()
    }

    /// Whether it names departments or groups, which only somebody who reads the directory can tell.
    pub fn names_memberships(&self) -> bool {
        self.departments.is_some() || self.groups.is_some()
    }

    pub(super) fn concerns(&self, original: &Original, visitor: &Visitor<'_>) -> Concern {
        let same_method =
            |method: &String| method == original.method() || (method == "GET" && original.method() == "HEAD");
        let nearby = |network: &IpNet| visitor.address.is_some_and(|address| network.contains(&address));
        let about_request = any(self.hosts.as_deref(), |host| host == original.host())
            && any(self.paths.as_deref(), |path| path.matches(original.path()))
            && any(self.methods.as_deref(), same_method)
            && any(self.networks.as_deref(), nearby);
        if !about_request {
            return Concern::No;
        }
        match visitor.person {
            None if self.names_people() => Concern::WhoIsIt,
            None => Concern::Yes,
            Some(person) => self.names(person),
        }
    }

    fn names(&self, person: &Person) -> Concern {
        let is_name = |name: &String| *name == person.sub || *name == person.open_id;
        let concerns = [
            certain(any(self.accounts.as_deref(), is_name)),
            certain(any(self.tenants.as_deref(), |tenant| *tenant == person.tenant_key)),
            member(self.departments.as_deref(), &person.departments, person.all_departments),
            member(self.groups.as_deref(), &person.groups, person.all_groups),
        ];
        // All must match: one that does not settles it, whatever is unknown of the others.
        let is = |concern: Concern| concerns.contains(&concern);
        if is(Concern::No) {
            Concern::No
        } else if is(Concern::Unknown) {
            Concern::Unknown
        } else {
            Concern::Yes
        }
    }
}

const fn certain(matches: bool) -> Concern {
    if matches { Concern::Yes } else { Concern::No }
}

/// Whether somebody who is in `known` is in one of `entries`; `whole`: and in nothing else.
fn member(entries: Option<&[String]>, known: &[String], whole: bool) -> Concern {
    match any(entries, |entry| known.contains(entry)) {
        false if !whole && entries.is_some_and(|entries| !entries.is_empty()) => Concern::Unknown,
        matches => certain(matches),
    }
}

/// Whether a matcher matches: one that is not given does, one that is given needs an entry that does.
fn any<T>(entries: Option<&[T]>, matches: impl Fn(&T) -> bool) -> bool {
    entries.is_none_or(|entries| entries.iter().any(matches))
}

/// `deny paths=/admin methods=POST`, for operators.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list<T: fmt::Display>(
            f: &mut fmt::Formatter<'_>,
            name: &str,
            entries: Option<&[T]>,
        ) -> fmt::Result {
            let Some(entries) = entries else { return Ok(()) };
            let entries: Vec<_> = entries.iter().map(ToString::to_string).collect();
            write!(f, " {name}={}", entries.join(","))
        }
        f.write_str(self.effect.as_str())?;
        list(f, "hosts", self.hosts.as_deref())?;
        list(f, "paths", self.paths.as_deref())?;
        list(f, "methods", self.methods.as_deref())?;
        list(f, "networks", self.networks.as_deref())?;
        list(f, "accounts", self.accounts.as_deref())?;
        list(f, "tenants", self.tenants.as_deref())?;
        list(f, "departments", self.departments.as_deref())?;
        list(f, "groups", self.groups.as_deref())
    }
}
