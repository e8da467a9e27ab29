//! The configuration of a reverse proxy in front of one application. `deploy/proxies/` has the same files for an example;
//! both come from the templates here.

mod file;
mod site;

use askama::Template;

use self::file::File;
pub use self::site::{Address, NoAddress};
use self::site::{Site, is_plain};
use crate::domain::access::{Application, Host};

/// Asks larkgate from within HAProxy; the same for every application.
const HAPROXY_LUA: &str = include_str!("../../../deploy/proxies/larkgate.lua");

/// A reverse proxy, or a file that one needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after what they are")]
pub enum Kind {
    Nginx,
    IngressNginx,
    Caddy,
    Traefik,
    Envoy,
    Haproxy,
    HaproxyLua,
    Apisix,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Nginx,
        Self::IngressNginx,
        Self::Caddy,
        Self::Traefik,
        Self::Envoy,
        Self::Haproxy,
        Self::HaproxyLua,
        Self::Apisix,
    ];

    /// As it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::IngressNginx => "ingress-nginx",
            Self::Caddy => "caddy",
            Self::Traefik => "traefik",
            Self::Envoy => "envoy",
            Self::Haproxy => "haproxy",
            Self::HaproxyLua => "haproxy-lua",
            Self::Apisix => "apisix",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum NoFile {
    /// A host's name would be more than a name in it.
    #[error("{0} is no host that can be written into such a file")]
    Host(Host),
    /// The template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

/// The file for an application that listens at `backend`, of a proxy that finds larkgate at `larkgate`.
///
/// # Errors
/// When a host cannot be written into it.
pub fn file(
    kind: Kind,
    application: &Application,
    larkgate: Address,
    backend: Address,
) -> Result<String, NoFile> {
    if let Some(host) = application.hosts.iter().find(|host| !is_plain(host)) {
        return Err(NoFile::Host(host.clone()));
    }
    let mut command = format!("larkgate proxy-config {} --app {}", kind.as_str(), application.id);
    if backend != Address::unknown() {
        command += &format!(" --backend {backend}");
    }
    let site = &Site::new(command, application, larkgate, backend);
    let file = match kind {
        Kind::Nginx => File::Nginx { site },
        Kind::IngressNginx => File::IngressNginx { site },
        Kind::Caddy => File::Caddy { site },
        Kind::Traefik => File::Traefik { site },
        Kind::Envoy => File::Envoy { site },
        Kind::Haproxy => File::Haproxy { site },
        Kind::HaproxyLua => return Ok(HAPROXY_LUA.to_owned()),
        Kind::Apisix => File::Apisix { site },
    };
    Ok(file.render()?)
}

#[cfg(test)]
mod tests;
