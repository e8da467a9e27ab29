//! At another larkgate, over https, with an API token.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use actix_web::web::Bytes;
use anyhow::Context;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Response};
use url::Url;

use crate::cli::exit::{Exit, Failure};
use crate::domain::admin::ApiToken;
use crate::domain::redirect_uri::is_loopback;

/// The variable that holds the token: an argument would be seen by everybody on the machine.
const TOKEN: &str = "LARKGATE_TOKEN";
/// How long connecting may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// How long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A remote larkgate.
pub(in crate::cli) struct Remote {
    http: Client,
    origin: String,
}

impl Remote {
    /// Prepares to ask `address` with the token of `token_file`, or else of the environment, trusting the authorities of
    /// `ca_file`, or else of the system.
    pub(in crate::cli) fn new(
        address: &str,
        token_file: Option<&Path>,
        ca_file: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let url = parse(address)?;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization(token_file)?);
        let http = Client::builder()
            .user_agent(concat!("larkgate/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .read_timeout(PATIENCE);
        // A proxy would see the token.
        let http = if url.scheme() == "http" { http.no_proxy() } else { http };
        let http = match ca_file {
            Some(path) => http.tls_certs_only(authorities(path)?),
            None => http,
        };
        let http = http.build().context("the HTTP client could not be made")?;
        Ok(Self { http, origin: url.origin().ascii_serialization() })
    }

    /// How people call it.
    pub(super) fn name(&self) -> &str {
        &self.origin
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        address: &str,
        body: Option<String>,
    ) -> anyhow::Result<(u16, Body)> {
        let method = Method::from_bytes(method.as_bytes())?;
        let mut request = self.http.request(method, format!("{}{address}", self.origin));
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().await.map_err(|error| unreachable(&self.origin, &error))?;
        Ok((response.status().as_u16(), Body { response, origin: self.origin.clone() }))
    }
}

/// Only https, or http that does not leave this machine; nothing beside the host, which no error need repeat.
fn parse(address: &str) -> Result<Url, Failure> {
    let expected = || Failure::unusable("--remote: expected an address such as https://sso.example.com");
    let url = Url::parse(address).map_err(|_wrong| expected())?;
    let bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
    if !bare || url.query().is_some() || url.fragment().is_some() || url.host().is_none() {
        return Err(expected());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => {
            Err(Failure::unusable("--remote: only https, since everybody on the way could read the token"))
        }
        _ => Err(expected()),
    }
}

fn authorization(file: Option<&Path>) -> anyhow::Result<HeaderValue> {
    let text = match file {
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            Failure::unusable(format!("--token-file: {} cannot be read: {error}", path.display()))
        })?,
        None => std::env::var(TOKEN).map_err(|_unset| {
            Failure::unusable(format!(
                "--remote needs an API token, in {TOKEN} or a --token-file; larkgate token add makes one"
            ))
        })?,
    };
    let token = text.trim();
    let wrong = || Failure::unusable(format!("that is no API token: they begin with {}", ApiToken::PREFIX));
    if !token.starts_with(ApiToken::PREFIX) {
        return Err(wrong().into());
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_wrong| wrong())?;
    value.set_sensitive(true);
    Ok(value)
}

fn authorities(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let text = std::fs::read(path).map_err(|error| {
        Failure::unusable(format!("--ca-file: {} cannot be read: {error}", path.display()))
    })?;
    match Certificate::from_pem_bundle(&text) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => {
            Err(Failure::unusable(format!("--ca-file: expected certificates in PEM in {}", path.display())))
        }
    }
}

/// In the words of whatever failed first; the address that was asked for stays out, since names are in it.
fn unreachable(origin: &str, error: &reqwest::Error) -> Failure {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let cause = if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() };
    let advice = if cause.contains("UnknownIssuer") {
        "; --ca-file names the certificate of an authority of your own"
    } else {
        ""
    };
    Failure::new(Exit::Unavailable, format!("{origin} cannot be reached: {cause}{advice}"))
}

/// What was answered.
pub(super) struct Body {
    response: Response,
    origin: String,
}

impl Body {
    pub(super) async fn piece(&mut self) -> anyhow::Result<Option<Bytes>> {
        Ok(self.response.chunk().await.map_err(|error| unreachable(&self.origin, &error))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_nowhere_in_the_clear() {
        for good in [
            "https://sso.example.com",
            "https://sso.example.com:8443/",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://sso.example.com",
            "http://127.0.0.1.example.com",
            "ftp://sso.example.com",
            "sso.example.com",
            "https://sso.example.com/admin",
            "https://a:b@sso.example.com",
            "https://sso.example.com?x",
            "https://",
        ] {
            let failure = parse(bad).unwrap_err();
            assert_eq!(failure.exit, Exit::Unusable, "{bad}");
            assert!(!failure.to_string().contains("a:b"), "{failure}");
        }
    }
}
