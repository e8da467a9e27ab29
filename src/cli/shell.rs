//! What every command that asks a [`Site`] has in common: lists page by page, things, and changes, for people or for scripts.

use clap::Args;
use serde_json::Value;

use super::output::{self, Rows};
use super::site::{Site, with_query};

/// How many things are asked for at a time, which is the most that the API gives.
const PAGE: u64 = 500;

/// Where a command acts, and for whom it prints.
pub(super) struct Shell {
    pub(super) site: Site,
    /// Whether a script reads.
    pub(super) json: bool,
}

/// Why something is done.
#[derive(Debug, Args)]
pub(super) struct Why {
    /// Why; it stands in the audit log.
    #[arg(long, default_value = "")]
    pub(super) reason: String,
}

impl Why {
    /// The address of what is taken away, with the reason.
    pub(super) fn with(&self, address: &str) -> String {
        with_query(address, &[("reason", Some(&*self.reason).filter(|reason| !reason.is_empty()))])
    }
}

/// What a list shows to people.
pub(super) struct Table {
    pub(super) headings: &'static [&'static str],
    pub(super) cells: fn(&Value) -> Vec<String>,
}

/// A thing's lines for people: those that have no value are left out.
pub(super) type Fields = Vec<(&'static str, Option<String>)>;
/// Parameters of a list.
pub(super) type Query<'a> = [(&'a str, Option<&'a str>)];

impl Shell {
    /// Prints a list that the API gives whole.
    pub(super) async fn list(&self, address: &str, table: &Table) -> anyhow::Result<()> {
        self.table(&self.site.json("GET", address, None).await?, table)
    }

    /// Prints a list that was answered.
    pub(super) fn table(&self, answer: &Value, table: &Table) -> anyhow::Result<()> {
        if self.json {
            return Ok(output::print(&format!("{answer:#}"))?);
        }
        let mut rows = Rows::table(table.headings);
        rows.push(items(answer), table.cells)?;
        Ok(rows.end()?)
    }

    /// Prints, for people, a list that is a part of the thing above it.
    pub(super) fn below(&self, part: &Value, table: &Table) -> anyhow::Result<()> {
        if self.json {
            return Ok(());
        }
        output::print("")?;
        self.table(part, table)
    }

    /// The same, unless there is nothing in it.
    pub(super) fn below_if_any(&self, part: &Value, table: &Table) -> anyhow::Result<()> {
        if items(part).is_empty() { Ok(()) } else { self.below(part, table) }
    }

    /// Prints a list that the API gives in pages, each as it comes, up to `limit` things if there is one.
    pub(super) async fn pages(
        &self,
        path: &str,
        query: &Query<'_>,
        limit: Option<u64>,
        table: &Table,
    ) -> anyhow::Result<()> {
        let mut rows = if self.json { Rows::json() } else { Rows::table(table.headings) };
        let (mut left, mut next) = (limit, None::<String>);
        loop {
            let size = left.unwrap_or(PAGE).min(PAGE).to_string();
            let paging = [("limit", Some(size.as_str())), ("cursor", next.as_deref())];
            let address = with_query(path, &[query, &paging].concat());
            let answer = self.site.json("GET", &address, None).await?;
            let items = items(&answer);
            rows.push(items, table.cells)?;
            left = left.map(|left| left.saturating_sub(items.len().try_into().unwrap_or(u64::MAX)));
            next = text(&answer, "next");
            if next.is_none() || left == Some(0) {
                return Ok(rows.end()?);
            }
        }
    }

    /// Prints one thing.
    pub(super) fn show(&self, thing: &Value, fields: impl FnOnce(&Value) -> Fields) -> anyhow::Result<()> {
        let printed =
            if self.json { output::print(&format!("{thing:#}")) } else { output::record(&fields(thing)) };
        Ok(printed?)
    }

    /// Says that something was done; scripts get what the API answered, if anything.
    pub(super) fn done(&self, answer: &Value, said: &str) -> anyhow::Result<()> {
        if !self.json {
            output::say(said);
        } else if !answer.is_null() {
            output::print(&format!("{answer:#}"))?;
        }
        Ok(())
    }

    /// Says that something is not as it is meant.
    pub(super) fn warn(said: &str) {
        output::say(&format!("warning: {said}"));
    }

    /// Says what people should know beside the answer.
    pub(super) fn hint(&self, said: &str) {
        if !self.json {
            output::say(&format!("hint: {said}"));
        }
    }
}

/// The things of a list, or of a page of one.
pub(super) fn items(answer: &Value) -> &[Value] {
    let items = answer.as_array().or_else(|| answer.get("items").and_then(Value::as_array));
    items.map_or(&[], Vec::as_slice)
}

/// A field as it is; null where it is not there.
pub(super) fn part<'a>(thing: &'a Value, field: &str) -> &'a Value {
    thing.get(field).unwrap_or(&Value::Null)
}

/// A field as text; none where it is null, empty or not there.
pub(super) fn text(thing: &Value, field: &str) -> Option<String> {
    let text = match thing.get(field)? {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Bool(set) => if *set { "yes" } else { "no" }.to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// A field as a table's cell.
pub(super) fn cell(thing: &Value, field: &str) -> String {
    text(thing, field).unwrap_or_default()
}
