//! The configuration of a reverse proxy in front of one application.

use super::applications::{self, Protected};
use super::{Conflict, Desk, OpError, Problem};
use crate::config::Config;
use crate::views::proxy_config::{Address, Kind, file};

/// Which file somebody wants.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Of which proxy, by the name of a [`Kind`].
    pub kind: &'a str,
    /// Where the application itself listens, host:port; a placeholder where there is nothing.
    pub backend: &'a str,
    /// Where the proxy finds larkgate, host:port; as the configuration says where there is nothing.
    pub larkgate: &'a str,
}

/// The file for the application with this id.
///
/// # Errors
/// When the actor may not read the application, there is none, or there is no such file.
pub async fn of(desk: &Desk<'_>, id: &str, wanted: &Wanted<'_>) -> Result<String, OpError> {
    text(desk.config, &applications::show(desk, id).await?, wanted)
}

/// The file for an application that was read.
///
/// # Errors
/// When there is no such proxy, an address is none, larkgate has no address of its own that would do, the application cannot be read, or one of its
/// hosts cannot be written into such a file.
pub fn text(config: &Config, application: &Protected, wanted: &Wanted<'_>) -> Result<String, OpError> {
    let no_proxy = || OpError::NotFound { what: "proxy", name: wanted.kind.to_owned() };
    let kind = Kind::parse(wanted.kind).ok_or_else(no_proxy)?;
    let address = |field, text: &str| {
        let wrong = |_none| OpError::invalid(field, Problem::HostAndPort(text.to_owned()));
        text.trim().parse::<Address>().map_err(wrong)
    };
    let backend = match wanted.backend {
        "" => Address::unknown(),
        text => address("backend", text)?,
    };
    let larkgate = match wanted.larkgate {
        "" => Address::of_larkgate(&config.listen).map_err(|none| OpError::invalid("larkgate", none))?,
        text => address("larkgate", text)?,
    };
    let id = || application.id.clone();
    let known = application.known.as_ref().ok_or_else(|| Conflict::UnreadableApplication { id: id() })?;
    file(kind, known, larkgate, backend).map_err(|_none| Conflict::UnwritableHost { id: id() }.into())
}
