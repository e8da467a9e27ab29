//! Files with everything, as the API gives them: to standard output, piece by piece, or into a file, with a line of progress.

use std::fs;
use std::io::{BufWriter, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::exit::Failure;
use crate::cli::output;
use crate::cli::shell::{Query, Shell};
use crate::cli::site::with_query;

/// How often the line of progress is drawn.
const DRAWN: Duration = Duration::from_millis(120);

#[derive(Debug, Args)]
pub(super) struct File {
    /// As comma-separated values, or a JSON object per line.
    #[arg(long, value_parser = ["csv", "jsonl"], default_value = "jsonl")]
    format: String,
    /// Into this file, which must not exist, instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl File {
    /// Takes what `path` exports.
    pub(super) async fn take(&self, path: &str, query: &Query<'_>, shell: &Shell) -> anyhow::Result<()> {
        if let Some(path) = self.output.as_deref().filter(|path| path.exists()) {
            return Err(Failure::unusable(format!("{} is there already", path.display())).into());
        }
        let address = with_query(path, &[query, &[("format", Some(self.format.as_str()))]].concat());
        let mut answer = shell.site.ask("GET", &address, None).await?;
        // Only now: whoever is refused is left no empty file.
        let mut file = self.output.as_deref().map(make).transpose()?;
        let progress = progress(file.is_some() || !std::io::stdout().is_terminal());
        while let Some(piece) = answer.piece().await? {
            match &mut file {
                Some(file) => file.write_all(&piece)?,
                None => output::write(&piece)?,
            }
            progress.inc(piece.iter().filter(|byte| **byte == b'\n').count().try_into().unwrap_or(0));
        }
        progress.finish_and_clear();
        if let Some(mut file) = file {
            file.flush()?;
        }
        Ok(())
    }
}

/// A file that only its owner reads: people are in it.
fn make(path: &Path) -> anyhow::Result<BufWriter<fs::File>> {
    let made = fs::File::options().write(true).create_new(true).mode(0o600).open(path);
    Ok(BufWriter::new(made.with_context(|| format!("cannot make {}", path.display()))?))
}

/// Shown where somebody looks, and what is exported goes elsewhere.
fn progress(elsewhere: bool) -> ProgressBar {
    if !elsewhere || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {human_pos} lines, {per_sec}, {elapsed}");
    let bar =
        ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(DRAWN);
    bar
}
