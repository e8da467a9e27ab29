//! The table: a line for every library, flow, client authentication and algorithm.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::flows::Flow;

/// Who signs in: a client of this authentication, whose tokens (and own assertions) are signed by this algorithm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) authentication: &'static str,
    pub(super) algorithm: &'static str,
    /// Whether it gets userinfo as a signed JWT, and pairwise subjects.
    pub(super) signed: bool,
}

impl Case {
    pub(super) fn client_id(self) -> String {
        let kind = if self.signed { "-signed" } else { "" };
        format!("{}-{}{kind}", self.authentication, self.algorithm)
    }
}

/// What a combination came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It works.
    Works,
    /// larkgate refuses it, as it must; by which rule.
    Refused(&'static str),
    /// The library does not do this; why.
    NotOffered(String),
    /// It should have worked.
    Failed(String),
}

/// The lines of one library, written as they come to where `tests/run` looks for them.
pub(super) struct Table {
    library: &'static str,
    file: fs::File,
    failed: Vec<String>,
}

impl Table {
    pub(super) fn new(library: &'static str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/.out/clients");
        fs::create_dir_all(&folder).unwrap();
        let file = fs::File::create(folder.join(format!("{library}.txt"))).unwrap();
        Self { library, file, failed: Vec::new() }
    }

    pub(super) fn add(&mut self, case: Case, flow: Flow, outcome: &Outcome) {
        let verdict = match outcome {
            Outcome::Works => "ok".to_owned(),
            Outcome::Refused(rule) => format!("ok, refused: {rule}"),
            Outcome::NotOffered(why) => format!("not offered by the library: {why}"),
            Outcome::Failed(why) => format!("FAILED: {why}"),
        };
        let Case { authentication, algorithm, .. } = case;
        let line = format!(
            "{:<14} | {:<23} | {authentication:<19} | {algorithm:<5} | {verdict}",
            self.library,
            flow.title()
        );
        writeln!(self.file, "{line}").unwrap();
        if matches!(outcome, Outcome::Failed(_)) {
            self.failed.push(line);
        }
    }

    /// Lines for what the library does not do.
    pub(super) fn not_offered(&mut self, case: Case, flows: &[Flow], why: &str) {
        for flow in flows {
            self.add(case, *flow, &Outcome::NotOffered(why.to_owned()));
        }
    }

    /// Fails where anything did.
    pub(super) fn finish(self) {
        assert!(self.failed.is_empty(), "{:#?}", self.failed);
    }
}
