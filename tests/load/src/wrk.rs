//! wrk, which sends prepared requests as fast as they are answered.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::process::{Cores, output, pinned};

/// The requests that a run of wrk sends, in a file.
#[derive(Debug)]
pub(crate) struct Requests(PathBuf);

impl Requests {
    /// Writes them down, in the order in which they are to be sent.
    pub(crate) fn write(path: PathBuf, requests: impl IntoIterator<Item = String>) -> anyhow::Result<Self> {
        let requests: Vec<_> = requests.into_iter().collect();
        fs::write(&path, requests.join("\0"))?;
        Ok(Self(path))
    }
}

/// What came of a run in which every answer was a good one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    /// Half of the answers took no longer.
    pub(crate) median: Duration,
    /// 99 of 100 answers took no longer.
    pub(crate) p99: Duration,
}

/// Sends `requests` to `url` over so many connections, for so long.
///
/// # Errors
/// When a single answer is not 2xx or 3xx, or does not come: figures of refusals say nothing.
pub(crate) fn run(
    cores: Cores,
    url: &str,
    requests: &Requests,
    connections: u32,
    time: Duration,
) -> anyhow::Result<Answered> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("requests.lua");
    let said = output(
        pinned(cores.client, "wrk")
            .args(["--threads", "1", "--connections", &connections.to_string()])
            .args(["--duration", &format!("{}s", time.as_secs().max(1)), "--timeout", "10s", "--script"])
            .arg(script)
            .args([url, "--"])
            .arg(&requests.0),
    )?;
    parse(&said).with_context(|| format!("wrk at {url} said: {said}"))
}

fn parse(said: &str) -> anyhow::Result<Answered> {
    let line = said.lines().find_map(|line| line.strip_prefix("result ")).context("no result")?;
    let numbers = line.split(' ').map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let [requests, micros, refused, broken, median, p99] = numbers[..] else {
        anyhow::bail!("another kind of result: {line}")
    };
    ensure!(requests > 0, "nothing was answered");
    ensure!(refused == 0 && broken == 0, "{refused} of {requests} were refused, {broken} not answered");
    Ok(Answered {
        requests,
        per_second: requests as f64 / (micros as f64 / 1e6),
        median: Duration::from_micros(median),
        p99: Duration::from_micros(p99),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_no_figure() {
        let answered = parse("Running\nresult 5000 2000000 0 0 150 900\n").unwrap();
        assert_eq!((answered.requests, answered.per_second), (5000, 2500.0));
        assert_eq!((answered.median.as_micros(), answered.p99.as_micros()), (150, 900));
        for said in
            ["", "result 5000 2000000 1 0 150 900", "result 5000 2000000 0 1 150 900", "result 0 1 0 0 0 0"]
        {
            assert!(parse(said).is_err(), "{said}");
        }
    }
}
