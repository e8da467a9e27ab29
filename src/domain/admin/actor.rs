//! Who does something, as the audit log knows them.

use std::fmt;

use super::{Forbidden, Permission, Role};
use crate::domain::id::{AccountId, ApiTokenId};

/// Whoever stands behind an action of administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody signed in to the console.
    Account(AccountId),
    /// A program with an API token.
    Token(ApiTokenId),
    /// Whoever may run the program beside its database, with their name on that machine.
    CommandLine(String),
}

/// Somebody with a role, and where they act from.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// What they may do.
    pub role: Role,
    /// Address of the caller, where there is a network between.
    pub address: Option<String>,
    /// Reference number of the request.
    pub reference: Option<String>,
}

impl Actor {
    /// Whoever runs the program beside its database: they could change it by hand as well, so they are an owner.
    pub fn command_line(user: &str) -> Self {
        Self { who: Who::CommandLine(user.to_owned()), role: Role::Owner, address: None, reference: None }
    }

    /// Goes on if the role may do this.
    ///
    /// # Errors
    /// When it may not.
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.role.may(permission) { Ok(()) } else { Err(Forbidden { role: self.role, permission }) }
    }
}

/// How the audit log's name of the command line begins.
const COMMAND_LINE: &str = "command line: ";

impl Who {
    /// Whether `name`, as the audit log has it, is the command line's.
    pub fn is_command_line(name: &str) -> bool {
        name.starts_with(COMMAND_LINE)
    }
}

/// As the audit log has it: an account's id, a token's id, or `command line: NAME`.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => id.fmt(f),
            Self::Token(id) => id.fmt(f),
            Self::CommandLine(user) => write!(f, "{COMMAND_LINE}{user}"),
        }
    }
}
