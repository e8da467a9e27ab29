//! `larkgate rule`: rules of the database, which are tried before those of the configuration file.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};

use crate::cli::change::Change;
use crate::cli::{Tools, output};
use crate::config::Written;
use crate::domain::access::Application;
use crate::domain::audit::EventKind;
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
    /// As the configuration file would have it.
    fn write(&self) -> String {
        let mut written = Written::default();
        written.set("effect", &self.effect);
        for (option, values) in [
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
            written.set_list(option, values);
        }
        written.text()
    }
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::Add(add) => self::add(&add, tools).await,
        Command::List { application } => list(&application, tools).await,
        Command::Move { application, number, to } => {
            let done = edit(&application, tools, |rules| {
                let rule = take(rules, number)?;
                put(rules, to, rule.clone())?;
                Ok(format!("moved rule {number} to {to}: {}", shown(&rule)))
            });
            done.await
        }
        Command::Remove { application, number } => {
            let done = edit(&application, tools, |rules| {
                Ok(format!("removed rule {number}: {}", shown(&take(rules, number)?)))
            });
            done.await
        }
    }
}

async fn add(add: &Add, tools: &Tools) -> anyhow::Result<()> {
    let done = edit(&add.application, tools, |rules| {
        let place = if add.effect == "deny" { 1 } else { rules.len() + 1 };
        let (place, rule) = (add.before.unwrap_or(place), add.write());
        put(rules, place, rule.clone())?;
        Ok(format!("added rule {place}: {}", shown(&rule)))
    });
    done.await
}

/// Changes the rules that the database has of an application by `work`, which says what it did.
async fn edit(
    application: &str,
    tools: &Tools,
    work: impl FnOnce(&mut Vec<String>) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    let mut change = Change::begin(tools).await?;
    change.refuse_unknown(application)?;
    let of_it = change.before.rules.iter().filter(|rule| rule.application == application);
    let mut rules: Vec<_> = of_it.map(|rule| rule.rule.clone()).collect();
    let done = work(&mut rules)?;
    change.tx.replace_rules(application, &rules).await?;
    change.commit(application, EventKind::RulesChanged, &done).await?;
    output::say(&format!("{application}: {done}"));
    Ok(())
}

fn put(rules: &mut Vec<String>, number: usize, rule: String) -> anyhow::Result<()> {
    match number.checked_sub(1).filter(|index| *index <= rules.len()) {
        Some(index) => rules.insert(index, rule),
        None => bail!("the place must be from 1 to {}, found {number}", rules.len() + 1),
    }
    Ok(())
}

fn take(rules: &mut Vec<String>, number: usize) -> anyhow::Result<String> {
    let index = number.checked_sub(1).filter(|index| *index < rules.len());
    Ok(rules.remove(index.ok_or_else(|| anyhow!("there is no rule {number} of the database"))?))
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
