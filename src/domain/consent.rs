//! Consent: what a person lets a third-party application have (OpenID Connect Core §3.1.2.4).

use crate::domain::auth_request::OidcRequest;
use crate::domain::claims;
use crate::domain::id::AccountId;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;

/// What one person has let one application have, in all the times it asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The person.
    pub account: AccountId,
    /// The application.
    pub client_id: String,
    /// The scope.
    pub scope: Scope,
    /// Claims that were asked by name; sorted, each once.
    pub claims: Vec<String>,
    /// The APIs it may ask tokens for; sorted, each once.
    pub resources: Vec<String>,
    /// When it was last given.
    pub given_at: Timestamp,
}

impl Consent {
    /// Consent to exactly what `request` asks.
    pub fn to(request: &OidcRequest, account: &AccountId, given_at: Timestamp) -> Self {
        let mut claims: Vec<_> = about_the_person(request).map(str::to_owned).collect();
        claims.sort_unstable();
        claims.dedup();
        Self {
            account: account.clone(),
            client_id: request.client_id.clone(),
            scope: request.scope.clone(),
            claims,
            resources: request.resources.clone(),
            given_at,
        }
    }

    /// Whether everything that `request` asks was let. A claim by name is, when its scope was.
    pub fn covers(&self, request: &OidcRequest) -> bool {
        let may_know = |name: &str| {
            self.claims.iter().any(|known| known == name)
                || claims::of_scope(&self.scope).any(|known| known == name)
        };
        request.scope.is_subset_of(&self.scope)
            && about_the_person(request).all(may_know)
            && request.resources.iter().all(|resource| self.resources.contains(resource))
    }

    /// This and what was let before.
    #[must_use]
    pub fn with(mut self, before: Self) -> Self {
        self.scope = self.scope.with(&before.scope);
        for (own, more) in [(&mut self.claims, before.claims), (&mut self.resources, before.resources)] {
            own.extend(more);
            own.sort_unstable();
            own.dedup();
        }
        self
    }
}

impl Granted {
    /// This and what `consent` lets the application have.
    pub fn add(&mut self, consent: &Consent) {
        self.scope = self.scope.with(&consent.scope);
        self.claims.extend_from_slice(&consent.claims);
        self.claims.sort_unstable();
        self.claims.dedup();
        self.since = self.since.min(consent.given_at);
    }
}

impl From<Consent> for Granted {
    fn from(consent: Consent) -> Self {
        Self {
            client_id: consent.client_id,
            scope: consent.scope,
            claims: consent.claims,
            since: consent.given_at,
        }
    }
}

/// The claims asked by name that tell of the person, and not of the sign-in, as `acr` does.
fn about_the_person(request: &OidcRequest) -> impl Iterator<Item = &str> {
    request.claims.names().filter(|name| claims::PERSON.iter().any(|(known, _)| known == name))
}

/// What an application has of a person at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The application.
    pub client_id: String,
    /// All it may know or do.
    pub scope: Scope,
    /// Claims that it asked by name; sorted, each once.
    pub claims: Vec<String>,
    /// Since when it has any of it.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claims::RequestedClaims;

    fn request(scope: &str, claims: &[&str], resources: &[&str]) -> OidcRequest {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        OidcRequest {
            client_id: "app".into(),
            redirect_uri: "https://app.example.com/cb".into(),
            scope: Scope::parse(scope).unwrap(),
            state: None,
            nonce: None,
            code_challenge: None,
            response_mode: Default::default(),
            ui_locales: None,
            expected_sub: None,
            sector: None,
            claims: RequestedClaims { id_token: texts(claims), userinfo: texts(claims) },
            resources: texts(resources),
            freshness: Default::default(),
            asks_consent: false,
        }
    }

    fn consent(scope: &str, claims: &[&str], resources: &[&str]) -> Consent {
        let at = Timestamp::from_seconds(7);
        Consent::to(&request(scope, claims, resources), &AccountId::received("acc_1"), at)
    }

    #[test]
    fn covers_the_same_and_less_and_nothing_more() {
        let given = consent("openid email", &["name", "acr"], &["https://api.example.com"]);
        assert_eq!(given.claims, ["name"]);
        for less in [
            request("openid email", &["name"], &["https://api.example.com"]),
            request("openid", &[], &[]),
            request("openid", &["email", "email_verified", "acr"], &[]),
        ] {
            assert!(given.covers(&less), "{less:?}");
        }
        for more in [
            request("openid email phone", &[], &[]),
            request("openid offline_access", &[], &[]),
            request("openid", &["nickname"], &[]),
            request("openid", &["phone_number"], &[]),
            request("openid", &[], &["https://other.example.com"]),
        ] {
            assert!(!given.covers(&more), "{more:?}");
        }
    }

    #[test]
    fn grows_by_what_was_let_before() {
        let before = consent("openid phone", &["email", "name"], &["https://a.example.com"]);
        let both = consent("openid email", &["name"], &["https://b.example.com"]).with(before);
        assert_eq!(both.scope.to_string(), "openid email phone");
        assert_eq!(both.claims, ["email", "name"]);
        assert_eq!(both.resources, ["https://a.example.com", "https://b.example.com"]);
    }
}
