//! `larkgate rule`: rules of the database, which are tried before those of the configuration file.

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::admin::ops::rules::{self, Draft, Edit};
use crate::cli::{Tools, output};
use crate::domain::access::Application;
use crate::domain::client::Source;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a rule to an application, of the configuration file or of the database.
    Add(Box<Add>),
    /// List the rules of an application in the order in which they are tried.
    List {
        /// The application's id.
        application: String,
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
    },
    /// Remove a rule of the database.
    Remove {
        /// The application's id.
        application: String,
        /// Its number.
        number: usize,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The application's id.
    application: String,
    /// What it says of the requests that it is about: allow, deny or public.
    effect: String,
    /// Put it before this rule of the database. By default a rule that denies comes first, and any other last.
    #[arg(long, value_name = "NUMBER")]
    before: Option<usize>,
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
    /// A person, by sub or open_id.
    #[arg(long = "account", value_name = "NAME")]
    accounts: Vec<String>,
    /// A tenant, by tenant_key.
    #[arg(long = "tenant", value_name = "KEY")]
    tenants: Vec<String>,
    /// A department with everybody beneath it, by open_department_id; a connector must read the directory.
    #[arg(long = "department", value_name = "ID")]
    departments: Vec<String>,
    /// A user group, by group_id; likewise.
    #[arg(long = "group", value_name = "ID")]
    groups: Vec<String>,
    /// A service, as its tokens are named.
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
}

impl Add {
    fn draft(&self) -> Draft {
        let mut draft = Draft::new(&self.effect);
        for (matcher, entries) in [
            ("hosts", &self.hosts),
            ("paths", &self.paths),
            ("methods", &self.methods),
            ("networks", &self.networks),
            ("accounts", &self.accounts),
            ("tenants", &self.tenants),
            ("departments", &self.departments),
            ("groups", &self.groups),
            ("services", &self.services),
        ] {
            draft.set(matcher, entries.clone());
        }
        draft
    }
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::Add(add) => self::add(&add, tools).await,
        Command::List { application } => list(&application, tools).await,
        Command::Move { application, number, to } => {
            let moved = rules::edit(&tools.desk(), &application, None, &Edit::Move { number, to }).await?;
            output::say(&format!("{application}: moved rule {number} to {to}: {}", moved.rule));
            Ok(())
        }
        Command::Remove { application, number } => {
            let removed = rules::edit(&tools.desk(), &application, None, &Edit::Remove { number }).await?;
            output::say(&format!("{application}: removed rule {number}: {}", removed.rule));
            Ok(())
        }
    }
}

async fn add(add: &Add, tools: &Tools) -> anyhow::Result<()> {
    let edit = Edit::Add { draft: &add.draft(), before: add.before };
    let added = rules::edit(&tools.desk(), &add.application, None, &edit).await?;
    output::say(&format!("{}: added rule {}: {}", add.application, added.number, added.rule));
    Ok(())
}

/// A rule as the file has it, in one line.
fn shown(rule: &str) -> String {
    rule.lines().collect::<Vec<_>>().join(", ")
}

async fn list(application: &str, tools: &Tools) -> anyhow::Result<()> {
    let stored = tools.store.read().await?.stored_applications(tools.clock.now()).await?;
    let catalogue = tools.config.catalogue(&stored);
    let Some(application) = catalogue.named(application) else {
        // What cannot be read is shown as it is, so that it can be removed.
        let of_it = stored.rules.iter().filter(|rule| rule.application == application);
        let rows: Vec<_> = of_it
            .zip(1_usize..)
            .map(|(rule, number)| {
                vec![number.to_string(), Source::Database.as_str().to_owned(), shown(&rule.rule)]
            })
            .collect();
        if rows.is_empty() {
            bail!("there is no application {application}");
        }
        output::table(&HEADINGS, &rows)?;
        for flaw in catalogue.flaws().iter().filter(|flaw| flaw.application == application) {
            output::say(&format!("warning: {flaw}"));
        }
        return Ok(());
    };
    table(application)?;
    Ok(())
}

const HEADINGS: [&str; 3] = ["number", "from", "rule"];

/// Prints the rules of an application.
pub(super) fn table(application: &Application) -> std::io::Result<()> {
    let rows: Vec<_> = application
        .numbered_rules()
        .map(|(number, rule)| {
            vec![number.number.to_string(), number.source.as_str().to_owned(), rule.to_string()]
        })
        .collect();
    output::table(&HEADINGS, &rows)
}
