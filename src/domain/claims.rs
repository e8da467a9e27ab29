//! Claims: what the tokens and userinfo say, made from an account, its binding, the granted scope, and what was asked by
//! name.

mod request;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::account::BoundAccount;
use crate::domain::scope::{Scope, ScopeValue};

pub use request::{ClaimsRequest, RequestedClaims};

/// Every claim about a person that larkgate knows, with the scope that lets an application have it.
pub const PERSON: [(&str, ScopeValue); 15] = [
    ("name", ScopeValue::Profile),
    ("nickname", ScopeValue::Profile),
    ("preferred_username", ScopeValue::Profile),
    ("picture", ScopeValue::Profile),
    ("updated_at", ScopeValue::Profile),
    ("email", ScopeValue::Email),
    ("email_verified", ScopeValue::Email),
    ("phone_number", ScopeValue::Phone),
    ("phone_number_verified", ScopeValue::Phone),
    ("feishu_open_id", ScopeValue::Feishu),
    ("feishu_union_id", ScopeValue::Feishu),
    ("feishu_user_id", ScopeValue::Feishu),
    ("feishu_tenant_key", ScopeValue::Feishu),
    ("groups", ScopeValue::Groups),
    ("departments", ScopeValue::Groups),
];

/// The one authentication context class there is (OpenID Connect Core §2, `acr`): somebody whom the upstream, Feishu or
/// Lark, let in. How it came to that, by password, QR code or a second factor, it does not say.
pub const ACR: &str = "urn:larkgate:acr:upstream";

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
    /// What was asked for the ID token by name.
    #[serde(flatten)]
    pub person: Map<String, Value>,
}

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessTokenClaims<'a> {
    /// Issuer.
    pub iss: Cow<'a, str>,
    /// Subject: the person, or the client itself where it asked in its own name.
    pub sub: Cow<'a, str>,
    /// Whom the token is for: the resources that were asked, else the issuer (userinfo) and the client's own API.
    pub aud: Vec<Cow<'a, str>>,
    /// The client.
    pub client_id: Cow<'a, str>,
    /// Granted scope; none where the client asked in its own name and has none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub scope: Cow<'a, str>,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Issued at, seconds since the epoch.
    pub iat: i64,
    /// When the person proved who they are, seconds since the epoch; none without a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// Unique id: what the token belongs to, a dot, and chance.
    pub jti: Cow<'a, str>,
    /// The session; none without a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// The names of the claims that a scope lets an application have.
pub fn of_scope(scope: &Scope) -> impl Iterator<Item = &'static str> {
    PERSON.into_iter().filter(|(_, needed)| scope.has(*needed)).map(|(name, _)| name)
}

/// The claims with these names. One without a value is left out. E-mail and phone are never claimed verified: Feishu
/// says that admins import them and nobody checks.
pub fn about<'a>(bound: &BoundAccount, names: impl IntoIterator<Item = &'a str>) -> Map<String, Value> {
    names.into_iter().filter_map(|name| Some((name.to_owned(), value(bound, name)?))).collect()
}

fn value(bound: &BoundAccount, name: &str) -> Option<Value> {
    let (account, binding, memberships) = (&bound.account, &bound.binding, &bound.memberships);
    let profile = &account.profile;
    let text = |text: &Option<String>| text.clone().map(Value::from);
    match name {
        "acr" => Some(ACR.into()),
        "name" => text(&profile.name),
        "nickname" => text(&profile.en_name),
        "preferred_username" => text(&binding.user_id).or_else(|| text(&profile.employee_no)),
        "picture" => text(&profile.picture),
        "updated_at" => Some(account.updated_at.seconds().into()),
        "email" => text(&profile.email),
        "email_verified" => profile.email.as_ref().map(|_| false.into()),
        "phone_number" => text(&profile.mobile),
        "phone_number_verified" => profile.mobile.as_ref().map(|_| false.into()),
        "feishu_open_id" => Some(binding.open_id.as_str().into()),
        "feishu_union_id" => text(&binding.union_id),
        "feishu_user_id" => text(&binding.user_id),
        "feishu_tenant_key" => Some(binding.tenant_key.as_str().into()),
        "groups" => known(&memberships.groups, memberships.all_groups),
        "departments" => known(&memberships.departments, memberships.all_departments),
        _ => None,
    }
}

/// The ids that are known, if any are or none is all there are.
fn known(ids: &[String], whole: bool) -> Option<Value> {
    (whole || !ids.is_empty()).then(|| ids.into())
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::account::Profile;
    use crate::domain::testing::somebody;

    fn bound(profile: Profile) -> BoundAccount {
        let mut person = somebody();
        person.account.profile = profile;
        person
    }

    fn names(claims: &Map<String, Value>) -> Vec<&str> {
        claims.keys().map(String::as_str).collect()
    }

    #[test]
    fn says_only_what_the_scope_allows() {
        let profile =
            Profile {
                name: Some("周明".into()), email: Some("z@example.com".into()), ..Profile::default()
            };
        let claims = about(&bound(profile), of_scope(&Scope::parse("openid email").unwrap()));
        assert_eq!(names(&claims), ["email", "email_verified"]);
        assert_eq!(claims["email_verified"], false);
    }

    #[test]
    fn groups_and_departments_are_told_as_far_as_they_are_known() {
        let mut person = bound(Profile::default());
        let scope = Scope::parse("groups").unwrap();
        let claims = |person: &BoundAccount| Value::Object(about(person, of_scope(&scope)));
        assert_eq!(claims(&person), json!({}));
        person.memberships.departments = vec!["od-1".into(), "od-2".into()];
        person.memberships.all_groups = true;
        assert_eq!(claims(&person), json!({ "departments": ["od-1", "od-2"], "groups": [] }));
    }

    #[test]
    fn leaves_out_what_is_unknown() {
        let all = Scope::from_iter(ScopeValue::ALL);
        let claims = about(&bound(Profile::default()), of_scope(&all));
        assert_eq!(names(&claims), ["feishu_open_id", "feishu_tenant_key", "updated_at"]);
    }

    #[test]
    fn a_claims_request_gives_what_the_client_may_have() {
        let allowed = Scope::parse("openid email").unwrap();
        let text = r#"{"userinfo":{"email":{"essential":true},"name":null,"made_up":null},
                       "id_token":{"email":null,"sub":{"value":"ou_1"},"acr":{"values":["1"]}},"other":1}"#;
        let request = ClaimsRequest::parse(text, &allowed).unwrap();
        assert_eq!(request.requested.userinfo, ["email"]);
        assert_eq!(request.requested.id_token, ["acr", "email"]);
        assert_eq!(request.sub.as_deref(), Some("ou_1"));
    }

    #[test]
    fn an_essential_acr_that_nobody_has_is_unmet() {
        let unmet = |acr: &str| {
            let text = format!(r#"{{"id_token":{{"acr":{acr}}}}}"#);
            ClaimsRequest::parse(&text, &Scope::default()).unwrap().unmet_acr
        };
        assert!(unmet(r#"{"essential":true,"values":["1","2"]}"#));
        assert!(unmet(r#"{"essential":true,"value":"1"}"#));
        for met in [
            "null",
            r#"{"values":["1"]}"#,
            r#"{"essential":true}"#,
            r#"{"essential":true,"value":null}"#,
            r#"{"essential":true,"values":["1","urn:larkgate:acr:upstream"]}"#,
        ] {
            assert!(!unmet(met), "{met}");
        }
    }

    #[test]
    fn nonsense_is_no_claims_request() {
        for text in [
            "",
            "[]",
            "1",
            r#"{"userinfo":1}"#,
            r#"{"userinfo":{"name":1}}"#,
            r#"{"id_token":{"sub":{"value":1}}}"#,
            r#"{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"value":"b"}}}"#,
        ] {
            assert_eq!(ClaimsRequest::parse(text, &Scope::default()), None, "{text}");
        }
        assert!(ClaimsRequest::parse(&"[".repeat(100_000), &Scope::default()).is_none());
    }
}
