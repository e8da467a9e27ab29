//! Scopes: what an application asks to know.

use std::fmt;

/// A scope value that larkgate knows (OpenID Connect Core §5.4; `feishu` is larkgate's own, `groups` many providers').
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeValue {
    /// Makes it an OpenID Connect request: an ID token is issued.
    Openid,
    /// `name`, `nickname`, `picture`, `preferred_username`, `updated_at`.
    Profile,
    /// `email`, `email_verified`.
    Email,
    /// `phone_number`, `phone_number_verified`.
    Phone,
    /// A refresh token.
    OfflineAccess,
    /// `feishu_open_id`, `feishu_union_id`, `feishu_user_id`, `feishu_tenant_key`.
    Feishu,
    /// `groups`, `departments`.
    Groups,
}

impl ScopeValue {
    /// Every scope value, in the order discovery lists them.
    pub const ALL: [Self; 7] = [
        Self::Openid,
        Self::Profile,
        Self::Email,
        Self::Phone,
        Self::OfflineAccess,
        Self::Feishu,
        Self::Groups,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::OfflineAccess => "offline_access",
            Self::Feishu => "feishu",
            Self::Groups => "groups",
        }
    }

    /// The value with this wire name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// A set of scope values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(Vec<ScopeValue>);

impl Scope {
    /// Reads a space-delimited list (RFC 6749 §3.3), dropping values we do not know, as OpenID Connect Core
    /// §3.1.2.1 asks. `None` when a character is not allowed in a scope.
    pub fn parse(text: &str) -> Option<Self> {
        is_scope_text(text).then(|| text.split(' ').filter_map(ScopeValue::parse).collect())
    }

    /// Every value.
    pub fn all() -> Self {
        ScopeValue::ALL.into_iter().collect()
    }

    /// Every value of the set, in the order of [`ScopeValue::ALL`].
    pub fn values(&self) -> impl Iterator<Item = ScopeValue> {
        self.0.iter().copied()
    }

    /// Whether `value` is in the set.
    pub fn has(&self, value: ScopeValue) -> bool {
        self.0.contains(&value)
    }

    /// What is in both.
    #[must_use]
    pub fn within(&self, allowed: &Self) -> Self {
        self.0.iter().copied().filter(|v| allowed.has(*v)).collect()
    }

    /// Whether every value is in `other` too.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.0.iter().all(|v| other.has(*v))
    }

    /// What is in either.
    #[must_use]
    pub fn with(&self, more: &Self) -> Self {
        self.0.iter().chain(&more.0).copied().collect()
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether every character is one that a scope may have (RFC 6749 §3.3).
fn is_scope_text(text: &str) -> bool {
    let legal = |b: u8| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b);
    text.bytes().all(|b| b == b' ' || legal(b))
}

/// What a client may ask for in its own name: values of its own API's choosing, which mean nothing to us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceScope(Vec<String>);

impl ServiceScope {
    /// Reads a space-delimited list. `None` when a character is not allowed in a scope (RFC 6749 §3.3).
    pub fn parse(text: &str) -> Option<Self> {
        if !is_scope_text(text) {
            return None;
        }
        let mut values: Vec<_> =
            text.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect();
        values.sort_unstable();
        values.dedup();
        Some(Self(values))
    }

    /// Whether every value is in `other` too.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.0.iter().all(|value| other.0.contains(value))
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for ServiceScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl FromIterator<ScopeValue> for Scope {
    fn from_iter<I: IntoIterator<Item = ScopeValue>>(values: I) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        Self(values)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|v| v.as_str()).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_unknown_and_repeated_values() {
        let scope = Scope::parse("email openid address  email").unwrap();
        assert_eq!(scope.to_string(), "openid email");
    }

    #[test]
    fn refuses_illegal_characters() {
        for text in ["openid\"", "open\\id", "openid\temail", "openid é", "a\nb"] {
            assert!(Scope::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_service_scope_is_any_text() {
        let allowed = ServiceScope::parse("reports.read  reports.write").unwrap();
        assert!(ServiceScope::parse("reports.read").unwrap().is_subset_of(&allowed));
        assert!(!ServiceScope::parse("reports.read admin").unwrap().is_subset_of(&allowed));
        assert_eq!(allowed.to_string(), "reports.read reports.write");
        assert!(ServiceScope::parse("").unwrap().is_empty());
        assert_eq!(ServiceScope::parse("a\"b"), None);
    }

    #[test]
    fn narrows() {
        let allowed = Scope::parse("openid email").unwrap();
        let asked = Scope::parse("openid phone").unwrap();
        assert_eq!(asked.within(&allowed).to_string(), "openid");
        assert!(!asked.is_subset_of(&allowed));
        assert_eq!(asked.with(&allowed).to_string(), "openid email phone");
    }
}
