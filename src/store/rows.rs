//! What several tables' rows have in common when they are read.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::account::{Account, Binding, BoundAccount, Memberships, Profile};
use crate::domain::id::AccountId;
use crate::domain::key::Algorithm;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;
use crate::store::StoreError;

/// An account joined with its binding; every query that reads one selects `bound_account_columns!`.
#[derive(sqlx::FromRow)]
pub(super) struct BoundAccountRow {
    account_id: AccountId,
    sub: String,
    enabled: bool,
    name: Option<String>,
    en_name: Option<String>,
    email: Option<String>,
    mobile: Option<String>,
    picture: Option<String>,
    employee_no: Option<String>,
    account_created_at: Timestamp,
    updated_at: Timestamp,
    last_login_at: Timestamp,
    connector: String,
    open_id: String,
    union_id: Option<String>,
    user_id: Option<String>,
    tenant_key: String,
    memberships: Option<String>,
}

/// The columns of [`BoundAccountRow`], from `accounts a` and `bindings b`.
macro_rules! bound_account_columns {
    () => {
        "a.id AS account_id, a.sub, a.enabled, a.name, a.en_name, a.email, a.mobile, a.picture, a.employee_no, \
         a.created_at AS account_created_at, a.updated_at, a.last_login_at, \
         b.connector, b.open_id, b.union_id, b.user_id, b.tenant_key, b.memberships"
    };
}
pub(super) use bound_account_columns;

impl From<BoundAccountRow> for BoundAccount {
    fn from(row: BoundAccountRow) -> Self {
        let profile = Profile {
            name: row.name,
            en_name: row.en_name,
            email: row.email,
            mobile: row.mobile,
            picture: row.picture,
            employee_no: row.employee_no,
        };
        Self {
            account: Account {
                id: row.account_id,
                sub: row.sub,
                enabled: row.enabled,
                profile,
                created_at: row.account_created_at,
                updated_at: row.updated_at,
                last_login_at: row.last_login_at,
            },
            binding: Binding {
                connector: row.connector,
                open_id: row.open_id,
                union_id: row.union_id,
                user_id: row.user_id,
                tenant_key: row.tenant_key,
            },
            memberships: memberships(row.memberships.as_deref()),
        }
    }
}

/// What cannot be read is not known: rules then let nobody in by it.
fn memberships(json: Option<&str>) -> Memberships {
    json.and_then(|json| from_json(json, "memberships").ok()).unwrap_or_default()
}

/// A stored scope.
pub(super) fn scope(text: &str) -> Result<Scope, StoreError> {
    Scope::parse(text).ok_or(StoreError::Corrupt("scope"))
}

/// A stored algorithm.
pub(super) fn algorithm(text: &str) -> Result<Algorithm, StoreError> {
    Algorithm::parse(text).ok_or(StoreError::Corrupt("algorithm"))
}

/// JSON for a text column.
pub(super) fn to_json(value: &impl Serialize, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_unwritable| StoreError::Corrupt(what))
}

/// What a text column holds as JSON.
pub(super) fn from_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_unreadable| StoreError::Corrupt(what))
}
