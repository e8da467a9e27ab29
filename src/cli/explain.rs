//! `larkgate explain`: what becomes of a request to an application behind a proxy, and which rule says so.

use std::net::IpAddr;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::shell::{Shell, Table, cell, items, part, text};
use crate::cli::site::path;

const TRIED: Table = Table {
    headings: &["number", "from", "rule", "verdict"],
    cells: |rule| ["number", "source", "rule", "verdict"].map(|field| cell(rule, field)).into(),
};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Who is signed in: an account's id, its sub, or a bound open_id or union_id. Nobody by default.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A service that comes by its token.
    #[arg(long, value_name = "NAME", conflicts_with = "user")]
    service: Option<String>,
    /// The whole address, as the browser has it.
    #[arg(long)]
    url: String,
    /// The method.
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: String,
    /// The address that the request comes from. Unknown by default, and so in no network that a rule names.
    #[arg(long, value_name = "ADDRESS")]
    from: Option<IpAddr>,
}

pub(super) async fn run(asked: Asked, shell: &Shell) -> anyhow::Result<()> {
    let question = json!({
        "account": asked.user,
        "service": asked.service,
        "method": asked.method,
        "url": asked.url,
        "address": asked.from,
    });
    let explained = shell.site.json("POST", &path(&["explain"])?, Some(&question)).await?;
    shell.show(&explained, |explained| {
        vec![
            ("decision", text(explained, "decision")),
            ("reason", text(explained, "reason")),
            ("application", text(explained, "application")),
            ("path", text(explained, "path")),
            ("user", text(explained, "sub")),
            ("service", asked.service),
        ]
    })?;
    // Those after the one that decides were not tried.
    let rules = items(part(&explained, "rules")).iter();
    let tried: Vec<_> = rules.filter(|rule| !part(rule, "verdict").is_null()).cloned().collect();
    if tried.is_empty() { Ok(()) } else { shell.below(&Value::Array(tried), &TRIED) }
}
