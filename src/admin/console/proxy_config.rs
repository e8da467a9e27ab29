//! The configuration of a reverse proxy, on the page of an application behind it.

use super::trouble::{of_conflict, of_flaw};
use super::{Trouble, Visitor};
use crate::admin::ops::OpError;
use crate::admin::ops::applications::Protected;
use crate::admin::ops::proxy_config::{Wanted, text};
use crate::views::console::ProxyFile;
use crate::views::proxy_config::Kind;

/// What may be chosen, and the file where one was asked for.
pub(super) fn form(visitor: &Visitor<'_>, application: &Protected) -> Result<ProxyFile, Trouble> {
    let said = |name| visitor.params.get(name).unwrap_or_default();
    let (chosen, backend, larkgate) = (Kind::parse(said("kind")), said("backend"), said("larkgate"));
    let mut file = ProxyFile {
        kinds: Kind::ALL.iter().map(|kind| (kind.as_str(), chosen == Some(*kind))).collect(),
        backend: backend.to_owned(),
        larkgate: larkgate.to_owned(),
        ..ProxyFile::default()
    };
    let Some(kind) = chosen.map(Kind::as_str) else { return Ok(file) };
    let words = &visitor.locale.words().console;
    match text(&visitor.app.config, application, &Wanted { kind, backend, larkgate }) {
        Ok(text) => file.text = Some(text),
        Err(OpError::Invalid(flaws)) => file.wrong = flaws.first().map(|flaw| of_flaw(words, flaw)),
        Err(OpError::Conflict(conflict)) => {
            file.wrong = Some(of_conflict(visitor, &conflict));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(file)
}
