//! `larkgate proxy-config`: the configuration of a reverse proxy in front of one application.

use anyhow::anyhow;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::{Tools, output};
use crate::views::proxy_config::{Address, Kind, file};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Which reverse proxy.
    #[arg(value_parser = kinds())]
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

fn kinds() -> impl TypedValueParser<Value = Kind> {
    let unknown = "expected a kind of proxy";
    PossibleValuesParser::new(Kind::ALL.map(Kind::as_str))
        .try_map(move |name| Kind::parse(&name).ok_or(unknown))
}

pub(super) async fn run(asked: &Asked, tools: &Tools) -> anyhow::Result<()> {
    let stored = tools.store.read().await?.stored_applications(tools.clock.now()).await?;
    let (config, catalogue) = (&tools.config, tools.config.catalogue(&stored));
    let application =
        catalogue.named(&asked.app).ok_or_else(|| anyhow!("there is no application {}", asked.app))?;
    let larkgate = match &asked.larkgate {
        Some(address) => address.clone(),
        None => Address::of_larkgate(&config.listen)?,
    };
    output::print(file(asked.kind, application, larkgate, asked.backend.clone())?.trim_end())?;
    Ok(())
}
