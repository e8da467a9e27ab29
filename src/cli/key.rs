//! `larkgate key`: the keys that sign tokens.

use std::sync::Arc;

use clap::Subcommand;

use crate::admin::ops::keys;
use crate::cli::{Tools, output};
use crate::domain::key::signing_key;
use crate::keys::Seal;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List every published key.
    List,
    /// Publish new keys now and let them sign later; the old ones retire when their last token can be of no more use.
    Rotate,
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::List => list(tools).await,
        Command::Rotate => rotate_keys(tools).await,
    }
}

async fn list(tools: &Tools) -> anyhow::Result<()> {
    let now = tools.clock.now();
    let keys = tools.store.read().await?.published_keys(now).await?;
    let rows: Vec<_> = keys
        .iter()
        .map(|key| {
            let signs = signing_key(&keys, key.algorithm, now).is_some_and(|signer| signer.kid == key.kid);
            let state = match (signs, key.signs_from > now) {
                (true, _) => "signing",
                (false, true) => "published",
                (false, false) => "retiring",
            };
            vec![
                key.kid.clone(),
                key.algorithm.to_string(),
                state.to_owned(),
                key.signs_from.rfc3339(),
                key.retires_at.map_or_else(|| "-".to_owned(), |at| at.rfc3339()),
            ]
        })
        .collect();
    output::table(&["kid", "algorithm", "state", "signs from", "retires at"], &rows)?;
    Ok(())
}

async fn rotate_keys(tools: &Tools) -> anyhow::Result<()> {
    let now = tools.clock.now();
    let (seal, _made) = Seal::open_for(&tools.store, &tools.config.seal, &*tools.entropy, now).await?;
    let rotation = keys::rotate(&tools.desk(), &Arc::new(seal), "").await?;
    let rows: Vec<_> =
        rotation.keys.into_iter().map(|(algorithm, kid)| vec![kid, algorithm.to_string()]).collect();
    output::table(&["kid", "algorithm"], &rows)?;
    output::say(&format!("published now; they sign from {}", rotation.signs_from.rfc3339()));
    output::say(&format!("the keys before them leave the JWKS at {}", rotation.retires_at.rfc3339()));
    Ok(())
}
