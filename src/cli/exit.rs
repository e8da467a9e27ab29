//! How commands end: a code for scripts, and one line for people.

use std::io;
use std::process::ExitCode;

use crate::admin::ops::OpError;
use crate::app::StartError;
use crate::cli::output;
use crate::store::StoreError;

/// What `--help` says of exit codes. They never change their meaning.
pub(super) const HELP: &str = "\
Exit codes:
  0  done; also when whoever read the output went away
  1  failed
  2  arguments or configuration that cannot be used; nothing was done
  3  refused: no good API token, or its role does not reach so far
  4  there is no such thing
  5  it cannot be done as things are
  6  the database or the remote larkgate cannot be reached, or is too busy";

/// Why a command did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    /// None of those below.
    Failed = 1,
    /// Arguments or configuration that cannot be used, as clap has it.
    Unusable = 2,
    /// Who asks may not.
    Refused = 3,
    /// There is no such thing.
    NotFound = 4,
    /// It cannot be done as things are.
    Conflict = 5,
    /// Nobody answers.
    Unavailable = 6,
}

/// A failure with its code.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub(super) struct Failure {
    pub(super) exit: Exit,
    said: String,
}

impl Failure {
    pub(super) fn new(exit: Exit, said: impl Into<String>) -> Self {
        Self { exit, said: said.into() }
    }

    /// Arguments that cannot be used.
    pub(super) fn unusable(said: impl Into<String>) -> Self {
        Self::new(Exit::Unusable, said)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Says what went wrong. A reader that went away has what it wanted.
pub(super) fn report(error: &anyhow::Error) -> ExitCode {
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    output::say(&format!("error: {error:#}"));
    error.chain().find_map(of).unwrap_or(Exit::Failed).into()
}

fn of(error: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return Some(failure.exit);
    }
    if let Some(refusal) = error.downcast_ref::<OpError>() {
        return Some(match refusal {
            OpError::Forbidden(_) => Exit::Refused,
            OpError::NotFound { .. } => Exit::NotFound,
            OpError::Invalid(_) => Exit::Unusable,
            OpError::Conflict(_) => Exit::Conflict,
            OpError::Store(_) => Exit::Unavailable,
        });
    }
    let is_store = error.is::<StoreError>() || matches!(error.downcast_ref(), Some(StartError::Store(_)));
    is_store.then_some(Exit::Unavailable)
}
