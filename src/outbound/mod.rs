//! The one HTTP client for calls to addresses that applications registered: it goes nowhere that an application could
//! not be, is bounded in time and size, follows nobody and tells nothing.

mod guard;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CACHE_CONTROL, HeaderMap};
use reqwest::tls::{Certificate, Version};
use reqwest::{Client, RequestBuilder, Response, redirect, retry};
use url::Url;

use crate::config;

pub use guard::{Forbidden, Names, SystemNames};
use guard::{Guard, GuardedNames};

/// Most bytes of an answer that are read.
pub const MAX_BODY: usize = 64 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// From the first look at the name to the last byte of the answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Calls applications.
#[derive(Debug, Clone)]
pub struct Outbound {
    inner: Client,
    guard: Arc<Guard>,
}

/// An answer to a `GET`, whole.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status; a redirect is an answer like any other.
    pub status: u16,
    /// The body, at most [`MAX_BODY`] bytes.
    pub body: Vec<u8>,
    /// How long it may be kept, where it says so (`Cache-Control`, RFC 9111 §5.2.2); zero when not at all.
    pub max_age: Option<Duration>,
}

/// Why there is no answer. The text names no path and no query.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// Neither https, nor http on loopback while larkgate itself is there.
    #[error("the address is not https")]
    NotEncrypted,
    /// The host is where nothing may be called.
    #[error("{0}")]
    Forbidden(Forbidden),
    /// Nobody answered, or not in time, or half; with the cause.
    #[error("no answer: {0}")]
    Unavailable(String),
    /// The answer is larger than [`MAX_BODY`].
    #[error("the answer is larger than {} KiB", MAX_BODY / 1024)]
    TooLarge,
}

/// The client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum OutboundSetupError {
    /// `outbound.ca_file` has no certificate, or one that cannot be read.
    #[error("outbound.ca_file: not certificates in PEM")]
    Certificates,
    /// TLS could not be set up: a certificate is not one, or the system has no CA certificates.
    #[error(
        "cannot set up TLS to applications (are CA certificates installed, and those of outbound.ca_file sound?)"
    )]
    Tls(#[source] reqwest::Error),
}

impl Outbound {
    /// Builds the client. `on_loopback` says whether our own issuer is on this machine: only then may this machine be
    /// called, and without TLS.
    ///
    /// # Errors
    /// When a CA certificate cannot be used.
    pub fn new(config: &config::Outbound, on_loopback: bool) -> Result<Self, OutboundSetupError> {
        Self::with_names(config, on_loopback, Arc::new(SystemNames))
    }

    /// As [`Outbound::new`], asking `names` for the addresses of a host.
    ///
    /// # Errors
    /// When a CA certificate cannot be used.
    pub fn with_names(
        config: &config::Outbound,
        on_loopback: bool,
        names: Arc<dyn Names>,
    ) -> Result<Self, OutboundSetupError> {
        let guard = Arc::new(Guard::new(on_loopback, config.allowed_networks.clone()));
        let inner = Client::builder()
            .user_agent("larkgate")
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // Calls are rare, so a kept connection would mostly be a dead one; and every call is judged anew.
            .pool_max_idle_per_host(0)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .tls_version_min(Version::TLS_1_2)
            .tls_certs_merge(certificates(config.ca.as_deref())?)
            .dns_resolver(Arc::new(GuardedNames::new(Arc::clone(&guard), names)))
            .build()
            .map_err(OutboundSetupError::Tls)?;
        Ok(Self { inner, guard })
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// When there is no answer of any status; see [`OutboundError`].
    pub async fn get(&self, url: &Url) -> Result<Reply, OutboundError> {
        self.guard.check(url)?;
        let response = self.send(self.inner.get(url.clone()).header(ACCEPT, "application/json")).await?;
        let (status, max_age) = (response.status().as_u16(), max_age(response.headers()));
        Ok(Reply { status, max_age, body: read_body(response).await? })
    }

    /// Sends a form and returns the status; what the answer says beside that is not read.
    ///
    /// # Errors
    /// When there is no answer of any status; see [`OutboundError`].
    pub async fn post_form(&self, url: &Url, form: &[(&str, &str)]) -> Result<u16, OutboundError> {
        self.guard.check(url)?;
        let response = self.send(self.inner.post(url.clone()).form(form)).await?;
        Ok(response.status().as_u16())
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, OutboundError> {
        request.send().await.map_err(failure)
    }
}

fn certificates(pem: Option<&str>) -> Result<Vec<Certificate>, OutboundSetupError> {
    let Some(pem) = pem else { return Ok(Vec::new()) };
    match Certificate::from_pem_bundle(pem.as_bytes()) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => Err(OutboundSetupError::Certificates),
    }
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len().saturating_add(chunk.len()) > MAX_BODY {
            return Err(OutboundError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What the failure is, without the URL.
fn failure(error: reqwest::Error) -> OutboundError {
    let error = error.without_url();
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(forbidden) = inner.downcast_ref::<Forbidden>() {
            return OutboundError::Forbidden(forbidden.clone());
        }
        cause.push_str(": ");
        cause.push_str(&inner.to_string());
        source = inner.source();
    }
    OutboundError::Unavailable(cause)
}

fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let mut seconds = None;
    let lines = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    for directive in lines.flat_map(|line| line.split(',')) {
        let directive = directive.trim().to_ascii_lowercase();
        if directive == "no-store" || directive == "no-cache" || directive.starts_with("no-cache=") {
            return Some(Duration::ZERO);
        }
        if let Some(number) = directive.strip_prefix("max-age=") {
            seconds = number.trim_matches('"').parse().ok();
        }
    }
    seconds.map(Duration::from_secs)
}
