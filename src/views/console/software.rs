//! Kinds of software that people register: what each needs, and what to write into its configuration.

use url::Url;

use super::ClientWords;
use crate::domain::client::ClientSettings;
use crate::views::words::fill;

/// A kind of software.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after what they are")]
pub enum Software {
    Grafana,
    GitLab,
    Gitea,
    Jenkins,
    ArgoCd,
    OauthProxy,
    ModAuthOpenidc,
    Spring,
    NextJs,
    /// Another application with a server.
    Web,
    /// Runs in the browser alone.
    SinglePage,
    /// Runs on people's machines.
    Native,
    /// Asks in its own name.
    Service,
}

/// What is known of an application and of us, for a text that names both.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "named after what they are")]
pub struct Endpoints<'a> {
    pub issuer: &'a str,
    pub discovery: &'a str,
    pub authorize: &'a str,
    pub token: &'a str,
    pub userinfo: &'a str,
}

impl Software {
    /// Every kind, those with a name of their own first.
    pub const ALL: [Self; 13] = [
        Self::Grafana,
        Self::GitLab,
        Self::Gitea,
        Self::Jenkins,
        Self::ArgoCd,
        Self::OauthProxy,
        Self::ModAuthOpenidc,
        Self::Spring,
        Self::NextJs,
        Self::Web,
        Self::SinglePage,
        Self::Native,
        Self::Service,
    ];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grafana => "grafana",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
            Self::Jenkins => "jenkins",
            Self::ArgoCd => "argocd",
            Self::OauthProxy => "oauth2-proxy",
            Self::ModAuthOpenidc => "mod-auth-openidc",
            Self::Spring => "spring",
            Self::NextJs => "nextjs",
            Self::Web => "web",
            Self::SinglePage => "single-page",
            Self::Native => "native",
            Self::Service => "service",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|software| software.as_str() == text)
    }

    /// What people call it.
    pub const fn name(self, words: &ClientWords) -> &'static str {
        match self {
            Self::Grafana => "Grafana",
            Self::GitLab => "GitLab",
            Self::Gitea => "Gitea",
            Self::Jenkins => "Jenkins",
            Self::ArgoCd => "Argo CD",
            Self::OauthProxy => "oauth2-proxy",
            Self::ModAuthOpenidc => "mod_auth_openidc",
            Self::Spring => "Spring Boot",
            Self::NextJs => "Next.js",
            Self::Web => words.web,
            Self::SinglePage => words.single_page,
            Self::Native => words.native,
            Self::Service => words.service,
        }
    }

    /// What is special about it.
    pub const fn note(self, words: &ClientWords) -> &'static str {
        match self {
            Self::Grafana => words.note_grafana,
            Self::GitLab => words.note_gitlab,
            Self::Gitea => words.note_gitea,
            Self::Jenkins => words.note_jenkins,
            Self::ArgoCd => words.note_argocd,
            Self::OauthProxy => words.note_oauth2_proxy,
            Self::ModAuthOpenidc => words.note_mod_auth_openidc,
            Self::Spring => words.note_spring,
            Self::NextJs => words.note_nextjs,
            Self::Web => words.note_web,
            Self::SinglePage => words.note_single_page,
            Self::Native => words.note_native,
            Self::Service => words.note_service,
        }
    }

    /// The path that it takes codes at.
    pub const fn callback(self) -> &'static str {
        match self {
            Self::Grafana => "/login/generic_oauth",
            Self::GitLab => "/users/auth/openid_connect/callback",
            Self::Gitea => "/user/oauth2/feishu/callback",
            Self::Jenkins => "/securityRealm/finishLogin",
            Self::ArgoCd => "/auth/callback",
            Self::OauthProxy => "/oauth2/callback",
            Self::ModAuthOpenidc => "/oauth2callback",
            Self::Spring => "/login/oauth2/code/larkgate",
            Self::NextJs => "/api/auth/callback/larkgate",
            Self::Web | Self::SinglePage | Self::Native | Self::Service => "/callback",
        }
    }

    /// What a client of this kind begins with; its host is to be put in place of the example's.
    pub fn settings(self) -> ClientSettings {
        let base = ClientSettings::default();
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let named = self.has_snippet();
        let origin = format!("https://{}.example.com", if named { self.as_str() } else { "app" });
        let callback = format!("{origin}{}", self.callback());
        let name = match self {
            _ if named => self.name(&ClientWords::EN).to_owned(),
            _ => String::new(),
        };
        let scopes = words("openid profile email groups offline_access");
        let web = ClientSettings { name, redirect_uris: vec![callback], scopes, ..base };
        match self {
            Self::Gitea => ClientSettings { require_pkce: false, ..web },
            Self::ArgoCd => ClientSettings { claims_in_id_token: true, ..web },
            Self::Jenkins => ClientSettings { post_logout_redirect_uris: vec![format!("{origin}/")], ..web },
            Self::SinglePage => ClientSettings { public: true, ..web },
            Self::Native => {
                let redirect_uris = words("http://127.0.0.1/callback com.example.app:/callback");
                ClientSettings { public: true, redirect_uris, ..web }
            }
            Self::Service => ClientSettings {
                redirect_uris: Vec::new(),
                grant_types: words("client_credentials"),
                scopes: words("openid"),
                ..web
            },
            _ => web,
        }
    }

    /// What to write into its configuration. A secret is never in it.
    pub fn snippet(self, client_id: &str, origin: &str, ours: &Endpoints<'_>) -> Option<String> {
        let callback = format!("{origin}{}", self.callback());
        let inserts = [
            ("{client_id}", client_id),
            ("{origin}", origin),
            ("{callback}", &callback),
            ("{issuer}", ours.issuer),
            ("{discovery}", ours.discovery),
            ("{authorize}", ours.authorize),
            ("{token}", ours.token),
            ("{userinfo}", ours.userinfo),
        ];
        self.snippet_text().map(|text| fill(text, &inserts))
    }

    /// Whether there is a text for it.
    pub const fn has_snippet(self) -> bool {
        self.snippet_text().is_some()
    }

    const fn snippet_text(self) -> Option<&'static str> {
        Some(match self {
            Self::Grafana => include_str!("../templates/console/snippets/grafana.txt"),
            Self::GitLab => include_str!("../templates/console/snippets/gitlab.txt"),
            Self::Gitea => include_str!("../templates/console/snippets/gitea.txt"),
            Self::Jenkins => include_str!("../templates/console/snippets/jenkins.txt"),
            Self::ArgoCd => include_str!("../templates/console/snippets/argocd.txt"),
            Self::OauthProxy => include_str!("../templates/console/snippets/oauth2-proxy.txt"),
            Self::ModAuthOpenidc => include_str!("../templates/console/snippets/mod-auth-openidc.txt"),
            Self::Spring => include_str!("../templates/console/snippets/spring.txt"),
            Self::NextJs => include_str!("../templates/console/snippets/nextjs.txt"),
            Self::Web | Self::SinglePage | Self::Native | Self::Service => return None,
        })
    }
}

/// Scheme, host and port that the application is at, as its first redirect URI says.
pub fn origin_of(redirect_uris: &[String]) -> Option<String> {
    let urls = redirect_uris.iter().filter_map(|uri| Url::parse(uri).ok());
    urls.map(|url| url.origin()).find(url::Origin::is_tuple).map(|origin| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{Client, Source};
    use crate::domain::time::Timestamp;
    use crate::domain::token::TokenHash;

    const OURS: Endpoints<'_> = Endpoints {
        issuer: "https://sso.example.com",
        discovery: "https://sso.example.com/.well-known/openid-configuration",
        authorize: "https://sso.example.com/oauth2/authorize",
        token: "https://sso.example.com/oauth2/token",
        userinfo: "https://sso.example.com/oauth2/userinfo",
    };

    #[test]
    fn what_a_kind_begins_with_can_be_registered_and_is_what_its_snippet_says() {
        for software in Software::ALL {
            assert_eq!(Software::parse(software.as_str()), Some(software));
            let settings = software.settings();
            let named = ClientSettings { name: "A".into(), ..settings.clone() };
            let base = Client::new("app", "", Source::Database, Timestamp::from_seconds(0));
            named.apply(base, &TokenHash::of("s")).unwrap_or_else(|flaws| panic!("{software:?} {flaws:?}"));
            let Some(snippet) = software.snippet("my-app", "https://x.example", &OURS) else { continue };
            assert!(snippet.contains("my-app") && snippet.contains(OURS.issuer), "{snippet}");
            for token in ["{client_id}", "{origin}", "{callback}", "{issuer}", "{discovery}", "{token}"] {
                assert!(!snippet.contains(token), "{snippet}");
            }
            assert!(settings.redirect_uris[0].ends_with(software.callback()));
        }
    }

    #[test]
    fn the_origin_is_that_of_a_web_address() {
        let uris = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let found = origin_of(&uris("com.example.app:/cb https://a.example:8443/x/y?z"));
        assert_eq!(found.as_deref(), Some("https://a.example:8443"));
        assert_eq!(origin_of(&uris("com.example.app:/cb")), None);
    }
}
