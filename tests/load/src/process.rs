//! Programs pinned to one core: started, looked at from outside, and ended by their id.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

/// Units of processor time in `/proc`: `USER_HZ`, 100 a second on every Linux that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

/// The cores of a run: what is measured has one to itself, everything else shares the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cores {
    /// Where larkgate, the bare handler and the signer run.
    pub(crate) server: u32,
    /// Where whatever asks them runs.
    pub(crate) client: u32,
}

/// A running program. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Pinned {
    child: Child,
}

/// A command that keeps to one core: the program itself, with `taskset`'s process id.
pub(crate) fn pinned(core: u32, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.arg("-c").arg(core.to_string()).arg(program).stdin(Stdio::null());
    command
}

impl Pinned {
    /// Starts it.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        Ok(Self { child })
    }

    /// What it reads and writes, once.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The processor time that it has had so far, in its own code and in the system's.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu_of(&self.proc("stat")?)
    }

    /// Its resident memory, in megabytes (10^6 bytes).
    pub(crate) fn resident(&self) -> anyhow::Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1024.0 / 1e6)
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
    }
}

/// The processor time that this very process has had so far.
pub(crate) fn own_cpu() -> anyhow::Result<Duration> {
    cpu_of(&fs::read_to_string("/proc/self/stat")?)
}

fn cpu_of(stat: &str) -> anyhow::Result<Duration> {
    // The second field is the program's name in brackets, which may hold anything.
    let (_, fields) = stat.rsplit_once(')').context("no name in /proc/PID/stat")?;
    let ticks: u32 = fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u32>().ok()).sum();
    Ok(TICK * ticks)
}

impl Drop for Pinned {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// The output of a program that ends by itself.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{command:?} failed: {said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}

/// A program that lies beside this one, in the folder of release builds.
pub(crate) fn beside(name: &str) -> anyhow::Result<std::path::PathBuf> {
    let own = std::env::current_exe()?;
    let path = own.parent().unwrap_or(Path::new(".")).join(name);
    ensure!(path.exists(), "{} is not built; tests/load/run builds it", path.display());
    Ok(path)
}
