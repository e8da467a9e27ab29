//! `larkgate proxy-config`: the configuration of a reverse proxy in front of one application.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::output;
use crate::cli::shell::{Shell, cell};
use crate::cli::site::{path, with_query};
use crate::views::proxy_config::{Address, Kind};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Which reverse proxy.
    #[arg(value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::as_str)))]
    kind: String,
    /// The application's id.
    #[arg(long, value_name = "ID")]
    app: String,
    /// Where the application itself listens, host:port.
    #[arg(long, value_name = "ADDRESS")]
    backend: Option<Address>,
    /// Where the proxy finds larkgate, host:port. By default as `listen.address` says.
    #[arg(long, value_name = "ADDRESS")]
    larkgate: Option<Address>,
}

pub(super) async fn run(asked: &Asked, shell: &Shell) -> anyhow::Result<()> {
    let written = |address: &Option<Address>| address.as_ref().map(Address::to_string);
    let (backend, larkgate) = (written(&asked.backend), written(&asked.larkgate));
    let addresses = [("backend", backend.as_deref()), ("larkgate", larkgate.as_deref())];
    let address = path(&["applications", &asked.app, "proxy-config", &asked.kind])?;
    let file = shell.site.json("GET", &with_query(&address, &addresses), None).await?;
    let text = if shell.json { format!("{file:#}") } else { cell(&file, "text").trim_end().to_owned() };
    Ok(output::print(&text)?)
}
