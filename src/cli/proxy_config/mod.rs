//! `larkgate proxy-config`: the configuration of a reverse proxy in front of one application. `deploy/proxies/` has the same
//! files for an example; both come from the templates here.

mod file;
mod site;

use anyhow::{anyhow, bail};
use askama::Template;
use clap::{Args, ValueEnum};

use self::file::File;
use self::site::{Address, Site, is_plain};
use crate::cli::{Tools, output};
use crate::domain::access::Application;

/// Asks larkgate from within HAProxy; the same for every application.
const HAPROXY_LUA: &str = include_str!("../../../deploy/proxies/larkgate.lua");

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Which reverse proxy.
    kind: Kind,
    /// The application's id.
    #[arg(long, value_name = "ID")]
    app: String,
    /// Where the application itself listens, host:port.
    #[arg(long, value_name = "ADDRESS", default_value_t = Address::unknown())]
    backend: Address,
    /// Where the proxy finds larkgate, host:port. By default as `listen.address` says.
    #[arg(long, value_name = "ADDRESS")]
    larkgate: Option<Address>,
}

/// A reverse proxy, or a file that one needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Nginx,
    IngressNginx,
    Caddy,
    Traefik,
    Envoy,
    Haproxy,
    HaproxyLua,
    Apisix,
}

pub(super) async fn run(asked: &Asked, tools: &Tools) -> anyhow::Result<()> {
    let stored = tools.store.read().await?.stored_applications(tools.clock.now()).await?;
    let (config, catalogue) = (&tools.config, tools.config.catalogue(&stored));
    let application =
        catalogue.named(&asked.app).ok_or_else(|| anyhow!("there is no application {}", asked.app))?;
    if let Some(host) = application.hosts.iter().find(|host| !is_plain(host)) {
        bail!("{host} is no host that can be written into such a file");
    }
    let larkgate = match (&asked.larkgate, config.listen.address) {
        (Some(address), _) => address.clone(),
        (None, Some(address)) if config.listen.tls.is_none() => Address::of_listener(address),
        (None, Some(_)) => bail!(
            "larkgate serves https itself, and these files ask it in plain text: take [listen.tls] out of its \
             configuration, or name another address with --larkgate"
        ),
        (None, None) => bail!("larkgate listens at a socket alone: name an address with --larkgate"),
    };
    output::print(file(asked.kind, application, larkgate, asked.backend.clone())?.trim_end())?;
    Ok(())
}

fn file(
    kind: Kind,
    application: &Application,
    larkgate: Address,
    backend: Address,
) -> askama::Result<String> {
    let word = kind.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let mut command = format!("larkgate proxy-config {word} --app {}", application.id);
    if backend != Address::unknown() {
        command += &format!(" --backend {backend}");
    }
    let site = &Site::new(command, application, larkgate, backend);
    match kind {
        Kind::Nginx => File::Nginx { site },
        Kind::IngressNginx => File::IngressNginx { site },
        Kind::Caddy => File::Caddy { site },
        Kind::Traefik => File::Traefik { site },
        Kind::Envoy => File::Envoy { site },
        Kind::Haproxy => File::Haproxy { site },
        Kind::HaproxyLua => return Ok(HAPROXY_LUA.to_owned()),
        Kind::Apisix => File::Apisix { site },
    }
    .render()
}

#[cfg(test)]
mod tests;
