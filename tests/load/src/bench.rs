//! How a run is made: its cores, how often and how long it measures, where it works, and its lines of progress.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::Instant;

use crate::process::Cores;

/// A run.
pub(crate) struct Bench {
    pub(crate) cores: Cores,
    /// How often everything is measured; the tables have the medians.
    pub(crate) rounds: u32,
    /// How long one measurement takes.
    pub(crate) time: Duration,
    /// Its own folder, on a disk.
    pub(crate) folder: PathBuf,
    /// A throw-away PostgreSQL, if there is one.
    pub(crate) postgres: Option<String>,
    pub(crate) began: Instant,
}

impl Bench {
    /// A line of progress.
    #[allow(clippy::print_stderr, reason = "progress; the tables go to standard output")]
    pub(crate) fn say(&self, what: &str) {
        eprintln!("[{:4} s] {what}", self.began.elapsed().as_secs());
    }
}
