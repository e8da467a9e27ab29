//! `larkgate system`: what runs, how much it is used, and whether its upstreams know it.

use clap::Subcommand;
use serde_json::Value;

use crate::cli::exit::{Exit, Failure};
use crate::cli::shell::{Fields, Shell, Table, cell, part, text};
use crate::cli::site::{Site, path};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what runs, on what, and every option in effect; secrets are left out.
    Show,
    /// Show who came, who was refused and why, and what wants attention.
    Figures,
    /// Have a connector show its credentials to Feishu or Lark now; exit code 1 when they are not taken.
    Check {
        /// Its name in the configuration.
        connector: String,
    },
}

const OPTIONS: Table = Table {
    headings: &["option", "value"],
    cells: |option| vec![cell(option, "name"), cell(option, "value")],
};
const NOTICES: Table = Table {
    headings: &["not told of logouts", "waiting", "since", "failure"],
    cells: |notice| {
        let (count, since) = (cell(notice, "count"), cell(notice, "since"));
        vec![cell(notice, "client_id"), count, since, cell(notice, "failure")]
    },
};
const REASONS: Table = Table { headings: &["refused because, this week", "times"], cells: share };
const APPLICATIONS: Table = Table { headings: &["came to, today", "times"], cells: share };
const CONNECTORS: Table = Table {
    headings: &["connector", "state", "since", "problem"],
    cells: |connector| {
        let (name, state) = (cell(connector, "connector"), cell(connector, "state"));
        vec![name, state, cell(connector, "at"), cell(connector, "problem")]
    },
};

fn share(share: &Value) -> Vec<String> {
    vec![cell(share, "name"), cell(share, "count")]
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::Show => {
            let state = shell.site.json("GET", &path(&["system"])?, None).await?;
            let is_server = matches!(shell.site, Site::Remote(_));
            shell.show(&state, |state| state_fields(state, is_server))?;
            shell.below_if_any(part(&state, "failing_notices"), &NOTICES)?;
            shell.below(part(&state, "configuration"), &OPTIONS)
        }
        Command::Figures => {
            let figures = shell.site.json("GET", &path(&["figures"])?, None).await?;
            shell.show(&figures, figures_fields)?;
            for (field, table) in [
                ("reasons", &REASONS),
                ("applications", &APPLICATIONS),
                ("connectors", &CONNECTORS),
                ("failing_notices", &NOTICES),
            ] {
                shell.below_if_any(part(&figures, field), table)?;
            }
            Ok(())
        }
        Command::Check { connector } => {
            let found = shell.site.json("POST", &path(&["connectors", &connector, "check"])?, None).await?;
            let problem = text(&found, "problem");
            shell.show(&found, |found| {
                let field = |name| text(found, name);
                let taken = field("ok");
                vec![
                    ("taken", taken),
                    ("problem", field("problem")),
                    ("status", field("status")),
                    ("code", field("code")),
                    ("log_id", field("log_id")),
                ]
            })?;
            match problem {
                None => Ok(()),
                Some(problem) => {
                    let said = format!("the credentials of {connector} are not taken: {problem}");
                    Err(Failure::new(Exit::Failed, said).into())
                }
            }
        }
    }
}

/// Beside the database, this process is the one that answers: when it started is nothing to know.
fn state_fields(state: &Value, is_server: bool) -> Fields {
    let field = |name| text(state, name);
    let of_server = |name| text(state, name).filter(|_| is_server);
    vec![
        ("version", field("version")),
        ("started", of_server("started_at")),
        ("database", field("database")),
        ("its size in bytes", field("database_size")),
        ("migration", field("migration")),
        ("hears changes", of_server("hears_changes")),
        ("swept", of_server("swept_at")),
        ("audit log forwarded to line", field("forwarded_to")),
        ("forwarding waits since", field("forwarding_waits_since")),
    ]
}

fn figures_fields(figures: &Value) -> Fields {
    let last = |name| {
        let counts = part(part(figures, name), "counts").as_array()?;
        counts.last().map(Value::to_string)
    };
    let people = part(figures, "people");
    vec![
        ("sign-ins, this hour", last("hours")),
        ("sign-ins, today (UTC)", last("days")),
        ("people, a day", text(people, "day")),
        ("people, a week", text(people, "week")),
        ("people, 30 days", text(people, "month")),
        ("refused, a day", text(figures, "refused")),
        ("logout notices given up, a day", text(figures, "notices_given_up")),
        ("keys due", text(figures, "keys_due_at")),
    ]
}
