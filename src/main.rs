//! The `larkgate` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    larkgate::cli::run()
}
