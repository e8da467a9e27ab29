//! What is wrong with what somebody said.

use std::fmt;

use crate::domain::access::{self, OriginalFlaw};
use crate::domain::client::{SettingFlaw, SettingProblem};
use crate::views::proxy_config::NoAddress;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Why a field cannot be taken. Its text is ASCII, for programs; the console has words of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is nothing in it.
    #[error("expected a text")]
    Missing,
    /// It is too long.
    #[error("expected at most {most} characters")]
    TooLong {
        /// How many characters it may have.
        most: usize,
    },
    /// It holds what controls a terminal or a page.
    #[error("expected no control characters")]
    Controls,
    /// No such number of days.
    #[error("expected more than nothing and at most {most} days")]
    Days {
        /// How many there may be.
        most: u64,
    },
    /// No such number of days, none among them.
    #[error("expected 0 to {most} days")]
    UpToDays {
        /// How many there may be.
        most: u64,
    },
    /// Not what a `client_id`, or the name of a service, may be.
    #[error("expected 1 to 100 of A-Z a-z 0-9 . _ -")]
    ClientId,
    /// It is no such setting of a client.
    #[error(transparent)]
    Setting(#[from] SettingProblem),
    /// It is no duration.
    #[error("expected a duration such as 90d or 12h, found {0:?}")]
    Duration(String),
    /// It is no address.
    #[error("expected an IP address, found {0:?}")]
    Address(String),
    /// It is no address to connect to.
    #[error("expected a host and a port, such as 127.0.0.1:3000, found {0:?}")]
    HostAndPort(String),
    /// Nobody could ask larkgate as a proxy's file does.
    #[error(transparent)]
    NoAddress(#[from] NoAddress),
    /// No rule can stand there.
    #[error("the place must be from 1 to {most}, found {found}")]
    Place {
        /// The last place.
        most: usize,
        /// What was said.
        found: usize,
    },
    /// No proxy's request with this address and method passes, to whatever application.
    #[error("no proxy's request with this address passes: {}", .0.text())]
    Url(OriginalFlaw),
    /// Nobody is a person and a service.
    #[error("nobody is a person and a service")]
    PeopleAndServices,
    /// What is wrong with an application or a rule of it.
    #[error("{0}")]
    Access(access::Flaw),
    /// No day.
    #[error("expected a day such as 2026-11-29")]
    Day,
    /// The configuration has no such connector.
    #[error("expected the id of a connector in the configuration")]
    Connector,
    /// No provider would give such an id.
    #[error("expected an open_id such as ou_1234")]
    OpenId,
    /// There is no such role.
    #[error("expected owner, admin, helpdesk or auditor")]
    Role,
}

impl From<SettingFlaw> for Flaw {
    fn from(flaw: SettingFlaw) -> Self {
        Self { field: flaw.setting, problem: flaw.problem.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            // It says itself where it is.
            Problem::Access(flaw) => flaw.fmt(f),
            problem => write!(f, "{}: {problem}", self.field),
        }
    }
}

/// Every flaw in one line.
pub(super) fn texts(flaws: &[Flaw]) -> String {
    flaws.iter().map(Flaw::to_string).collect::<Vec<_>>().join("; ")
}
