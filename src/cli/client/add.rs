//! `larkgate client add`: an application's settings from arguments, and its registration.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use url::Url;

use crate::cli::{Tools, output};
use crate::domain::audit::EventKind;
use crate::domain::client::{
    Client, Credentials, GrantType, GrantTypes, Source, SubjectType, check_jwks, is_client_id, parse_address,
};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::{Scope, ScopeValue, ServiceScope};
use crate::domain::token::Opaque;

use super::{commit_with_audit, refuse_configured};

#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    /// Its client_id: 1 to 100 of A-Z a-z 0-9 . _ -
    id: String,
    /// What people see: "Sign in to …".
    #[arg(long)]
    name: String,
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
    /// How its tokens are signed: RS256, ES256 or EdDSA.
    #[arg(long, default_value = "RS256", value_name = "ALG")]
    id_token_alg: String,
    /// Put the claims of the granted scope into the ID token too.
    #[arg(long)]
    claims_in_id_token: bool,
    /// Sign userinfo with this algorithm instead of answering in plain JSON.
    #[arg(long, value_name = "ALG")]
    userinfo_alg: Option<String>,
    /// Let it see a sub of its own for every person.
    #[arg(long)]
    pairwise: bool,
    /// An API of its own, as `aud` of its access tokens.
    #[arg(long)]
    audience: Option<String>,
    /// No secret: for single-page and native applications, which prove themselves by PKCE alone.
    #[arg(long, conflicts_with_all = ["jwks", "jwks_uri"])]
    public: bool,
    /// A file with its public keys (a JWK Set), for private_key_jwt instead of a secret.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    jwks: Option<PathBuf>,
    /// Where its public keys are, for private_key_jwt instead of a secret.
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// Let it go without PKCE; for confidential clients whose library cannot.
    #[arg(long, conflicts_with = "public")]
    no_pkce: bool,
    /// Somebody else's application: people are asked before it learns of them.
    #[arg(long)]
    third_party: bool,
    /// Where it is told that a session ended, server to server.
    #[arg(long, value_name = "URL")]
    backchannel_logout_uri: Option<String>,
    /// What the browser loads when a session ends.
    #[arg(long, value_name = "URL")]
    frontchannel_logout_uri: Option<String>,
}

/// Registers the application and shows its secret, this once.
pub(super) async fn register(add: Add, tools: &Tools) -> anyhow::Result<()> {
    refuse_configured(&add.id, tools)?;
    let (client, secret) = parse(&add, tools)?;
    let mut tx = tools.store.write().await?;
    if !tx.insert_client(&client).await? {
        bail!("{} is registered already", client.id);
    }
    commit_with_audit(tx, tools, &client.id, EventKind::ClientAdded).await?;
    let shown = secret.is_some();
    output::record(&[
        ("client_id", Some(client.id)),
        ("client_secret", secret.map(|secret| secret.reveal().to_owned())),
        ("issuer", Some(tools.config.issuer_str().to_owned())),
    ])?;
    if shown {
        output::say("hint: the secret is shown this once; only its hash is kept");
    }
    Ok(())
}

fn parse(add: &Add, tools: &Tools) -> anyhow::Result<(Client, Option<Opaque>)> {
    if !is_client_id(&add.id) {
        bail!("{:?} cannot be a client_id: 1 to 100 of A-Z a-z 0-9 . _ -", add.id);
    }
    for (what, text) in [("name", Some(&add.name)), ("audience", add.audience.as_ref())] {
        if text.is_some_and(|text| text.trim().is_empty() || text.chars().any(char::is_control)) {
            bail!("the {what} is empty, or not text on one line");
        }
    }
    let (credentials, secret) = credentials(add, tools)?;
    let client = Client {
        credentials,
        grant_types: grant_types(&add.grant_types)?,
        redirect_uris: uris(&add.redirect_uris)?,
        post_logout_redirect_uris: uris(&add.post_logout_redirect_uris)?,
        scope: scope(add.scope.as_deref())?,
        service_scope: ServiceScope::parse(add.service_scope.as_deref().unwrap_or_default())
            .context("the service scope has a character that is not allowed")?,
        id_token_alg: algorithm(&add.id_token_alg)?,
        claims_in_id_token: add.claims_in_id_token,
        userinfo_alg: add.userinfo_alg.as_deref().map(algorithm).transpose()?,
        subject_type: if add.pairwise { SubjectType::Pairwise } else { SubjectType::Public },
        audience: add.audience.clone(),
        require_pkce: !add.no_pkce,
        third_party: add.third_party,
        backchannel_logout_uri: address(add.backchannel_logout_uri.as_deref())?,
        frontchannel_logout_uri: address(add.frontchannel_logout_uri.as_deref())?,
        ..Client::new(&add.id, &add.name, Source::Database, tools.clock.now())
    };
    let flaws: Vec<_> = client.flaws().iter().map(ToString::to_string).collect();
    if !flaws.is_empty() {
        bail!("{}", flaws.join("; "));
    }
    Ok((client, secret))
}

fn credentials(add: &Add, tools: &Tools) -> anyhow::Result<(Credentials, Option<Opaque>)> {
    if let Some(path) = &add.jwks {
        let shown = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
        check_jwks(&text).map_err(|error| anyhow::anyhow!("{shown} {error}"))?;
        return Ok((Credentials::Jwks(text), None));
    }
    if let Some(uri) = address(add.jwks_uri.as_deref())? {
        return Ok((Credentials::JwksUri(uri), None));
    }
    if add.public {
        return Ok((Credentials::None, None));
    }
    let secret = Opaque::new(&*tools.entropy);
    Ok((Credentials::Secret(secret.hash()), Some(secret)))
}

fn uris(texts: &[String]) -> anyhow::Result<Vec<RedirectUri>> {
    let parse = |uri: &String| RedirectUri::parse(uri).with_context(|| format!("redirect URI {uri}"));
    texts.iter().map(parse).collect()
}

fn address(text: Option<&str>) -> anyhow::Result<Option<Url>> {
    text.map(|text| parse_address(text).with_context(|| text.to_owned())).transpose()
}

fn grant_types(names: &[String]) -> anyhow::Result<GrantTypes> {
    if names.is_empty() {
        return Ok(GrantTypes::default());
    }
    let parse = |name: &String| GrantType::parse(name).with_context(|| format!("unknown grant type: {name}"));
    names.iter().map(parse).collect()
}

fn scope(text: Option<&str>) -> anyhow::Result<Scope> {
    let Some(text) = text else { return Ok(Scope::all()) };
    if let Some(unknown) = text.split_whitespace().find(|value| ScopeValue::parse(value).is_none()) {
        bail!("unknown scope: {unknown}");
    }
    Scope::parse(text).filter(|scope| !scope.is_empty()).context("the scope is empty")
}

fn algorithm(name: &str) -> anyhow::Result<Algorithm> {
    Algorithm::parse(name).with_context(|| format!("unknown algorithm: {name}; use RS256, ES256 or EdDSA"))
}
