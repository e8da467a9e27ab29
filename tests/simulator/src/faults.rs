//! Owns the list of faults that tests asked for, and which call each of them hits.

use serde::Deserialize;

use crate::world::World;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Answers properly, `delay_ms` late.
    Slow,
    /// Answers properly, once all faults are taken away.
    Hold,
    /// Another HTTP status, with Feishu's body for it.
    Status,
    /// Handles the call and sends half of the answer.
    Truncate,
    /// 429 with `x-ogw-ratelimit-*`.
    Ratelimit,
    /// 200 with something that is not JSON.
    Nonsense,
    /// Sends the caller to `location`.
    Redirect,
    /// A body of 32 MiB.
    Huge,
    /// Closes the connection without an answer.
    Close,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    path: String,
    method: Option<String>,
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) delay_ms: u64,
    pub(crate) status: Option<u16>,
    #[serde(default = "one")]
    pub(crate) reset: u64,
    pub(crate) location: Option<String>,
    pub(crate) body: Option<String>,
    /// True lets the call take effect first, so that only its answer is lost.
    #[serde(default)]
    pub(crate) after: bool,
    #[serde(default = "one")]
    times: u64,
}

fn one() -> u64 {
    1
}

impl World {
    /// The first fault for this call, with one of its times used up.
    pub(crate) fn take_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let hit = |fault: &Fault| {
            path.starts_with(&fault.path)
                && fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
        };
        let fault = self.faults.iter_mut().find(|fault| fault.times > 0 && hit(fault))?;
        fault.times -= 1;
        let taken = fault.clone();
        self.faults.retain(|fault| fault.times > 0);
        Some(taken)
    }
}
