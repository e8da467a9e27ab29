//! `larkgate client rule`: who may enter an application that asks who somebody is.

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use crate::cli::exit::{Exit, Failure};
use crate::cli::people::People;
use crate::cli::shell::{Shell, Table, Why, cell, items, part};
use crate::cli::site::path;

/// Rules, in the order in which they are tried.
pub(super) const RULES: Table = Table {
    headings: &["who may enter", "accounts", "tenants", "departments", "groups"],
    cells: |rule| {
        ["effect", "accounts", "tenants", "departments", "groups"].map(|field| cell(rule, field)).into()
    },
};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Add a rule. The first about somebody decides, and whom none is about may not enter; without any, everybody may.
    Add(Box<Add>),
    /// List the rules in the order in which they are tried.
    List {
        /// Its client_id.
        id: String,
    },
    /// Move a rule.
    Move {
        /// Its client_id.
        id: String,
        /// The rule's number in the list, from 1.
        number: usize,
        /// The number that it shall have.
        #[arg(long, value_name = "NUMBER")]
        to: usize,
        #[command(flatten)]
        why: Why,
    },
    /// Remove a rule; without the last one everybody may enter who can sign in.
    Remove {
        /// Its client_id.
        id: String,
        /// The rule's number in the list, from 1.
        number: usize,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    /// Its client_id.
    id: String,
    /// What it says of those whom it is about: allow or deny.
    #[arg(value_parser = ["allow", "deny"])]
    effect: String,
    /// Put it before this rule. By default one that denies comes first, and one that allows last.
    #[arg(long, value_name = "NUMBER")]
    before: Option<usize>,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    why: Why,
}

impl Add {
    /// As the API has it.
    fn rule(&self) -> Value {
        let mut rule = Map::from_iter([("effect".to_owned(), json!(self.effect))]);
        rule.extend(self.people.said().map(|(name, list)| (name.to_owned(), json!(list))));
        Value::Object(rule)
    }
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::List { id } => {
            let client = shell.site.json("GET", &path(&["clients", &id])?, None).await?;
            shell.table(part(&client, "rules"), &RULES)
        }
        Command::Add(add) => {
            change(shell, &add.id, &add.why, |rules| {
                let usual = if add.effect == "deny" { 0 } else { rules.len() };
                let at = add.before.map_or(Ok(usual), |before| place(rules, before))?;
                rules.insert(at, add.rule());
                Ok(())
            })
            .await
        }
        Command::Move { id, number, to, why } => {
            change(shell, &id, &why, |rules| {
                let (from, to) = (place(rules, number)?, place(rules, to)?);
                let rule = rules.remove(from);
                rules.insert(to, rule);
                Ok(())
            })
            .await
        }
        Command::Remove { id, number, why } => {
            change(shell, &id, &why, |rules| {
                let at = place(rules, number)?;
                rules.remove(at);
                Ok(())
            })
            .await
        }
    }
}

/// Changes rules, unless somebody else does so at the same time, and shows them as they are afterwards.
async fn change(
    shell: &Shell,
    id: &str,
    why: &Why,
    edit: impl FnOnce(&mut Vec<Value>) -> Result<(), Failure>,
) -> anyhow::Result<()> {
    let client = shell.site.json("GET", &path(&["clients", id])?, None).await?;
    let seen = items(part(&client, "rules"));
    let mut rules = seen.to_vec();
    edit(&mut rules)?;
    let body = json!({ "seen": seen, "rules": rules, "reason": why.reason });
    let changed = shell.site.json("PATCH", &path(&["clients", id, "rules"])?, Some(&body)).await?;
    shell.table(part(&changed, "rules"), &RULES)?;
    if items(part(&changed, "rules")).is_empty() {
        shell.hint("without a rule everybody may enter who can sign in");
    }
    Ok(())
}

/// Where the rule of this number is.
fn place(rules: &[Value], number: usize) -> Result<usize, Failure> {
    match number.checked_sub(1).filter(|at| *at < rules.len()) {
        Some(at) => Ok(at),
        None => Err(Failure::new(Exit::NotFound, format!("there is no rule {number}"))),
    }
}
