//! Administration of a large company: a million accounts, ten million lines of the audit log, and how long a page takes then.

mod ask;
mod bulk;
mod lines;
mod people;
mod questions;

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::bench::Bench;
use crate::figures::{Tables, count};
use crate::gate::{Place, Program};

use self::bulk::Bulk;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Accounts.
    pub(crate) people: u64,
    /// Lines of the audit log.
    pub(crate) lines: u64,
}

/// Fills each database, asks for every list, search and page, and takes everything away in files.
pub(crate) async fn measure(bench: &Bench, size: Size, tables: &mut Tables) -> anyhow::Result<()> {
    let mut databases = vec![("SQLite", "sqlite:larkgate.db".to_owned())];
    databases.extend(bench.postgres.clone().map(|url| ("PostgreSQL", url)));
    let (mut asked, mut taken) = (Vec::new(), Vec::new());
    let feishu = simulator::start(simulator::Config::default()).await?;
    for (name, url) in databases {
        let folder = bench.folder.join(format!("many-{name}"));
        let place = Place::for_admins(folder.clone(), &url, &feishu)?;
        let config = place.config()?;
        // Its first start makes the tables.
        drop(larkgate::store::Store::connect(&config.database).await?);
        let mut bulk = Bulk::open(&config.database).await?;
        bench.say(&format!("{name}: making {} accounts", count(size.people as f64)));
        people::fill(&mut bulk, size.people).await?;
        bench.say(&format!("{name}: making {} lines", count(size.lines as f64)));
        lines::fill(&mut bulk, size).await?;
        bench.say(&format!("{name}: making indexes anew"));
        let bytes = bulk.finish().await?;
        let cookie = ask::admin(&config).await?;
        let gate = place.start(bench.cores, Program::Released).await?;
        let browser = ask::Browser::new(&place, &cookie)?;
        bench.say(&format!("{name}: {} MB; asking", count(bytes as f64 / 1e6)));
        asked.extend(ask::everything(bench, &browser, name, size).await?);
        bench.say(&format!("{name}: taking everything away"));
        taken.extend(ask::files(&browser, &gate, name).await?);
        drop(gate);
        remove(&folder)?;
    }
    feishu.stop().await;
    tables.add(["", "database", "half", "95 %", "most"], &asked);
    tables.add(
        ["a whole export", "database", "lines", "lines a second", "memory before", "most meanwhile"],
        &taken,
    );
    Ok(())
}

/// A database of many gigabytes is in the way of the next.
fn remove(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}
