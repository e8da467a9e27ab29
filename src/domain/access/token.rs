//! What an application is told of a person in signed form, so that it need not trust plain headers.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;

use crate::domain::access::headers::IdentityField;
use crate::domain::access::person::Person;
use crate::domain::time::Timestamp;

/// The claims of a JWT for one protected application. There is no `jti`: it is shown with every request for as long as it is
/// good, so nobody should take a second sight of it for a replay.
#[derive(Debug, Serialize)]
pub struct IdentityClaims<'a> {
    iss: &'a str,
    sub: Cow<'a, str>,
    aud: String,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departments: Option<Vec<Cow<'a, str>>>,
}

impl<'a> IdentityClaims<'a> {
    /// Its `typ`, which nothing else of ours has (RFC 8725 §3.11).
    pub const TYPE: &'static str = "forward-auth+jwt";

    /// How long one is good at most.
    pub const LIFETIME: Duration = Duration::from_secs(5 * 60);

    /// The audience that means an application. The colon stands in no client's id.
    pub fn audience(application: &str) -> String {
        format!("forward-auth:{application}")
    }

    /// About `person`, for `application`, from `now` until `expires_at`.
    pub fn new(
        issuer: &'a str,
        application: &str,
        person: &'a Person,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            iss: issuer,
            sub: person.sub(),
            aud: Self::audience(application),
            iat: now.seconds(),
            exp: expires_at.seconds(),
            preferred_username: person.value(IdentityField::PreferredUsername),
            name: person.value(IdentityField::Name),
            email: person.value(IdentityField::Email),
            groups: person.list(IdentityField::Groups),
            departments: person.list(IdentityField::Departments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::is_client_id;

    #[test]
    fn its_audience_is_no_client() {
        for application in ["wiki", "a.b_c-d", ""] {
            assert!(!is_client_id(&IdentityClaims::audience(application)), "{application}");
        }
    }
}
