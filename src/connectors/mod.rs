//! Upstream identity providers. A connector turns a browser's answer into an [`Identity`]; it knows nothing of sessions,
//! cookies, the database or our web framework. A new provider is one file, one line in [`build`], its words and its
//! section of the configuration.

mod check;
mod directory;
pub mod feishu;
mod health;
pub mod http;
mod single_flight;
#[cfg(test)]
mod testing;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use crate::config::{self, Brand};
use crate::domain::account::Identity;
use crate::domain::time::Clock;

pub use check::Checks;
pub use directory::{Directory, Gone, Standing};
pub use feishu::FeishuConnector;
pub use health::{Answered, Health};
pub use http::{HttpClient, HttpClientError};

/// The configured connectors, in the order of the configuration; all share one HTTP client.
pub fn build(
    configs: &[config::Feishu],
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Arc<dyn Connector>>, HttpClientError> {
    let http = HttpClient::new()?;
    let connect = |settings: &config::Feishu| -> Arc<dyn Connector> {
        Arc::new(FeishuConnector::new(settings.clone(), http.clone(), Arc::clone(clock)))
    };
    Ok(configs.iter().map(connect).collect())
}

/// What every upstream can do.
#[async_trait]
pub trait Connector: Send + Sync {
    /// The name in the configuration, in callback URLs and in bindings.
    fn id(&self) -> &str;

    /// How the provider calls itself, for buttons.
    fn brand(&self) -> Brand;

    /// Where the plain link on the sign-in page leads.
    fn login_url(&self, attempt: &Attempt<'_>) -> Url;

    /// A QR code that can stand on our own page, where the provider has one.
    fn embedded_qr(&self, attempt: &Attempt<'_>) -> Option<EmbeddedQr>;

    /// Whether a browser with this `User-Agent` is the provider's own client, in which signing in needs no page.
    fn is_own_client(&self, user_agent: &str) -> bool;

    /// Exchanges the answer for the person's identity. Never call it twice with one code: after a failure the person
    /// starts again.
    async fn identity(&self, answer: &Answer<'_>) -> Result<Identity, UpstreamError>;

    /// Shows the upstream our own credentials anew, and nothing of anybody.
    async fn check(&self) -> Result<(), UpstreamError>;

    /// The tenant's directory, where it is to be read.
    fn directory(&self) -> Option<&dyn Directory>;
}

/// How the browser goes to the upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// By the plain link.
    Link,
    /// By the QR code on our page. Feishu documents no PKCE on this path, so none is used.
    Qr,
}

/// What a connector needs to send a browser away.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Our callback URL, as registered upstream.
    pub callback: &'a Url,
    /// The upstream's `state` when the browser goes by the link.
    pub link_state: &'a str,
    /// The upstream's `state` when it goes by the QR code.
    pub qr_state: &'a str,
    /// PKCE verifier of this attempt (RFC 7636).
    pub pkce_verifier: &'a str,
}

/// A QR code in an iframe (Feishu: LarkSSOSDKWebQRCode).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedQr {
    /// The iframe's address.
    pub frame: Url,
    /// The only origin whose messages count.
    pub origin: String,
    /// Where to go once a message brought `tmp_code`, which is to be appended as a query parameter.
    pub goto: Url,
}

/// What the browser brought back.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// Our callback URL, as sent upstream.
    pub callback: &'a Url,
    /// The upstream's one-time code.
    pub code: &'a str,
    /// PKCE verifier of this attempt.
    pub pkce_verifier: &'a str,
    /// How the browser had gone.
    pub via: Via,
}

/// Why no identity came of an answer: a fact each, for the page, the audit log and the log to word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} (status {status:?}, code {code:?}, log id {log_id:?})")]
pub struct UpstreamError {
    /// What it means for the person.
    pub kind: UpstreamErrorKind,
    /// HTTP status of the failing answer, if there was one.
    pub status: Option<u16>,
    /// The provider's own error code, if it gave one.
    pub code: Option<i64>,
    /// The provider's id of the failing request (Feishu: `X-Tt-Logid`), for its support.
    pub log_id: Option<String>,
    /// Why there was no answer, in the transport's words, without any address or secret; for the log.
    pub cause: Option<String>,
}

impl UpstreamError {
    /// A failure that no answer stands behind.
    pub fn without_answer(kind: UpstreamErrorKind) -> Self {
        Self { kind, status: None, code: None, log_id: None, cause: None }
    }
}

/// What an upstream failure means for the person in front of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamErrorKind {
    /// The code is unknown, used, lapsed or not ours: start again.
    CodeRejected,
    /// The person has left the company.
    Resigned,
    /// The person is suspended.
    Frozen,
    /// The person is unknown to the provider, or not in a state in which they may log in.
    NotActive,
    /// The person is outside the app's availability: an admin must add them.
    OutsideAvailability,
    /// The directory tells us nothing of the person, or of a department: an admin must widen what the app may see.
    OutsideContactRange,
    /// The person's tenant is not on the allow-list.
    TenantNotAllowed {
        /// Which tenant.
        tenant_key: String,
        /// Which person.
        open_id: String,
    },
    /// The app's id, secret, permissions, release or redirect URL are wrong: an admin must act.
    Misconfigured,
    /// The provider asks for patience.
    RateLimited {
        /// For how long, if it said so.
        retry_after: Option<Duration>,
    },
    /// No answer, or a server error.
    Unavailable,
    /// An answer that makes no sense.
    Malformed,
}

impl UpstreamErrorKind {
    /// A fixed word for the audit log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::CodeRejected => "code_rejected",
            Self::Resigned => "resigned",
            Self::Frozen => "frozen",
            Self::NotActive => "not_active",
            Self::OutsideAvailability => "outside_availability",
            Self::OutsideContactRange => "outside_contact_range",
            Self::TenantNotAllowed { .. } => "tenant_not_allowed",
            Self::Misconfigured => "misconfigured",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Malformed => "malformed",
        }
    }
}
