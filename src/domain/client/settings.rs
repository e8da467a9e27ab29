//! A client's settings as somebody writes them, and everything that is wrong with them at once.

mod reading;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use self::reading::Reading;
use crate::domain::client::{
    AddressError, Client, ClientFlaw, Credentials, GrantTypes, JwksError, SubjectType,
};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::{RedirectUri, RedirectUriError};
use crate::domain::scope::Scope;
use crate::domain::token::TokenHash;

/// Everything about a client but its id and its secret, under the names that the configuration file has. What is left out is
/// at its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ClientSettings)]
pub struct ClientSettings {
    /// What people see: "Sign in to ...".
    pub name: String,
    /// Whether it can keep no secret and proves itself by PKCE alone.
    pub public: bool,
    /// Its public keys, a JWK Set, for private_key_jwt instead of a secret.
    #[schema(value_type = Option<Object>)]
    pub jwks: Option<Value>,
    /// Where they are, for private_key_jwt instead of a secret.
    pub jwks_uri: Option<String>,
    /// Where codes may be sent, byte for byte.
    pub redirect_uris: Vec<String>,
    /// Where the browser may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// authorization_code, refresh_token, client_credentials.
    pub grant_types: Vec<String>,
    /// What it may ask for in a person's name.
    pub scopes: Vec<String>,
    /// What it may ask for in its own name.
    pub service_scopes: Vec<String>,
    /// How its tokens are signed: RS256, ES256 or EdDSA.
    pub id_token_alg: String,
    /// Whether the claims of the granted scope stand in the ID token too.
    pub claims_in_id_token: bool,
    /// How userinfo is signed; plain JSON without.
    pub userinfo_alg: Option<String>,
    /// public, or pairwise for a sub of its own for every person.
    pub subject_type: String,
    /// An API of its own, as aud of its access tokens.
    pub audience: Option<String>,
    /// Whether a request without a code challenge is refused.
    pub require_pkce: bool,
    /// Whether it is somebody else's, so that people are asked before it learns of them.
    pub third_party: bool,
    /// Where it is told that a session ended, server to server.
    pub backchannel_logout_uri: Option<String>,
    /// What the browser loads when a session ends.
    pub frontchannel_logout_uri: Option<String>,
}

/// What is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFlaw {
    /// Which.
    pub setting: &'static str,
    /// What.
    pub problem: SettingProblem,
}

/// Why a setting cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingProblem {
    /// It must say something.
    #[error("expected a text")]
    Missing,
    /// It is too long.
    #[error("expected at most {most} characters")]
    TooLong {
        /// How many it may have.
        most: usize,
    },
    /// There are too many.
    #[error("expected at most {most}")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// It holds line breaks, or what controls a terminal or a page.
    #[error("expected text on one line, without control characters")]
    NotOneLine,
    /// It stands there twice.
    #[error("{0} stands there twice")]
    Repeated(String),
    /// It is none of the values there are.
    #[error("{found:?} is unknown; expected {known}")]
    Unknown {
        /// What was written.
        found: String,
        /// What may be written.
        known: String,
    },
    /// No code can be sent there.
    #[error("{uri} {error}")]
    RedirectUri {
        /// The address.
        uri: String,
        /// Why.
        error: RedirectUriError,
    },
    /// It cannot be called.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// It is no key set.
    #[error(transparent)]
    Jwks(#[from] JwksError),
    /// A client proves itself in one way.
    #[error("a client is public, or has jwks, or jwks_uri, or a secret: one of them")]
    TwoProofs,
    /// Nobody reads the directory, which alone knows.
    #[error("no connector reads the directory, which alone knows departments and groups")]
    DirectoryUnread,
    /// It does not go with another.
    #[error(transparent)]
    Together(#[from] ClientFlaw),
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            public: false,
            jwks: None,
            jwks_uri: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            grant_types: words(&GrantTypes::default()),
            scopes: words(&Scope::all()),
            service_scopes: Vec::new(),
            id_token_alg: Algorithm::Rs256.as_str().to_owned(),
            claims_in_id_token: false,
            userinfo_alg: None,
            subject_type: SubjectType::Public.as_str().to_owned(),
            audience: None,
            require_pkce: true,
            third_party: false,
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
        }
    }
}

impl From<&Client> for ClientSettings {
    fn from(client: &Client) -> Self {
        let uris = |uris: &[RedirectUri]| uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        let address = |url: &Option<Url>| url.as_ref().map(Url::to_string);
        let (jwks, jwks_uri) = match &client.credentials {
            Credentials::None | Credentials::Secret(_) => (None, None),
            Credentials::Jwks(text) => (serde_json::from_str(text).ok(), None),
            Credentials::JwksUri(uri) => (None, Some(uri.to_string())),
        };
        Self {
            name: client.name.clone(),
            public: client.is_public(),
            jwks,
            jwks_uri,
            redirect_uris: uris(&client.redirect_uris),
            post_logout_redirect_uris: uris(&client.post_logout_redirect_uris),
            grant_types: words(&client.grant_types),
            scopes: words(&client.scope),
            service_scopes: words(&client.service_scope),
            id_token_alg: client.id_token_alg.as_str().to_owned(),
            claims_in_id_token: client.claims_in_id_token,
            userinfo_alg: client.userinfo_alg.map(|algorithm| algorithm.as_str().to_owned()),
            subject_type: client.subject_type.as_str().to_owned(),
            audience: client.audience.clone(),
            require_pkce: client.require_pkce,
            third_party: client.third_party,
            backchannel_logout_uri: address(&client.backchannel_logout_uri),
            frontchannel_logout_uri: address(&client.frontchannel_logout_uri),
        }
    }
}

impl ClientSettings {
    /// Whether such a client proves itself by a secret.
    pub fn wants_secret(&self) -> bool {
        !self.public && self.jwks.is_none() && self.jwks_uri.is_none()
    }

    /// `base` with these settings; `secret` is its hash, if it is to have one.
    ///
    /// # Errors
    /// Everything that is wrong, each with its setting.
    pub fn apply(&self, base: Client, secret: &TokenHash) -> Result<Client, Vec<SettingFlaw>> {
        let mut reading = Reading::default();
        let credentials = reading.credentials(self, secret);
        let old_secret = base.old_secret.filter(|_old| matches!(credentials, Credentials::Secret(_)));
        let client = Client {
            name: reading.line("name", &self.name),
            credentials,
            old_secret,
            grant_types: reading.grant_types(&self.grant_types),
            redirect_uris: reading.uris("redirect_uris", &self.redirect_uris),
            post_logout_redirect_uris: reading
                .uris("post_logout_redirect_uris", &self.post_logout_redirect_uris),
            scope: reading.scope(&self.scopes),
            service_scope: reading.service_scope(&self.service_scopes),
            id_token_alg: reading.algorithm("id_token_alg", &self.id_token_alg),
            claims_in_id_token: self.claims_in_id_token,
            userinfo_alg: self.userinfo_alg.as_deref().map(|name| reading.algorithm("userinfo_alg", name)),
            subject_type: reading.subject_type(&self.subject_type),
            audience: self.audience.as_deref().map(|text| reading.line("audience", text)),
            require_pkce: self.require_pkce,
            third_party: self.third_party,
            backchannel_logout_uri: reading
                .address("backchannel_logout_uri", self.backchannel_logout_uri.as_deref()),
            frontchannel_logout_uri: reading
                .address("frontchannel_logout_uri", self.frontchannel_logout_uri.as_deref()),
            ..base
        };
        reading.finish(client)
    }
}

/// Its words, one by one.
fn words(text: &impl ToString) -> Vec<String> {
    text.to_string().split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
