//! An account, as the API and files have it.

use serde::Serialize;
use utoipa::ToSchema;

use super::audit::AuditLine;
use super::sessions::AccountSession;
use crate::admin::export::Row;
use crate::admin::ops::accounts::Details;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Role;
use crate::domain::consent::Granted;
use crate::domain::time::Timestamp;

/// An account and the identity that is bound to it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Account {
    /// Its id here; applications never see it.
    id: String,
    /// The subject that applications see.
    sub: String,
    /// False once it was disabled.
    enabled: bool,
    /// Display name.
    name: Option<String>,
    /// English name.
    en_name: Option<String>,
    /// E-mail address, unverified.
    email: Option<String>,
    /// Phone number, unverified.
    mobile: Option<String>,
    /// Employee number.
    employee_no: Option<String>,
    /// The connector that it signs in by; empty where it is bound to no identity.
    connector: String,
    /// Feishu's id of the person for this app.
    open_id: String,
    /// Feishu's id of the person for the developer's apps.
    union_id: Option<String>,
    /// Feishu's id of the person in the tenant.
    user_id: Option<String>,
    /// The tenant.
    tenant_key: String,
    /// First login.
    created_at: String,
    /// Last login.
    last_login_at: String,
}

impl From<BoundAccount> for Account {
    fn from(person: BoundAccount) -> Self {
        let (account, binding) = (person.account, person.binding);
        let open_id = if binding.is_bound() { binding.open_id } else { String::new() };
        Self {
            id: account.id.to_string(),
            sub: account.sub,
            enabled: account.enabled,
            name: account.profile.name,
            en_name: account.profile.en_name,
            email: account.profile.email,
            mobile: account.profile.mobile,
            employee_no: account.profile.employee_no,
            connector: binding.connector,
            open_id,
            union_id: binding.union_id,
            user_id: binding.user_id,
            tenant_key: binding.tenant_key,
            created_at: account.created_at.rfc3339(),
            last_login_at: account.last_login_at.rfc3339(),
        }
    }
}

impl Row for Account {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "sub",
        "state",
        "name",
        "en_name",
        "email",
        "mobile",
        "employee_no",
        "connector",
        "open_id",
        "union_id",
        "user_id",
        "tenant_key",
        "created_at",
        "last_login_at",
    ];

    fn cells(&self) -> Vec<&str> {
        fn text(field: &Option<String>) -> &str {
            field.as_deref().unwrap_or_default()
        }
        vec![
            &self.id,
            &self.sub,
            if self.enabled { "enabled" } else { "disabled" },
            text(&self.name),
            text(&self.en_name),
            text(&self.email),
            text(&self.mobile),
            text(&self.employee_no),
            &self.connector,
            &self.open_id,
            text(&self.union_id),
            text(&self.user_id),
            &self.tenant_key,
            &self.created_at,
            &self.last_login_at,
        ]
    }
}

/// Everything about one account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountDetails {
    #[serde(flatten)]
    account: Account,
    /// Its role in administration.
    role: Option<&'static str>,
    /// What administrators noted.
    note: Option<String>,
    /// Departments, by open_department_id, with those that these are part of.
    departments: Vec<String>,
    /// Whether there are no others.
    all_departments: bool,
    /// User groups, by group_id.
    groups: Vec<String>,
    /// Whether there are no others.
    all_groups: bool,
    /// When departments and groups were read last.
    directory_read_at: Option<String>,
    /// Its live sessions, the last used first.
    sessions: Vec<AccountSession>,
    /// What applications have of it.
    applications: Vec<AccountApplication>,
    /// What happened to it, newest first.
    history: Vec<AuditLine>,
}

/// What an application has of a person at present.
#[derive(Debug, Serialize, ToSchema)]
struct AccountApplication {
    client_id: String,
    /// All that it may know or do, separated by spaces.
    scope: String,
    /// Claims that it asked for by name.
    claims: Vec<String>,
    /// Since when it has any of it.
    since: String,
}

impl From<Granted> for AccountApplication {
    fn from(granted: Granted) -> Self {
        let (client_id, claims) = (granted.client_id, granted.claims);
        Self { client_id, scope: granted.scope.to_string(), claims, since: granted.since.rfc3339() }
    }
}

impl From<Details> for AccountDetails {
    fn from(details: Details) -> Self {
        let memberships = details.person.memberships.clone();
        Self {
            account: details.person.into(),
            role: details.role.map(Role::as_str),
            note: details.note,
            departments: memberships.departments,
            all_departments: memberships.all_departments,
            groups: memberships.groups,
            all_groups: memberships.all_groups,
            directory_read_at: details.directory_read.map(Timestamp::rfc3339),
            sessions: details.sessions.into_iter().map(AccountSession::from).collect(),
            applications: details.applications.into_iter().map(AccountApplication::from).collect(),
            history: details.history.into_iter().map(AuditLine::from).collect(),
        }
    }
}
