//! What settings of a client go together, whoever registers it.

use url::Url;

use crate::domain::client::{Client, Credentials, GrantType, SubjectType};
use crate::domain::redirect_uri::RedirectUri;

/// Settings that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientFlaw {
    /// Anybody could ask in the name of a client that proves nothing.
    #[error("the client_credentials grant needs a client that proves itself by a secret or a key")]
    PublicService,
    /// RFC 7636 is all that a public client has.
    #[error("a public client proves itself by PKCE alone: it cannot be switched off")]
    PublicWithoutPkce,
    /// A code must go somewhere.
    #[error("the authorization_code grant needs at least one redirect URI")]
    NoRedirectUri,
    /// Refresh tokens come of codes.
    #[error("the refresh_token grant needs the authorization_code grant beside it")]
    RefreshAlone,
    /// Scope for its own name, but no way to ask in it.
    #[error("a service scope needs the client_credentials grant")]
    UnusedServiceScope,
    /// OpenID Connect Core §8.1: the host decides who sees the same `sub`.
    #[error("pairwise subjects need redirect URIs that all have the same host")]
    ManySectors,
    /// OpenID Connect Front-Channel Logout §2: the browser must find its cookies there.
    #[error("the front-channel logout address must have scheme, host and port of a redirect URI")]
    FrontchannelElsewhere,
}

impl ClientFlaw {
    /// The setting to change.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::PublicService | Self::RefreshAlone => "grant_types",
            Self::PublicWithoutPkce => "require_pkce",
            Self::NoRedirectUri => "redirect_uris",
            Self::UnusedServiceScope => "service_scopes",
            Self::ManySectors => "subject_type",
            Self::FrontchannelElsewhere => "frontchannel_logout_uri",
        }
    }
}

impl Client {
    /// Everything about the settings that does not go together.
    pub fn flaws(&self) -> Vec<ClientFlaw> {
        let public = matches!(self.credentials, Credentials::None);
        let takes = |grant_type| self.grant_types.has(grant_type);
        let service = takes(GrantType::ClientCredentials);
        let code = takes(GrantType::AuthorizationCode);
        [
            (public && service, ClientFlaw::PublicService),
            (public && !self.require_pkce, ClientFlaw::PublicWithoutPkce),
            (code && self.redirect_uris.is_empty(), ClientFlaw::NoRedirectUri),
            (takes(GrantType::RefreshToken) && !code, ClientFlaw::RefreshAlone),
            (!service && !self.service_scope.is_empty(), ClientFlaw::UnusedServiceScope),
            (self.subject_type == SubjectType::Pairwise && !self.has_one_sector(), ClientFlaw::ManySectors),
            (!self.keeps_frontchannel_home(), ClientFlaw::FrontchannelElsewhere),
        ]
        .into_iter()
        .filter_map(|(wrong, flaw)| wrong.then_some(flaw))
        .collect()
    }

    fn keeps_frontchannel_home(&self) -> bool {
        self.frontchannel_logout_uri.as_ref().is_none_or(|logout| {
            let home =
                |uri: &RedirectUri| Url::parse(uri.as_str()).is_ok_and(|uri| uri.origin() == logout.origin());
            self.redirect_uris.iter().any(home)
        })
    }

    fn has_one_sector(&self) -> bool {
        let mut hosts = self.redirect_uris.iter().map(RedirectUri::host);
        let first = hosts.next().flatten();
        first.is_some() && hosts.all(|host| host == first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{GrantTypes, Source};
    use crate::domain::scope::ServiceScope;
    use crate::domain::time::Timestamp;
    use crate::domain::token::TokenHash;

    fn client(uris: &[&str]) -> Client {
        Client {
            redirect_uris: uris.iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect(),
            ..Client::new("app", "App", Source::Config, Timestamp::from_seconds(0))
        }
    }

    fn types(text: &str) -> GrantTypes {
        GrantTypes::parse(text).unwrap()
    }

    #[test]
    fn defaults_with_a_redirect_uri_are_fine() {
        assert_eq!(client(&["https://a.example/cb"]).flaws(), []);
        assert_eq!(client(&[]).flaws(), [ClientFlaw::NoRedirectUri]);
    }

    #[test]
    fn a_service_proves_itself_and_needs_no_address() {
        let service = Client { grant_types: types("client_credentials"), ..client(&[]) };
        assert_eq!(service.flaws(), [ClientFlaw::PublicService]);
        let proven = Client { credentials: Credentials::Secret(TokenHash::of("s")), ..service };
        assert_eq!(proven.flaws(), []);
    }

    #[test]
    fn what_does_not_go_together_is_all_named() {
        let odd = Client {
            require_pkce: false,
            grant_types: types("refresh_token"),
            service_scope: ServiceScope::parse("reports.read").unwrap(),
            subject_type: SubjectType::Pairwise,
            ..client(&["https://a.example/cb", "https://b.example/cb"])
        };
        use ClientFlaw::*;
        assert_eq!(odd.flaws(), [PublicWithoutPkce, RefreshAlone, UnusedServiceScope, ManySectors]);
    }

    #[test]
    fn frontchannel_logout_stays_at_home() {
        let at = |logout: &str| {
            let logout = Some(Url::parse(logout).unwrap());
            Client { frontchannel_logout_uri: logout, ..client(&["https://a.example/cb"]) }.flaws()
        };
        assert_eq!(at("https://a.example/logout"), []);
        for other in ["https://b.example/logout", "https://a.example:8443/logout"] {
            assert_eq!(at(other), [ClientFlaw::FrontchannelElsewhere], "{other}");
        }
    }

    #[test]
    fn pairwise_needs_one_host() {
        let pairwise = |uris: &[&str]| Client { subject_type: SubjectType::Pairwise, ..client(uris) }.flaws();
        assert_eq!(pairwise(&["https://a.example/cb", "https://a.example:8443/other"]), []);
        assert_eq!(pairwise(&["com.example.app:/cb"]), [ClientFlaw::ManySectors]);
    }
}
