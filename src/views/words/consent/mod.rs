//! What the pages say about what an application may have.

mod en;
mod zh;

use super::insert;
use crate::domain::scope::ScopeValue;

pub(super) use en::EN;
pub(super) use zh::ZH;

/// The consent page in one language, and the names of what an application may have. `{…}` marks an insert.
#[derive(Debug)]
pub struct ConsentWords {
    /// Heading; `{application}`.
    title: &'static str,
    /// Whose application it is, and where both answers lead; `{host}`.
    third_party: &'static str,
    /// Beside the person's name: the way to go on as another.
    pub another: &'static str,
    /// Before the list of what it gets.
    pub gets: &'static str,
    /// `openid`.
    openid: &'static str,
    /// `profile`.
    profile: &'static str,
    /// `email`.
    email: &'static str,
    /// `phone`.
    phone: &'static str,
    /// `feishu`; `{provider}`.
    feishu: &'static str,
    /// `groups`.
    groups: &'static str,
    /// `offline_access`.
    offline_access: &'static str,
    /// What `offline_access` means.
    pub offline_access_means: &'static str,
    /// A `resource` (RFC 8707).
    pub resource: &'static str,
    /// Stands for the avatar among the profile's values.
    pub picture: &'static str,
    /// Stands for the ids of `feishu`.
    pub feishu_means: &'static str,
    /// Stands for the ids of `groups`.
    pub groups_means: &'static str,
    /// Where the person has no such value.
    pub nothing_on_record: &'static str,
    /// That it can be taken back, and where.
    pub can_be_withdrawn: &'static str,
    /// The first button.
    pub allow: &'static str,
    /// The second button.
    pub deny: &'static str,
}

impl ConsentWords {
    /// Heading of the page that asks.
    pub fn title(&self, application: &str) -> String {
        insert(self.title, "{application}", application)
    }

    /// Whose application it is, and where both answers lead.
    pub fn third_party(&self, host: &str) -> String {
        insert(self.third_party, "{host}", host)
    }

    /// The name of what a scope gives.
    pub fn name(&self, scope: ScopeValue, provider: &str) -> String {
        let name = match scope {
            ScopeValue::Openid => self.openid,
            ScopeValue::Profile => self.profile,
            ScopeValue::Email => self.email,
            ScopeValue::Phone => self.phone,
            ScopeValue::OfflineAccess => self.offline_access,
            ScopeValue::Feishu => self.feishu,
            ScopeValue::Groups => self.groups,
        };
        insert(name, "{provider}", provider)
    }
}
