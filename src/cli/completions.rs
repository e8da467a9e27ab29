//! `larkgate completions`: scripts by which shells complete commands and options.

use clap::{Args, ValueEnum};
use clap_complete::{Shell as Known, generate};

use crate::cli::{command, output};

/// What to print.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The shell.
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

pub(super) fn run(asked: &Asked) -> anyhow::Result<()> {
    let known = match asked.shell {
        Shell::Bash => Known::Bash,
        Shell::Zsh => Known::Zsh,
        Shell::Fish => Known::Fish,
    };
    let mut script = Vec::new();
    generate(known, &mut command(), "larkgate", &mut script);
    Ok(output::write(&script)?)
}
