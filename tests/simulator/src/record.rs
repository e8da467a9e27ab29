//! Owns what the simulator remembers of its callers: calls without secrets, and the secrets themselves for leak tests.

use std::collections::BTreeSet;

use serde::Serialize;

/// The id of one call, sent as `X-Tt-Logid`.
pub(crate) struct LogId(pub(crate) String);

/// Left on a response for the call record.
pub(crate) struct Noted {
    pub(crate) code: i64,
    pub(crate) grant: Option<String>,
}

#[derive(Clone, Serialize)]
pub(crate) struct Call {
    pub(crate) at: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    /// Feishu's code; null for pages and plain texts.
    pub(crate) code: Option<i64>,
    pub(crate) grant: Option<String>,
    /// The fault that was played on this call.
    pub(crate) fault: Option<String>,
    pub(crate) log_id: String,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Secret {
    pub(crate) kind: &'static str,
    pub(crate) value: String,
}

#[derive(Default)]
pub(crate) struct Record {
    pub(crate) calls: Vec<Call>,
    secrets: BTreeSet<Secret>,
}

impl Record {
    pub(crate) fn secret(&mut self, kind: &'static str, value: &str) {
        self.secrets.insert(Secret { kind, value: value.into() });
    }

    pub(crate) fn secrets(&self) -> Vec<Secret> {
        self.secrets.iter().cloned().collect()
    }
}
