//! `larkgate rule`: rules of the database, which are tried before those of the configuration file.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::exit::Failure;
use crate::cli::people::People;
use crate::cli::shell::{Shell, Table, Why, cell};
use crate::cli::site::{path, with_query};

/// Rules of an application, in the order in which they are tried.
pub(super) const RULES: Table = Table {
    headings: &["number", "from", "rule"],
    cells: |rule| vec![cell(rule, "number"), cell(rule, "source"), cell(rule, "text")],
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a rule to an application, of the configuration file or of the database.
    Add(Box<Add>),
    /// List the rules of an application in the order in which they are tried.
    List {
        /// The application's id.
        application: String,
    },
    /// Put a rule in place of one of the database.
    Replace {
        /// The application's id.
        application: String,
        /// The number of the rule that goes.
        number: usize,
        #[command(flatten)]
        rule: Box<Rule>,
        #[command(flatten)]
        seen: Seen,
    },
    /// Move a rule of the database.
    Move {
        /// The application's id.
        application: String,
        /// Its number.
        number: usize,
        /// The number that it shall have.
        #[arg(long, value_name = "NUMBER")]
        to: usize,
        #[command(flatten)]
        seen: Seen,
    },
    /// Remove a rule of the database.
    Remove {
        /// The application's id.
        application: String,
        /// Its number.
        number: usize,
        #[command(flatten)]
        why: Why,
        #[command(flatten)]
        seen: Seen,
    },
}

/// What was seen before a change.
#[derive(Debug, Args)]
pub(super) struct Seen {
    /// Change nothing if anything about protected applications changed since `rule list --json` said this revision.
    #[arg(long, value_name = "NUMBER")]
    revision: Option<i64>,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The application's id.
    application: String,
    #[command(flatten)]
    rule: Rule,
    /// Put it before this rule of the database. By default a rule that denies comes first, and any other last.
    #[arg(long, value_name = "NUMBER")]
    before: Option<usize>,
    #[command(flatten)]
    seen: Seen,
}

/// What a rule says, and of which requests.
#[derive(Debug, Args)]
pub(super) struct Rule {
    /// What it says of the requests that it is about: allow, deny or public.
    effect: String,
    /// Some of the application's hosts; like all that follow, may be given several times.
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// /api with everything below it, or =/api alone; unencoded.
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<String>,
    /// A method in capitals; GET is HEAD too.
    #[arg(long = "method", value_name = "METHOD")]
    methods: Vec<String>,
    /// An address or a network that the request comes from.
    #[arg(long = "network", value_name = "NETWORK")]
    networks: Vec<String>,
    #[command(flatten)]
    people: People,
    /// A service, as its tokens are named.
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
}

impl Rule {
    /// As the API has it.
    fn said(&self) -> Value {
        let mut rule = json!({
            "effect": self.effect,
            "hosts": self.hosts,
            "paths": self.paths,
            "methods": self.methods,
            "networks": self.networks,
            "services": self.services,
        });
        if let Some(rule) = rule.as_object_mut() {
            rule.extend(self.people.said().map(|(name, list)| (name.to_owned(), json!(list))));
        }
        rule
    }
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    let (method, address, body) = match command {
        Command::Add(add) => {
            let new = json!({ "rule": add.rule.said(), "before": add.before, "revision": add.seen.revision });
            ("POST", path(&["applications", &add.application, "rules"])?, Some(new))
        }
        Command::List { application } => ("GET", path(&["applications", &application, "rules"])?, None),
        Command::Replace { application, number, rule, seen } => {
            let changed = json!({ "rule": rule.said(), "revision": seen.revision });
            ("PUT", at(&application, number)?, Some(changed))
        }
        Command::Move { application, number, to, seen } => {
            let place = json!({ "to": to, "revision": seen.revision });
            ("POST", format!("{}/move", at(&application, number)?), Some(place))
        }
        Command::Remove { application, number, why, seen } => {
            let revision = seen.revision.map(|revision| revision.to_string());
            let reason = Some(&*why.reason).filter(|reason| !reason.is_empty());
            let query = [("reason", reason), ("revision", revision.as_deref())];
            ("DELETE", with_query(&at(&application, number)?, &query), None)
        }
    };
    // Whatever is changed, what there is afterwards is shown: rules go by their place.
    let rules = shell.site.json(method, &address, body.as_ref()).await?;
    shell.table(&rules, &RULES)
}

/// Where a rule of the database is.
fn at(application: &str, number: usize) -> Result<String, Failure> {
    path(&["applications", application, "rules", &number.to_string()])
}
