//! Clients: the applications that ask larkgate who somebody is.

use url::Url;

use crate::domain::access::Rule;
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ServiceScope};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

mod address;
mod entry;
mod grant_types;
mod jwks;
mod rules;
mod settings;

pub use address::{AddressError, parse_address};
pub use entry::{EntryEffect, EntryRule};
pub use grant_types::{GrantType, GrantTypes};
pub use jwks::{JwksError, MOST_KEYS, check_jwks};
pub use rules::ClientFlaw;
pub use settings::{ClientSettings, SettingFlaw, SettingProblem};

/// An application registered with larkgate.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`: 1–100 characters of `[A-Za-z0-9._-]`.
    pub id: String,
    /// What people see: "Sign in to …".
    pub name: String,
    /// How it proves that it is this application.
    pub credentials: Credentials,
    /// The secret before that one, where it still works.
    pub old_secret: Option<OldSecret>,
    /// How it may come to tokens.
    pub grant_types: GrantTypes,
    /// Where codes may be sent; at least one where it uses the authorization code grant.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where the browser may be sent after logout (OpenID Connect RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// What it may ask for in a person's name.
    pub scope: Scope,
    /// What it may ask for in its own name, by the client credentials grant.
    pub service_scope: ServiceScope,
    /// How its ID tokens are signed.
    pub id_token_alg: Algorithm,
    /// Whether the claims of the granted scope stand in the ID token too, for applications that never ask userinfo.
    pub claims_in_id_token: bool,
    /// How userinfo is signed for it; plain JSON by default (OpenID Connect Core §5.3.2).
    pub userinfo_alg: Option<Algorithm>,
    /// Whether it sees a `sub` of its own for every person (OpenID Connect Core §8.1).
    pub subject_type: SubjectType,
    /// `aud` of its access tokens beside the issuer, when it calls an API of its own.
    pub audience: Option<String>,
    /// Whether an authorization request without a code challenge is refused; always true for public clients.
    pub require_pkce: bool,
    /// Whether it is somebody else's, so that people are asked before it learns of them.
    pub third_party: bool,
    /// Where it is told that a session ended (OpenID Connect Back-Channel Logout §2.2).
    pub backchannel_logout_uri: Option<Url>,
    /// What the browser loads when a session ends (OpenID Connect Front-Channel Logout §2).
    pub frontchannel_logout_uri: Option<Url>,
    /// Who may enter; everybody who can sign in where there are none.
    pub rules: Vec<Rule>,
    /// Where the registration comes from.
    pub source: Source,
    /// When it was registered; the start of the process for clients of the configuration file.
    pub created_at: Timestamp,
}

/// How a client proves itself at the endpoints for applications.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// Not at all: a public client (RFC 6749 §2.1), which has PKCE alone.
    None,
    /// By a secret, of which the hash is kept.
    Secret(TokenHash),
    /// By a JWT that it signs with a key of this JWK Set, JSON text (RFC 7523 §2.2, `private_key_jwt`).
    Jwks(String),
    /// By a JWT that it signs with a key of the JWK Set at this address.
    JwksUri(Url),
}

/// A secret that was replaced and works for a while yet, so that nobody has to change it in two places at once.
#[derive(Debug, Clone)]
pub struct OldSecret {
    /// Its hash.
    pub hash: TokenHash,
    /// From when on it is worth nothing.
    pub ends_at: Timestamp,
}

/// Which `sub` a client sees (OpenID Connect Core §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectType {
    /// The same for every client.
    Public,
    /// One that tells this client's host nothing of what other hosts see.
    Pairwise,
}

impl SubjectType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Public, Self::Pairwise];

    /// As written in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Pairwise => "pairwise",
        }
    }
}

/// Where a client's registration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The configuration file; only editing the file changes it.
    Config,
    /// The database, through the command line or an admin.
    Database,
}

impl Source {
    /// For operators.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "configuration",
            Self::Database => "database",
        }
    }
}

impl Client {
    /// A client with everything at its default: public, and nobody's until it has a redirect URI.
    pub fn new(id: &str, name: &str, source: Source, created_at: Timestamp) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            credentials: Credentials::None,
            old_secret: None,
            grant_types: GrantTypes::default(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            scope: Scope::all(),
            service_scope: ServiceScope::default(),
            id_token_alg: Algorithm::Rs256,
            claims_in_id_token: false,
            userinfo_alg: None,
            subject_type: SubjectType::Public,
            audience: None,
            require_pkce: true,
            third_party: false,
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
            rules: Vec::new(),
            source,
            created_at,
        }
    }

    /// Whether the client can keep no secret and proves itself by PKCE alone.
    pub fn is_public(&self) -> bool {
        matches!(self.credentials, Credentials::None)
    }

    /// Whether it was registered at run time.
    pub fn is_stored(&self) -> bool {
        self.source == Source::Database
    }

    /// Whether a secret with this hash is the client's, or the one before while that still works. How long it takes does
    /// not tell which.
    pub fn has_secret(&self, presented: &TokenHash, now: Timestamp) -> bool {
        let Credentials::Secret(current) = &self.credentials else { return false };
        let is_old = self.live_old_secret(now).is_some_and(|old| old.hash.matches(presented));
        current.matches(presented) | is_old
    }

    /// The secret before the present one, while it still works.
    pub fn live_old_secret(&self, now: Timestamp) -> Option<&OldSecret> {
        self.old_secret.as_ref().filter(|old| now < old.ends_at)
    }

    /// The host that has subjects of its own, where the client sees pairwise ones (OpenID Connect Core §8.1): that of its
    /// redirect URIs, which have one in common.
    pub fn sector(&self) -> Option<String> {
        match self.subject_type {
            SubjectType::Public => None,
            SubjectType::Pairwise => self.redirect_uris.first().and_then(RedirectUri::host),
        }
    }

    /// Whether it may ask for tokens for `resource` (RFC 8707): its own API, or us.
    pub fn may_ask_for(&self, resource: &str, issuer: &str) -> bool {
        resource == issuer || self.audience.as_deref() == Some(resource)
    }

    /// Whether the browser may be sent to `requested` after logout.
    pub fn allows_logout_to(&self, requested: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|uri| uri.is(requested))
    }

    /// Whether a code may be sent to `requested`. Native applications are public clients, and only they may come from
    /// any loopback port.
    pub fn allows_redirect_to(&self, requested: &str) -> bool {
        let native = self.is_public();
        self.redirect_uris
            .iter()
            .any(|uri| uri.is(requested) || (native && uri.is_but_for_loopback_port(requested)))
    }
}

/// Whether `text` may be a `client_id`: what every header, URL and file name carries without encoding.
pub fn is_client_id(text: &str) -> bool {
    let is_place = matches!(text, "." | "..");
    !is_place
        && (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_secret_works_until_its_end() {
        let (now, end) = (Timestamp::from_seconds(100), Timestamp::from_seconds(200));
        let [new, old, other] = ["new", "old", "other"].map(TokenHash::of);
        let client = Client {
            credentials: Credentials::Secret(new.clone()),
            old_secret: Some(OldSecret { hash: old.clone(), ends_at: end }),
            ..Client::new("app", "App", Source::Database, now)
        };
        let last = Timestamp::from_seconds(199);
        for (presented, at, expected) in [
            (&new, now, true),
            (&new, end, true),
            (&old, now, true),
            (&old, last, true),
            (&old, end, false),
            (&other, now, false),
        ] {
            assert_eq!(client.has_secret(presented, at), expected, "{at:?}");
        }
        let keyed = Client { credentials: Credentials::Jwks("{}".into()), ..client };
        assert!(!keyed.has_secret(&old, now) && !keyed.has_secret(&new, now));
    }

    #[test]
    fn client_ids_need_no_encoding() {
        assert!(is_client_id("grafana-prod_1.eu"));
        for text in ["", "a b", "a:b", "a/b", "应用", &"a".repeat(101)] {
            assert!(!is_client_id(text), "{text}");
        }
    }
}
