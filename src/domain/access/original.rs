//! The request that a proxy asks about.

use http::Method;

use crate::domain::access::host::Host;
use crate::domain::access::path::{Path, PathFlaw};

/// Longest request target, in bytes: what common servers take for a request line.
const LONGEST_TARGET: usize = 8 * 1024;
/// Longest name of a method.
const LONGEST_METHOD: usize = 20;

/// A request for an application, as far as rules may look at it. Made only by parsing what a trusted proxy said, so
/// whoever holds one knows that everybody behind the proxy reads it the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    scheme: Scheme,
    host: Host,
    path: Path,
    target: String,
    method: Method,
}

/// How the browser speaks with the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// In plain text: http or ws.
    Http,
    /// Through TLS: https or wss.
    Https,
}

/// Why a request cannot be decided about, so that nobody gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginalFlaw {
    /// Neither http, https, ws nor wss.
    Scheme,
    /// No host, or one that could be read in two ways.
    Host,
    /// See [`PathFlaw`].
    Path(PathFlaw),
    /// The query holds what no browser sends there.
    Query,
    /// The request target is too long.
    TooLong,
    /// The method is not A-Z.
    Method,
}

impl OriginalFlaw {
    /// For developers and operators; ASCII.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Scheme => "the scheme is neither http nor https",
            Self::Host => "the host is not one, or is written in an unusual way",
            Self::Path(flaw) => flaw.text(),
            Self::Query => "the query has a character that is not percent-encoded",
            Self::TooLong => "the address is too long",
            Self::Method => "the method is not written in capitals",
        }
    }
}

impl Scheme {
    /// Reads `http`, `https`, `ws` or `wss`.
    pub fn parse(text: &str) -> Option<Self> {
        [("https", Self::Https), ("http", Self::Http), ("wss", Self::Https), ("ws", Self::Http)]
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text))
            .map(|(_, scheme)| scheme)
    }

    /// As it begins an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl Original {
    /// Reads the four parts as a proxy forwards them: scheme, `host` or `host:port`, path with query, method.
    ///
    /// # Errors
    /// When one of them is not written as browsers write it.
    pub fn parse(scheme: &str, host: &str, target: &str, method: &str) -> Result<Self, OriginalFlaw> {
        let scheme = Scheme::parse(scheme).ok_or(OriginalFlaw::Scheme)?;
        let host = Host::parse(host).ok_or(OriginalFlaw::Host)?;
        if target.len() > LONGEST_TARGET {
            return Err(OriginalFlaw::TooLong);
        }
        let (path, query) = target.split_once('?').map_or((target, ""), |(path, query)| (path, query));
        let path = Path::parse(path).map_err(OriginalFlaw::Path)?;
        if !query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(OriginalFlaw::Query);
        }
        let is_method =
            (1..=LONGEST_METHOD).contains(&method.len()) && method.bytes().all(|b| b.is_ascii_uppercase());
        let method = Method::from_bytes(method.as_bytes()).ok().filter(|_method| is_method);
        let method = method.ok_or(OriginalFlaw::Method)?;
        Ok(Self { scheme, host, path, target: target.to_owned(), method })
    }

    /// Reads a whole address and a method. The address is cut, not interpreted: no dot segment is resolved on the way.
    ///
    /// # Errors
    /// As [`Original::parse`].
    pub fn of_url(url: &str, method: &str) -> Result<Self, OriginalFlaw> {
        let (scheme, rest) = url.split_once("://").ok_or(OriginalFlaw::Scheme)?;
        let is_end = |byte| matches!(byte, b'/' | b'?' | b'#' | b'\\');
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        let (host, target) = rest.split_at_checked(end).ok_or(OriginalFlaw::Host)?;
        Self::parse(scheme, host, if target.is_empty() { "/" } else { target }, method)
    }

    /// How the browser speaks with the proxy.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The application's host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The path alone; the query has no part in any rule.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Path and query, byte for byte as they came.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The method, A-Z.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host)
    }

    /// The whole address.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.target)
    }
}
