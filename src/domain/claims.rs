//! Claims: what the tokens and userinfo say, made from an account, its binding and the granted scope.

use serde::{Deserialize, Serialize};

use crate::domain::account::BoundAccount;
use crate::domain::scope::{Scope, ScopeValue};

/// The claims of an ID token (OpenID Connect Core §2); deliberately few, the rest is at userinfo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Issuer.
    pub iss: String,
    /// Subject.
    pub sub: String,
    /// The client.
    pub aud: String,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Issued at, seconds since the epoch.
    pub iat: i64,
    /// When the person proved who they are, seconds since the epoch.
    pub auth_time: i64,
    /// The session.
    pub sid: String,
    /// The request's nonce.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Left half of the access token's hash, which binds both together (§3.1.3.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
}

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Issuer.
    pub iss: String,
    /// Subject.
    pub sub: String,
    /// Whom the token is for: the issuer (userinfo), and the client's own API where it has one.
    pub aud: Vec<String>,
    /// The client.
    pub client_id: String,
    /// Granted scope.
    pub scope: String,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Issued at, seconds since the epoch.
    pub iat: i64,
    /// When the person proved who they are, seconds since the epoch.
    pub auth_time: i64,
    /// Unique id: the grant's id, a dot, and chance.
    pub jti: String,
    /// The session.
    pub sid: String,
}

/// What userinfo answers (OpenID Connect Core §5.3); a claim without a value is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[allow(missing_docs, reason = "the names are those of OpenID Connect Core §5.1")]
pub struct UserInfo {
    pub sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feishu_open_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feishu_union_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feishu_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feishu_tenant_key: Option<String>,
}

impl UserInfo {
    /// What `scope` lets an application know of `bound`. E-mail and phone are never claimed verified: Feishu says
    /// that admins import them and nobody checks.
    pub fn new(bound: &BoundAccount, scope: &Scope) -> Self {
        let (account, binding) = (&bound.account, &bound.binding);
        let profile = &account.profile;
        let mut info = Self { sub: account.sub.clone(), ..Self::default() };
        if scope.has(ScopeValue::Profile) {
            info.name = profile.name.clone();
            info.nickname = profile.en_name.clone();
            info.preferred_username = binding.user_id.clone().or_else(|| profile.employee_no.clone());
            info.picture = profile.picture.clone();
            info.updated_at = Some(account.updated_at.seconds());
        }
        if scope.has(ScopeValue::Email) {
            info.email = profile.email.clone();
            info.email_verified = profile.email.is_some().then_some(false);
        }
        if scope.has(ScopeValue::Phone) {
            info.phone_number = profile.mobile.clone();
            info.phone_number_verified = profile.mobile.is_some().then_some(false);
        }
        if scope.has(ScopeValue::Feishu) {
            info.feishu_open_id = Some(binding.open_id.clone());
            info.feishu_union_id = binding.union_id.clone();
            info.feishu_user_id = binding.user_id.clone();
            info.feishu_tenant_key = Some(binding.tenant_key.clone());
        }
        info
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::{Account, Binding, Profile};
    use crate::domain::id::AccountId;
    use crate::domain::time::Timestamp;

    fn bound(profile: Profile) -> BoundAccount {
        let at = Timestamp::from_seconds(100);
        BoundAccount {
            account: Account {
                id: AccountId::received("acc_1"),
                sub: "ou_1".into(),
                enabled: true,
                profile,
                created_at: at,
                updated_at: at,
                last_login_at: at,
            },
            binding: Binding {
                connector: "feishu".into(),
                open_id: "ou_1".into(),
                union_id: None,
                user_id: None,
                tenant_key: "t".into(),
            },
        }
    }

    fn keys(info: &UserInfo) -> Vec<String> {
        serde_json::to_value(info).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn says_only_what_the_scope_allows() {
        let profile =
            Profile {
                name: Some("周明".into()), email: Some("z@example.com".into()), ..Profile::default()
            };
        let info = UserInfo::new(&bound(profile), &Scope::parse("openid email").unwrap());
        assert_eq!(keys(&info), ["email", "email_verified", "sub"]);
        assert_eq!(info.email_verified, Some(false));
    }

    #[test]
    fn leaves_out_what_is_unknown() {
        let all = Scope::from_iter(ScopeValue::ALL);
        let info = UserInfo::new(&bound(Profile::default()), &all);
        assert_eq!(keys(&info), ["feishu_open_id", "feishu_tenant_key", "sub", "updated_at"]);
    }
}
