//! `larkgate check`: reads the configuration and names every problem.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::output;
use crate::config::{Config, Database, Problems};

/// Exit code for a configuration or arguments that cannot be used, as clap has it.
const UNUSABLE: u8 = 2;

/// Names every problem.
pub(super) fn report(path: &Path, problems: &Problems) -> ExitCode {
    output::say(&problems.to_string());
    let count = problems.iter().count();
    let noun = if count == 1 { "problem" } else { "problems" };
    output::say(&format!("{}: {count} {noun}", path.display()));
    ExitCode::from(UNUSABLE)
}

/// Says what was understood, without any secret.
pub(super) fn report_success(path: &Path, config: &Config) -> ExitCode {
    let database = match &config.database {
        Database::Sqlite(file) => format!("SQLite at {}", file.display()),
        Database::Postgres(_) => "PostgreSQL".to_owned(),
    };
    let connectors: Vec<_> =
        config.connectors.iter().map(|c| format!("{} ({:?}, {:?})", c.id, c.brand, c.api)).collect();
    output::print(&format!("{}: no problems", path.display()));
    output::record(&[
        ("issuer", Some(config.issuer_str().to_owned())),
        ("listen", Some(config.listen.address.to_string())),
        ("database", Some(database)),
        ("connectors", Some(connectors.join(", "))),
        ("clients", Some(config.clients.len().to_string())),
    ]);
    for connector in &config.connectors {
        let callback = format!("{}/login/callback/{}", config.issuer_str(), connector.id);
        output::say(&format!("hint: register this redirect URL (重定向 URL) in the Feishu app: {callback}"));
    }
    ExitCode::SUCCESS
}
