//! Accounts and the upstream identities bound to them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;

/// Who somebody is according to a connector: the key of the binding, and what the upstream says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The connector's id, as in the configuration.
    pub connector: String,
    /// The person's id for this Feishu app; with `connector` it is unique.
    pub open_id: String,
    /// The person's id for all apps of the same developer organisation.
    pub union_id: Option<String>,
    /// The person's id in the tenant, where the app may read it.
    pub user_id: Option<String>,
    /// The tenant the person belongs to.
    pub tenant_key: String,
    /// What the upstream says of the person.
    pub profile: Profile,
}

/// What an upstream says of a person. An empty text is no value: [`Profile::field`] drops it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Display name.
    pub name: Option<String>,
    /// English name.
    pub en_name: Option<String>,
    /// E-mail address, not verified by the person (Feishu: imported by the tenant's admins).
    pub email: Option<String>,
    /// Phone number with country prefix, not verified by the person.
    pub mobile: Option<String>,
    /// Absolute https URL of the avatar.
    pub picture: Option<String>,
    /// Employee number.
    pub employee_no: Option<String>,
}

impl Profile {
    /// `None` for an absent or blank text, so that no empty claim is ever stored or issued.
    pub fn field(text: Option<String>) -> Option<String> {
        text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
    }
}

/// One person, as larkgate knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Ours; never shown to applications.
    pub id: AccountId,
    /// The subject applications see: the `open_id` the account was first bound with. Never changes.
    pub sub: String,
    /// False once an admin has disabled the account.
    pub enabled: bool,
    /// As of the last login.
    pub profile: Profile,
    /// First login.
    pub created_at: Timestamp,
    /// Last time the profile was refreshed.
    pub updated_at: Timestamp,
    /// Last completed login.
    pub last_login_at: Timestamp,
}

impl Account {
    /// What to call the person: their name, or where Feishu gave none, the `sub`.
    pub fn display_name(&self) -> &str {
        let profile = &self.profile;
        profile.name.as_deref().or(profile.en_name.as_deref()).unwrap_or(&self.sub)
    }
}

/// An account with the identity that is bound to it, as the claims need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundAccount {
    /// The account.
    pub account: Account,
    /// The bound identity's ids; its profile is the account's.
    pub binding: Binding,
    /// Where the person stands in the tenant's directory.
    pub memberships: Memberships,
}

/// Where somebody stands in the tenant's directory, as far as it is known, by ids: names are not unique there. By default
/// nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Memberships {
    /// Departments, with all that these are part of, by `open_department_id`; sorted. The root department, which has
    /// everybody in it, is none of them.
    pub departments: Vec<String>,
    /// Whether the person is in no other department.
    pub all_departments: bool,
    /// User groups, by `group_id`; sorted.
    pub groups: Vec<String>,
    /// Whether the person is in no other group.
    pub all_groups: bool,
}

impl Memberships {
    /// Most ids of one kind that are kept, which is also how many user groups a tenant of Feishu can have. Beyond it nothing
    /// counts as known of that kind: which of them would be kept is nobody's choice.
    pub const MOST: usize = 500;

    /// From what was read; each list with whether it is whole.
    pub fn new(departments: (BTreeSet<String>, bool), groups: (BTreeSet<String>, bool)) -> Self {
        let bounded = |(ids, whole): (BTreeSet<String>, bool)| {
            if ids.len() > Self::MOST { (Vec::new(), false) } else { (ids.into_iter().collect(), whole) }
        };
        let ((departments, all_departments), (groups, all_groups)) = (bounded(departments), bounded(groups));
        Self { departments, all_departments, groups, all_groups }
    }
}

/// The ids of a bound identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The connector's id.
    pub connector: String,
    /// See [`Identity::open_id`].
    pub open_id: String,
    /// See [`Identity::union_id`].
    pub union_id: Option<String>,
    /// See [`Identity::user_id`].
    pub user_id: Option<String>,
    /// See [`Identity::tenant_key`].
    pub tenant_key: String,
}

impl Binding {
    /// Whether anybody can sign in by it. An account that was unbound has a binding to no connector.
    pub fn is_bound(&self) -> bool {
        !self.connector.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Memberships, Profile};

    #[test]
    fn of_too_many_none_is_known() {
        let ids = |count: usize| (0..count).map(|n| format!("g{n}")).collect::<BTreeSet<_>>();
        let at_most = Memberships::new((ids(1), true), (ids(Memberships::MOST), true));
        assert_eq!((at_most.groups.len(), at_most.all_groups), (Memberships::MOST, true));
        let beyond = Memberships::new((ids(1), true), (ids(Memberships::MOST + 1), true));
        assert_eq!((beyond.groups.len(), beyond.all_groups), (0, false));
        assert_eq!((beyond.departments.len(), beyond.all_departments), (1, true));
    }

    #[test]
    fn blank_is_no_value() {
        assert_eq!(Profile::field(Some(" \t".into())), None);
        assert_eq!(Profile::field(Some(String::new())), None);
        assert_eq!(Profile::field(None), None);
        assert_eq!(Profile::field(Some(" 林小雨 ".into())), Some("林小雨".into()));
    }
}
