//! `larkgate application`: applications behind reverse proxies, those of the configuration file to look at and others
//! to add, change and remove while the server runs.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::exit::Failure;
use crate::cli::rule::RULES;
use crate::cli::shell::{Shell, Table, Why, cell, items, part, text};
use crate::cli::site::path;

const APPLICATIONS: Table = Table {
    headings: &["id", "name", "hosts", "rules", "from"],
    cells: |application| {
        let rules = items(part(application, "rules")).len().to_string();
        let (name, hosts) = (cell(application, "name"), cell(application, "hosts"));
        vec![cell(application, "id"), name, hosts, rules, cell(application, "source")]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an application; until it has a rule, nobody passes.
    Add {
        /// Its id: 1 to 100 of A-Z a-z 0-9 . _ -
        id: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// List every application.
    List,
    /// Show one application with its rules.
    Show {
        /// Its id.
        id: String,
    },
    /// Change settings of an application; those that are not named stay as they are.
    Set {
        /// Its id.
        id: String,
        #[command(flatten)]
        settings: Settings,
        /// Name nobody to ask for access but the contact of the configuration.
        #[arg(long, conflicts_with = "contact")]
        no_contact: bool,
    },
    /// Remove an application with its rules and service tokens; nobody passes any more.
    Remove {
        /// Its id.
        id: String,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Debug, Args)]
pub(super) struct Settings {
    /// What people see: "Sign in to …".
    #[arg(long)]
    name: Option<String>,
    /// Where people find it, with a port if it is unusual; may be given several times.
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Whom to ask for access.
    #[arg(long)]
    contact: Option<String>,
    /// How it is told who comes: larkgate, remote or x-auth-request.
    #[arg(long, value_name = "PRESET")]
    headers: Option<String>,
    /// Give it a cookie of its own although others share their domain's.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    own_cookie: Option<bool>,
}

impl Settings {
    /// As the API has them: only those that are said.
    fn said(&self, no_contact: bool) -> Value {
        let mut said = json!({});
        let hosts = Some(&self.hosts).filter(|hosts| !hosts.is_empty()).map(|hosts| json!(hosts));
        let contact = if no_contact { Some("") } else { self.contact.as_deref() };
        let settings = [
            ("name", self.name.as_deref().map(Value::from)),
            ("hosts", hosts),
            ("contact", contact.map(Value::from)),
            ("headers", self.headers.as_deref().map(Value::from)),
            ("own_cookie", self.own_cookie.map(Value::from)),
        ];
        if let Some(said) = said.as_object_mut() {
            said.extend(settings.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        said
    }
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::Add { id, settings } => {
            let mut new = settings.said(false);
            if let Some(new) = new.as_object_mut() {
                new.insert("id".to_owned(), json!(id));
            }
            let added = shell.site.json("POST", &path(&["applications"])?, Some(&new)).await?;
            shell.done(&added, &format!("added {id}"))?;
            shell.hint(&format!("nobody passes until it has a rule: larkgate rule add {id} allow"));
            Ok(())
        }
        Command::List => list(shell).await,
        Command::Show { id } => {
            let application = shell.site.json("GET", &path(&["applications", &id])?, None).await?;
            show(&application, shell)
        }
        Command::Set { id, settings, no_contact } => {
            let changed = settings.said(no_contact);
            if changed.as_object().is_some_and(serde_json::Map::is_empty) {
                let said =
                    "say what to change: --name, --host, --contact, --no-contact, --headers or --own-cookie";
                return Err(Failure::unusable(said).into());
            }
            let done = shell.site.json("PATCH", &path(&["applications", &id])?, Some(&changed)).await?;
            shell.done(&done, &format!("changed {id}"))
        }
        Command::Remove { id, why } => {
            let done = shell.site.json("DELETE", &why.with(&path(&["applications", &id])?), None).await?;
            shell.done(
                &done,
                &format!("removed {id}; its rules and service tokens are gone, its sessions over"),
            )
        }
    }
}

async fn list(shell: &Shell) -> anyhow::Result<()> {
    let answer = shell.site.json("GET", &path(&["applications"])?, None).await?;
    shell.table(&answer, &APPLICATIONS)?;
    let flaws = items(&answer).iter().flat_map(|application| items(part(application, "flaws")));
    warn(flaws.chain(items(part(&answer, "orphans"))));
    Ok(())
}

fn show(application: &Value, shell: &Shell) -> anyhow::Result<()> {
    warn(items(part(application, "flaws")).iter());
    let headers = items(part(application, "headers")).iter().map(|header| cell(header, "name"));
    let headers = headers.collect::<Vec<_>>().join(" ");
    shell.show(application, |application| {
        vec![
            ("id", text(application, "id")),
            ("name", text(application, "name")),
            ("hosts", text(application, "hosts")),
            ("contact", text(application, "contact")),
            ("headers", Some(headers)),
            ("cookie of", text(application, "cookie_domain")),
            ("open", text(application, "open").filter(|open| open == "no")),
            ("from", text(application, "source")),
        ]
    })?;
    shell.below(part(application, "rules"), &RULES)
}

/// What is wrong with applications of the database.
fn warn<'a>(flaws: impl Iterator<Item = &'a Value>) {
    for flaw in flaws {
        let rule = text(flaw, "rule").map(|rule| format!("rule {rule}: ")).unwrap_or_default();
        let at = text(flaw, "at").map(|at| format!("{at}: ")).unwrap_or_default();
        Shell::warn(&format!(
            "application {}: {rule}{at}{}",
            cell(flaw, "application"),
            cell(flaw, "problem")
        ));
    }
}
