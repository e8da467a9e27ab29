//! Clients: the applications that ask larkgate who somebody is.

use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// An application registered with larkgate.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`: 1–100 characters of `[A-Za-z0-9._-]`.
    pub id: String,
    /// What people see: "Sign in to …".
    pub name: String,
    /// Hash of the client secret; `None` makes it a public client (RFC 6749 §2.1).
    pub secret: Option<TokenHash>,
    /// Where codes may be sent; at least one.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where the browser may be sent after logout (OpenID Connect RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// What it may ask for.
    pub scope: Scope,
    /// How its ID tokens are signed.
    pub id_token_alg: Algorithm,
    /// `aud` of its access tokens beside the issuer, when it calls an API of its own.
    pub audience: Option<String>,
    /// Whether an authorization request without a code challenge is refused; always true for public clients.
    pub require_pkce: bool,
    /// Where the registration comes from.
    pub source: Source,
    /// When it was registered; the start of the process for clients of the configuration file.
    pub created_at: Timestamp,
}

/// Where a client's registration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The configuration file; only editing the file changes it.
    Config,
    /// The database, through the command line or an admin.
    Database,
}

impl Client {
    /// Whether the client has no secret and proves itself by PKCE alone.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    /// Whether it may ask for tokens for `resource` (RFC 8707): its own API, or us.
    pub fn may_ask_for(&self, resource: &str, issuer: &str) -> bool {
        resource == issuer || self.audience.as_deref() == Some(resource)
    }

    /// Whether the browser may be sent to `requested` after logout.
    pub fn allows_logout_to(&self, requested: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|uri| uri.is(requested))
    }

    /// Whether a code may be sent to `requested`.
    pub fn allows_redirect_to(&self, requested: &str) -> bool {
        self.redirect_uris.iter().any(|uri| uri.is(requested))
    }
}

/// Whether `text` may be a `client_id`: what every header, URL and file name carries without encoding.
pub fn is_client_id(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Proof that a request came from this client: made only by client authentication.
#[derive(Debug, Clone)]
pub struct VerifiedClient(Client);

impl VerifiedClient {
    /// The client behind `secret`, or `None` when that is not its secret. A public client presents none, a
    /// confidential one always does.
    pub fn prove(client: Client, secret: Option<&TokenHash>) -> Option<Self> {
        let proven = match (&client.secret, secret) {
            (Some(stored), Some(presented)) => stored.matches(presented),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        proven.then_some(Self(client))
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(secret: Option<&str>) -> Client {
        Client {
            id: "app".into(),
            name: "App".into(),
            secret: secret.map(TokenHash::of),
            redirect_uris: vec![],
            post_logout_redirect_uris: vec![],
            scope: Scope::default(),
            id_token_alg: Algorithm::Rs256,
            audience: None,
            require_pkce: true,
            source: Source::Config,
            created_at: Timestamp::from_seconds(0),
        }
    }

    #[test]
    fn only_the_right_secret_proves_a_confidential_client() {
        assert!(VerifiedClient::prove(client(Some("s")), Some(&TokenHash::of("s"))).is_some());
        assert!(VerifiedClient::prove(client(Some("s")), Some(&TokenHash::of("t"))).is_none());
        assert!(VerifiedClient::prove(client(Some("s")), None).is_none());
    }

    #[test]
    fn a_public_client_with_a_secret_is_nobody() {
        assert!(VerifiedClient::prove(client(None), None).is_some());
        assert!(VerifiedClient::prove(client(None), Some(&TokenHash::of(""))).is_none());
    }

    #[test]
    fn client_ids_need_no_encoding() {
        assert!(is_client_id("grafana-prod_1.eu"));
        for text in ["", "a b", "a:b", "a/b", "应用", &"a".repeat(101)] {
            assert!(!is_client_id(text), "{text}");
        }
    }
}
