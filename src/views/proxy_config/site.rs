//! What the templates are filled with.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::config::Listen;
use crate::domain::access::{Application, Host};

/// One application, as the file of a proxy speaks of it.
pub(super) struct Site {
    /// The command that writes the file.
    pub(super) command: String,
    pub(super) id: String,
    /// The id as a name that proxies take: a-z, 0-9 and "_".
    pub(super) slug: String,
    /// The hosts, with a port where it is unusual.
    pub(super) hosts: Vec<Host>,
    /// The hosts without ports, each once.
    pub(super) names: Vec<String>,
    /// The ports, each once.
    pub(super) ports: Vec<u16>,
    /// The headers that tell the application who comes.
    pub(super) headers: Vec<Header>,
    pub(super) larkgate: Address,
    pub(super) backend: Address,
}

/// The name of a header.
pub(super) struct Header {
    /// As people write it: `X-Larkgate-User`.
    pub(super) name: String,
}

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Why nobody knows where a proxy would ask larkgate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// It serves https itself.
    #[error(
        "larkgate serves https itself, and these files ask it in plain text: take [listen.tls] out of its \
         configuration, or name another address of it"
    )]
    Tls,
    /// It listens at a socket, and nowhere else.
    #[error("larkgate listens at a socket alone: name an address of it")]
    SocketAlone,
}

/// Stands for an address that nobody gave; no such name is ever found (RFC 2606), so nothing works before it is replaced.
const UNKNOWN: &str = "application.invalid";

const HTTPS: u16 = 443;

impl Site {
    pub(super) fn new(
        command: String,
        application: &Application,
        larkgate: Address,
        backend: Address,
    ) -> Self {
        let (hosts, mut names, mut ports) = (application.hosts.clone(), Vec::new(), Vec::new());
        for host in &hosts {
            let (name, port) = (host.name().to_owned(), host.port().unwrap_or(HTTPS));
            if !names.contains(&name) {
                names.push(name);
            }
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        let headers = application.headers.all().map(|(_field, name)| Header::new(name.as_str())).collect();
        let (id, slug) = (application.id.clone(), slug(&application.id));
        Self { command, id, slug, hosts, names, ports, headers, larkgate, backend }
    }

    /// The hosts as a browser may write them: with a port that https implies, and without.
    pub(super) fn domains(&self) -> Vec<String> {
        let implied = |host: &&Host| host.port().is_none();
        let written = self.hosts.iter().map(Host::to_string);
        written.chain(self.hosts.iter().filter(implied).map(|host| format!("{host}:{HTTPS}"))).collect()
    }

    /// The host that certificates are called after.
    pub(super) fn first_name(&self) -> &str {
        self.names.first().map(String::as_str).unwrap_or_default()
    }

    /// The id as Kubernetes takes names: a-z, 0-9 and "-".
    pub(super) fn dashed(&self) -> String {
        self.slug.trim_matches('_').replace('_', "-")
    }

    /// The hosts in the words of Traefik.
    pub(super) fn rule(&self) -> String {
        self.names.iter().map(|name| format!("Host(`{name}`)")).collect::<Vec<_>>().join(" || ")
    }

    /// Whether the application's address is still to be written down.
    pub(super) fn lacks_backend(&self) -> bool {
        self.backend.host == UNKNOWN
    }

    /// Whether browsers write a port.
    pub(super) fn has_unusual_port(&self) -> bool {
        self.hosts.iter().any(|host| host.port().is_some())
    }
}

impl Header {
    fn new(lower: &str) -> Self {
        let capital = |word: &str| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            first.to_uppercase() + rest
        };
        Self { name: lower.split('-').map(capital).collect::<Vec<_>>().join("-") }
    }

    pub(super) fn lower(&self) -> String {
        self.name.to_lowercase()
    }

    /// The name within a variable of nginx.
    pub(super) fn variable(&self) -> String {
        self.lower().replace('-', "_")
    }

    /// A regular expression for every name that a backend may read as this one.
    pub(super) fn pattern(&self) -> String {
        self.lower().replace('-', "[^a-z0-9]")
    }
}

impl Address {
    /// Stands for one that nobody gave.
    pub fn unknown() -> Self {
        Self { host: UNKNOWN.to_owned(), port: 80 }
    }

    /// Where a proxy on this machine finds larkgate.
    ///
    /// # Errors
    /// When there is no address at which it could be asked in plain text.
    pub fn of_larkgate(listen: &Listen) -> Result<Self, NoAddress> {
        match listen.address {
            Some(address) if listen.tls.is_none() => Ok(Self::of_listener(address)),
            Some(_) => Err(NoAddress::Tls),
            None => Err(NoAddress::SocketAlone),
        }
    }

    /// Where a server on this machine is found that listens at `address`.
    pub(super) fn of_listener(address: SocketAddr) -> Self {
        let ip = match address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        let host = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
        Self { host, port: address.port() }
    }

    /// The host, an IPv6 address without its brackets.
    pub(super) fn bare(&self) -> &str {
        self.host.trim_matches(['[', ']'])
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a host and a port, such as 127.0.0.1:3000";
        let host = Host::parse(text).filter(is_plain).ok_or(expected)?;
        // One that is implied, `Host` leaves out.
        let port = text.rsplit(':').next().and_then(|port| port.parse().ok()).ok_or(expected)?;
        Ok(Self { host: host.name().to_owned(), port })
    }
}

/// Whether a host's name is no more than a name in any configuration file. URLs allow more, such as `$` and `;`.
pub(super) fn is_plain(host: &Host) -> bool {
    host.name().chars().all(|c| c.is_ascii_alphanumeric() || ".-_[]:".contains(c))
}

/// A digit at its beginning would be a number to nginx.
fn slug(id: &str) -> String {
    let slug: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if slug.starts_with(|c: char| c.is_ascii_lowercase()) { slug } else { format!("app_{slug}") }
}
