//! What an application gets to know of a person: the claims of the ID token and of userinfo, for the endpoints that give
//! them and for whoever wants to know beforehand.

use serde_json::{Map, Value};

use super::App;
use crate::domain::account::BoundAccount;
use crate::domain::claims::{self, IdTokenClaims};
use crate::domain::client::Client;
use crate::domain::grant::Grant;
use crate::domain::scope::Scope;
use crate::domain::time::Timestamp;

impl App {
    /// What the ID token says that `client` gets at `now` for a grant, of which it has `scope`; the request's nonce and the
    /// hash of the access token are the caller's to add.
    pub fn id_token_claims(
        &self,
        client: &Client,
        grant: &Grant,
        person: &BoundAccount,
        scope: &Scope,
        now: Timestamp,
    ) -> IdTokenClaims {
        let mut names: Vec<&str> = Vec::new();
        if client.claims_in_id_token {
            names = claims::of_scope(scope).collect();
        }
        names.extend(grant.claims.id_token.iter().map(String::as_str));
        IdTokenClaims {
            iss: self.issuer.clone(),
            sub: self.sub_of(client, &person.account),
            aud: client.id.clone(),
            exp: now.plus(self.config.lifetimes.id_token).seconds(),
            iat: now.seconds(),
            auth_time: grant.auth_time.seconds(),
            sid: self.sid_of(client, &grant.session),
            nonce: None,
            at_hash: None,
            person: claims::about(person, names),
        }
    }
}

/// What userinfo says to whoever has `scope` of the grant: what the scope lets it know, and what it asked for by name unless
/// the token was narrowed since.
pub fn userinfo(sub: &str, scope: &Scope, grant: &Grant, person: &BoundAccount) -> Map<String, Value> {
    let mut names: Vec<&str> = claims::of_scope(scope).collect::<Vec<_>>();
    if *scope == grant.scope {
        names.extend(grant.claims.userinfo.iter().map(String::as_str));
    }
    let mut info = claims::about(person, names);
    info.insert("sub".to_owned(), sub.into());
    info
}
