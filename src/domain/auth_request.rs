//! A sign-in attempt: what the browser came for, and how far it has got.
//!
//! An attempt goes `Pending → Taken → Done`, each step once. `Pending` waits for the upstream's answer; the answer
//! takes it, before any code is exchanged, so that no code is ever exchanged twice; `Done` has signed somebody in.

use serde::{Deserialize, Serialize};

use crate::domain::claims::RequestedClaims;
use crate::domain::id::SessionId;
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::Scope;
use crate::domain::session::Session;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// One attempt, bound to one browser.
#[derive(Debug, Clone)]
pub struct AuthRequest {
    /// Hash of the handle: the value in our URLs and in the upstream's `state`.
    pub handle: TokenHash,
    /// Hash of the secret in the browser's cookie for this attempt. Without it the handle opens nothing.
    pub browser: TokenHash,
    /// What happens once somebody is signed in.
    pub purpose: Purpose,
    /// How far it has got.
    pub stage: Stage,
    /// When it began.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// How far an attempt has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has come back from the upstream yet.
    Pending,
    /// An answer of the upstream was taken; it may have failed.
    Taken,
    /// Somebody was signed in.
    Done,
}

/// What the browser came for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Purpose {
    /// An OpenID Connect authorization request.
    Oidc(Box<OidcRequest>),
    /// The person's own page here.
    Account,
    /// An application behind a reverse proxy that asked.
    ForwardAuth(Box<ForwardAuthRequest>),
    /// A page of the console.
    Console {
        /// Path and query of the page, as they were asked for.
        return_to: String,
    },
}

impl Purpose {
    /// The application the person is on the way to, if it is one.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::Oidc(request) => Some(&request.client_id),
            Self::Account | Self::Console { .. } => None,
            Self::ForwardAuth(request) => Some(&request.application),
        }
    }
}

/// A way to an application behind a reverse proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardAuthRequest {
    /// The application's id.
    pub application: String,
    /// Where the browser goes afterwards, exactly; on one of the application's hosts.
    pub return_to: String,
    /// Hash, as text, of the secret that the browser has from that host; none where it gets its cookie from ours.
    pub binding: Option<String>,
}

/// A valid authorization request of a known client (OpenID Connect Core §3.1.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcRequest {
    /// Who asks.
    pub client_id: String,
    /// Where the answer goes; registered, byte for byte.
    pub redirect_uri: String,
    /// What is asked, already within what the client may ask.
    #[serde(with = "scope_text")]
    pub scope: Scope,
    /// Returned unchanged.
    pub state: Option<String>,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// PKCE, S256.
    pub code_challenge: Option<CodeChallenge>,
    /// How the answer travels.
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// The languages the application asks its pages to be in, best first (BCP 47 tags).
    #[serde(default)]
    pub ui_locales: Option<String>,
    /// The one person who may answer, where the application named one by `id_token_hint` or `claims`.
    #[serde(default)]
    pub expected_sub: Option<String>,
    /// Whose subjects `expected_sub` is one of, where the client sees pairwise ones.
    #[serde(default)]
    pub sector: Option<String>,
    /// Claims asked by name.
    #[serde(default)]
    pub claims: RequestedClaims,
    /// The APIs the tokens are to be for (RFC 8707), all of which the client may ask for.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Which sessions will do.
    #[serde(default)]
    pub freshness: Freshness,
    /// Whether the person is to be asked for consent though they gave it before (`prompt=consent`).
    #[serde(default)]
    pub asks_consent: bool,
}

/// How fresh the sign-in must be that answers a request (`prompt`, `max_age`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Freshness {
    /// The earliest moment at which the person may have proven who they are.
    pub auth_after: Option<Timestamp>,
    /// The session that was there when the request was made and that will not do: `prompt=login` in the very second of a
    /// sign-in wants another one.
    pub not_session: Option<SessionId>,
}

impl Freshness {
    /// Whether the session is fresh enough.
    pub fn is_met_by(&self, session: &Session) -> bool {
        self.auth_after.is_none_or(|earliest| session.auth_time >= earliest)
            && self.not_session.as_ref().is_none_or(|stale| *stale != session.id)
    }
}

/// How an authorization response travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the redirect's query.
    #[default]
    Query,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

mod scope_text {
    //! A scope as its wire text.
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Scope;

    pub(super) fn serialize<S: Serializer>(scope: &Scope, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(scope)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
        let text = String::deserialize(deserializer)?;
        Scope::parse(&text).ok_or_else(|| D::Error::custom("not a scope"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_database() {
        let purpose = Purpose::Oidc(Box::new(OidcRequest {
            client_id: "app".into(),
            redirect_uri: "https://app.example.com/cb".into(),
            scope: Scope::parse("openid email").unwrap(),
            state: Some("a\"b".into()),
            nonce: None,
            code_challenge: CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            response_mode: ResponseMode::FormPost,
            ui_locales: Some("zh-CN en".into()),
            expected_sub: Some("ou_1".into()),
            sector: Some("app.example.com".into()),
            claims: RequestedClaims { id_token: vec!["email".into()], userinfo: vec![] },
            resources: vec!["https://api.example.com".into()],
            freshness: Freshness {
                auth_after: Some(Timestamp::from_seconds(7)),
                not_session: Some(SessionId::received("ses_1")),
            },
            asks_consent: true,
        }));
        let forward_auth = Purpose::ForwardAuth(Box::new(ForwardAuthRequest {
            application: "wiki".into(),
            return_to: "https://wiki.example.com/a?b=%20".into(),
            binding: Some("a-hash".into()),
        }));
        let console = Purpose::Console { return_to: "/admin/accounts?q=%E5%91%A8&lang=en".into() };
        for purpose in [purpose, Purpose::Account, forward_auth, console] {
            let text = serde_json::to_string(&purpose).unwrap();
            assert_eq!(serde_json::from_str::<Purpose>(&text).unwrap(), purpose);
        }
    }
}
