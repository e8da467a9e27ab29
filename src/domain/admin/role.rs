//! Roles, and what each may do. What is not in the table is forbidden.

use std::fmt;

/// What somebody may do here beside signing in to applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Everything, and who else may do anything.
    Owner,
    /// Everything but roles and tokens of others.
    Admin,
    /// Accounts and sessions; neither clients nor keys.
    Helpdesk,
    /// Reads everything, changes nothing.
    Auditor,
}

/// One kind of thing that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// To see accounts: profile, sessions, applications, history of one account.
    ReadAccounts,
    /// To disable, enable and annotate accounts, and to end their sessions.
    ChangeAccounts,
    /// To unbind and rebind identities.
    ChangeBindings,
    /// To see clients.
    ReadClients,
    /// To register, change and remove clients.
    ChangeClients,
    /// To see protected applications, their rules and service tokens, and to have a decision explained.
    ReadApplications,
    /// To change protected applications, their rules and service tokens.
    ChangeApplications,
    /// To see which keys sign.
    ReadKeys,
    /// To rotate and retire keys.
    ChangeKeys,
    /// To read and export the audit log.
    ReadAudit,
    /// To see figures, the system's state and the configuration without its secrets.
    ReadSystem,
    /// To have upstreams asked whether they take our credentials.
    CheckSystem,
    /// To see who has which role, and which API tokens there are.
    ReadRoles,
    /// To give and take roles, and to make and revoke API tokens.
    ChangeRoles,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Helpdesk, Self::Auditor];

    /// As stored, and as written on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Helpdesk => "helpdesk",
            Self::Auditor => "auditor",
        }
    }

    /// The role with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether it may change the accounts of those who have `other`.
    pub const fn outranks(self, other: Self) -> bool {
        self.rank() > other.rank()
    }

    /// What is left of the role within `most`: the greatest that may nothing which either may not, if there is one.
    pub fn within(self, most: Self) -> Option<Self> {
        let both = |p: &Permission| self.may(*p) && most.may(*p);
        Self::ALL.into_iter().find(|role| Permission::ALL.iter().all(|p| !role.may(*p) || both(p)))
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Owner => 2,
            Self::Admin => 1,
            Self::Helpdesk | Self::Auditor => 0,
        }
    }

    /// Whether the role may do this.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Owner => true,
            Self::Admin => !matches!(permission, P::ChangeRoles),
            Self::Helpdesk => matches!(permission, P::ReadAccounts | P::ChangeAccounts),
            Self::Auditor => matches!(
                permission,
                P::ReadAccounts
                    | P::ReadClients
                    | P::ReadApplications
                    | P::ReadKeys
                    | P::ReadAudit
                    | P::ReadSystem
                    | P::ReadRoles
            ),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 14] = [
        Self::ReadAccounts,
        Self::ChangeAccounts,
        Self::ChangeBindings,
        Self::ReadClients,
        Self::ChangeClients,
        Self::ReadApplications,
        Self::ChangeApplications,
        Self::ReadKeys,
        Self::ChangeKeys,
        Self::ReadAudit,
        Self::ReadSystem,
        Self::CheckSystem,
        Self::ReadRoles,
        Self::ChangeRoles,
    ];

    /// In words, for whoever is refused.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadAccounts => "accounts:read",
            Self::ChangeAccounts => "accounts:change",
            Self::ChangeBindings => "bindings:change",
            Self::ReadClients => "clients:read",
            Self::ChangeClients => "clients:change",
            Self::ReadApplications => "applications:read",
            Self::ChangeApplications => "applications:change",
            Self::ReadKeys => "keys:read",
            Self::ChangeKeys => "keys:change",
            Self::ReadAudit => "audit:read",
            Self::ReadSystem => "system:read",
            Self::CheckSystem => "system:check",
            Self::ReadRoles => "roles:read",
            Self::ChangeRoles => "roles:change",
        }
    }
}

/// The role may not do this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the role {role} does not have {}", permission.as_str())]
pub struct Forbidden {
    /// The role that whoever asked has.
    pub role: Role,
    /// What it would take.
    pub permission: Permission,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_nothing_else_is() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for text in ["", "Owner", "root", "owner "] {
            assert_eq!(Role::parse(text), None, "{text:?}");
        }
    }

    /// What each may do beside reading, spelt out: a permission that is added is nobody's but the owner's and, unless it
    /// is about roles, the admin's.
    #[test]
    fn who_may_change_what() {
        let changes = |role: Role| {
            Permission::ALL
                .into_iter()
                .filter(|permission| permission.as_str().ends_with(":change") && role.may(*permission))
                .map(Permission::as_str)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            changes(Role::Owner),
            "accounts:change bindings:change clients:change applications:change keys:change roles:change"
        );
        assert_eq!(
            changes(Role::Admin),
            "accounts:change bindings:change clients:change applications:change keys:change"
        );
        assert_eq!(changes(Role::Helpdesk), "accounts:change");
        assert_eq!(changes(Role::Auditor), "");
    }

    #[test]
    fn within_another_a_role_may_what_both_may() {
        use Role::{Admin, Auditor, Helpdesk, Owner};
        for role in Role::ALL {
            assert_eq!((role.within(Owner), Owner.within(role)), (Some(role), Some(role)));
            assert_eq!(role.within(role), Some(role));
        }
        assert_eq!((Admin.within(Helpdesk), Auditor.within(Admin)), (Some(Helpdesk), Some(Auditor)));
        // Neither reads all that the other does.
        assert_eq!((Helpdesk.within(Auditor), Auditor.within(Helpdesk)), (None, None));
    }

    #[test]
    fn the_helpdesk_reads_accounts_alone() {
        let reads: Vec<_> = Permission::ALL
            .into_iter()
            .filter(|permission| permission.as_str().ends_with(":read") && Role::Helpdesk.may(*permission))
            .collect();
        assert_eq!(reads, [Permission::ReadAccounts]);
    }
}
