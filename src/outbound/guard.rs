//! Where may be called. Addresses are judged after names were resolved, by the very answer that is connected to, so that
//! a name cannot say one thing when asked and another when called.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::OutboundError;
use crate::domain::reach::{Reach, plain};
use crate::domain::redirect_uri::is_loopback;

/// A host that is where nothing may be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is {what}; no application is called there")]
pub struct Forbidden {
    /// The address, or the name that leads there.
    host: String,
    what: &'static str,
}

impl Forbidden {
    /// What is there instead of an application.
    pub fn what(&self) -> &'static str {
        self.what
    }
}

/// Who is asked for the addresses of a host.
#[async_trait]
pub trait Names: Send + Sync {
    /// Every address of `host`.
    ///
    /// # Errors
    /// When it has none, or nobody knows.
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
#[derive(Debug)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// The rules.
#[derive(Debug)]
pub(super) struct Guard {
    /// Whether our own issuer is on this machine.
    on_loopback: bool,
    /// Private networks, and addresses of this machine, that may be called.
    allowed: Vec<IpNet>,
}

impl Guard {
    pub(super) fn new(on_loopback: bool, allowed: Vec<IpNet>) -> Self {
        Self { on_loopback, allowed }
    }

    /// Judges what a URL says by itself; where its host is a name, [`GuardedNames`] judges the rest.
    pub(super) fn check(&self, url: &Url) -> Result<(), OutboundError> {
        let here = url.scheme() == "http" && is_loopback(url) && self.may_call_this_machine();
        if !here && url.scheme() != "https" {
            return Err(OutboundError::NotEncrypted);
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(OutboundError::NotEncrypted),
        };
        match self.refusal(address) {
            None => Ok(()),
            Some(what) => Err(OutboundError::Forbidden(Forbidden { host: address.to_string(), what })),
        }
    }

    /// What an address is that may not be called.
    fn refusal(&self, address: IpAddr) -> Option<&'static str> {
        match Reach::of(address) {
            Reach::Public => None,
            Reach::Loopback => (!self.on_loopback && !self.is_allowed(address)).then_some("this machine"),
            Reach::Private => {
                (!self.is_allowed(address)).then_some("private and in none of outbound.allowed_networks")
            }
            Reach::Special(what) => Some(what),
        }
    }

    fn is_allowed(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&plain(address)))
    }

    /// Our own issuer is here, or the operator said that applications are.
    fn may_call_this_machine(&self) -> bool {
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        self.on_loopback || here.into_iter().any(|address| self.is_allowed(address))
    }
}

/// A resolver that gives only addresses that may be called.
pub(super) struct GuardedNames {
    guard: Arc<Guard>,
    names: Arc<dyn Names>,
}

impl GuardedNames {
    pub(super) fn new(guard: Arc<Guard>, names: Arc<dyn Names>) -> Self {
        Self { guard, names }
    }
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, names) = (Arc::clone(&self.guard), Arc::clone(&self.names));
        Box::pin(async move {
            let mut refused = None;
            let mut allowed = Vec::new();
            for address in names.addresses(name.as_str()).await? {
                match guard.refusal(address) {
                    None => allowed.push(SocketAddr::new(address, 0)),
                    Some(what) => refused = Some(what),
                }
            }
            match refused {
                Some(what) if allowed.is_empty() => {
                    Err(Forbidden { host: name.as_str().to_owned(), what }.into())
                }
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
