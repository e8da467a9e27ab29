//! Who is signed in to a protected application: what rules ask about and what the application is told, and no more.

use crate::domain::account::BoundAccount;

/// A person, as rules and applications know them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The `sub`.
    pub sub: String,
    /// The bound `open_id`.
    pub open_id: String,
    /// The tenant they belong to.
    pub tenant_key: String,
    /// As in the claim `preferred_username`.
    pub username: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The e-mail address, unverified.
    pub email: Option<String>,
    /// See [`Memberships::departments`](crate::domain::account::Memberships::departments).
    pub departments: Vec<String>,
    /// See [`Memberships::all_departments`](crate::domain::account::Memberships::all_departments).
    pub all_departments: bool,
    /// See [`Memberships::groups`](crate::domain::account::Memberships::groups).
    pub groups: Vec<String>,
    /// See [`Memberships::all_groups`](crate::domain::account::Memberships::all_groups).
    pub all_groups: bool,
}

impl Person {
    /// What to call the person: their name, or where Feishu gave none, the `sub`.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.sub)
    }

    /// The groups, as applications are told: all of them or, while they are not known, none.
    pub fn known_groups(&self) -> Option<&[String]> {
        self.all_groups.then_some(self.groups.as_slice())
    }

    /// The departments, likewise.
    pub fn known_departments(&self) -> Option<&[String]> {
        self.all_departments.then_some(self.departments.as_slice())
    }
}

impl From<BoundAccount> for Person {
    fn from(bound: BoundAccount) -> Self {
        let (account, binding, memberships) = (bound.account, bound.binding, bound.memberships);
        Self {
            sub: account.sub,
            open_id: binding.open_id,
            tenant_key: binding.tenant_key,
            username: binding.user_id.or(account.profile.employee_no),
            name: account.profile.name,
            email: account.profile.email,
            departments: memberships.departments,
            all_departments: memberships.all_departments,
            groups: memberships.groups,
            all_groups: memberships.all_groups,
        }
    }
}
