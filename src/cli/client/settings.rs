//! An application's settings from arguments, over those that it has.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::exit::Failure;

/// Those that are said; a text that is empty takes the setting away.
#[derive(Debug, Args)]
pub(in crate::cli) struct Settings {
    /// What people see: "Sign in to …".
    #[arg(long)]
    name: Option<String>,
    /// Where codes may be sent, byte for byte; may be given several times.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where it may have the browser sent after signing out; may be given several times.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// How it may come to tokens: authorization_code, refresh_token, client_credentials; may be given several times.
    /// The first two by default.
    #[arg(long = "grant-type", value_name = "TYPE")]
    grant_types: Vec<String>,
    /// What it may ask for in a person's name, separated by spaces; everything by default.
    #[arg(long)]
    scope: Option<String>,
    /// What it may ask for in its own name (client_credentials), separated by spaces.
    #[arg(long)]
    service_scope: Option<String>,
    /// How its tokens are signed: RS256, ES256 or EdDSA; RS256 by default.
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<String>,
    /// Put the claims of the granted scope into the ID token too.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    claims_in_id_token: Option<bool>,
    /// Sign userinfo with this algorithm instead of answering in plain JSON.
    #[arg(long, value_name = "ALG")]
    userinfo_alg: Option<String>,
    /// Let it see a sub of its own for every person.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pairwise: Option<bool>,
    /// An API of its own, as `aud` of its access tokens.
    #[arg(long)]
    audience: Option<String>,
    /// No secret: for single-page and native applications, which prove themselves by PKCE alone.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        conflicts_with_all = ["jwks", "jwks_uri"])]
    public: Option<bool>,
    /// A file with its public keys (a JWK Set), for private_key_jwt instead of a secret.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    jwks: Option<PathBuf>,
    /// Where its public keys are, for private_key_jwt instead of a secret.
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// Let it go without PKCE; for confidential clients whose library cannot.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    no_pkce: Option<bool>,
    /// Somebody else's application: people are asked before it learns of them.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    third_party: Option<bool>,
    /// Where it is told that a session ended, server to server.
    #[arg(long, value_name = "URL")]
    backchannel_logout_uri: Option<String>,
    /// What the browser loads when a session ends.
    #[arg(long, value_name = "URL")]
    frontchannel_logout_uri: Option<String>,
}

impl Settings {
    /// `settings` as the API has them, with what is said here instead.
    pub(super) fn over(&self, mut settings: Map<String, Value>) -> Result<Value, Failure> {
        settings.extend(self.said()?.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Ok(Value::Object(settings))
    }

    /// What is said here, by the API's names.
    pub(super) fn said(&self) -> Result<Vec<(&'static str, Value)>, Failure> {
        let list = |list: &[String]| match list {
            [] => None,
            [none] if none.is_empty() => Some(json!([])),
            list => Some(json!(list)),
        };
        let words = |text: &Option<String>| {
            text.as_ref().map(|text| json!(text.split_whitespace().collect::<Vec<_>>()))
        };
        let or_none = |text: &Option<String>| {
            text.as_ref().map(|text| if text.is_empty() { Value::Null } else { json!(text) })
        };
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        let set = |set: Option<bool>| set.map(Value::Bool);
        let subject = self.pairwise.map(|pairwise| json!(if pairwise { "pairwise" } else { "public" }));
        let mut said = vec![
            ("name", text(&self.name)),
            ("redirect_uris", list(&self.redirect_uris)),
            ("post_logout_redirect_uris", list(&self.post_logout_redirect_uris)),
            ("grant_types", list(&self.grant_types)),
            ("scopes", words(&self.scope)),
            ("service_scopes", words(&self.service_scope)),
            ("id_token_alg", text(&self.id_token_alg)),
            ("claims_in_id_token", set(self.claims_in_id_token)),
            ("userinfo_alg", or_none(&self.userinfo_alg)),
            ("subject_type", subject),
            ("audience", or_none(&self.audience)),
            ("require_pkce", set(self.no_pkce.map(|without| !without))),
            ("third_party", set(self.third_party)),
            ("backchannel_logout_uri", or_none(&self.backchannel_logout_uri)),
            ("frontchannel_logout_uri", or_none(&self.frontchannel_logout_uri)),
        ];
        said.extend(self.proof()?);
        Ok(said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }

    /// How it proves itself: whatever is said takes the place of another way.
    fn proof(&self) -> Result<[(&'static str, Option<Value>); 3], Failure> {
        let jwks = self.jwks.as_deref().map(key_set).transpose()?;
        let (public, uri) = (self.public, self.jwks_uri.as_deref().filter(|uri| !uri.is_empty()));
        if public.is_none() && jwks.is_none() && self.jwks_uri.is_none() {
            return Ok([("public", None), ("jwks", None), ("jwks_uri", None)]);
        }
        Ok([
            ("public", Some(json!(public == Some(true)))),
            ("jwks", Some(jwks.unwrap_or_default())),
            ("jwks_uri", Some(json!(uri))),
        ])
    }
}

fn key_set(path: &std::path::Path) -> Result<Value, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| Failure::unusable(format!("{shown} cannot be read: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Failure::unusable(format!("{shown} is no JSON: {error}")))
}
