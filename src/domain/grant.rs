//! Grants, and the code and refresh tokens that belong to one.

use crate::domain::claims::RequestedClaims;
use crate::domain::id::{AccountId, GrantId, SessionId};
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// What one sign-in gave one application: the family of all tokens that come of it. Revoking it kills them all.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Its id, also the first part of every access token's `jti`.
    pub id: GrantId,
    /// The application.
    pub client_id: String,
    /// The person.
    pub account: AccountId,
    /// The session it was given in.
    pub session: SessionId,
    /// What was granted.
    pub scope: Scope,
    /// What was asked by name, beside the scope.
    pub claims: RequestedClaims,
    /// The APIs its access tokens are for (RFC 8707); none means the issuer and the client's own.
    pub resources: Vec<String>,
    /// When the person proved who they are.
    pub auth_time: Timestamp,
    /// When it was given.
    pub created_at: Timestamp,
}

/// A one-time authorization code (RFC 6749 §4.1.2); its text is known to the browser and the application only.
#[derive(Debug, Clone)]
pub struct AuthorizationCode {
    /// Hash of the code.
    pub hash: TokenHash,
    /// What it gives.
    pub grant: GrantId,
    /// Whom it was given to.
    pub client_id: String,
    /// The request's `redirect_uri`; the token request must repeat it.
    pub redirect_uri: String,
    /// The request's challenge.
    pub code_challenge: Option<CodeChallenge>,
    /// The request's nonce.
    pub nonce: Option<String>,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// A refresh token; using it makes the next one (RFC 9700 §4.14.2).
#[derive(Debug, Clone)]
pub struct RefreshToken {
    /// Hash of the token.
    pub hash: TokenHash,
    /// The family.
    pub grant: GrantId,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// What came of presenting something that may be used once.
#[derive(Debug)]
pub enum Redemption<T> {
    /// First use: here it is, and nobody else gets it.
    Taken(T),
    /// It was used before: what it belongs to, and when that was.
    Replayed {
        /// The family.
        grant: GrantId,
        /// The first use.
        spent_at: Timestamp,
    },
    /// There is no such thing, it is not this client's, or it has lapsed.
    Unknown,
}
