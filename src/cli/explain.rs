//! `larkgate explain`: what becomes of a request to an application behind a proxy, and which rule says so.

use std::net::IpAddr;

use clap::Args;

use crate::admin::ops::explain::{self, Question, Step};
use crate::cli::{Tools, output};

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

pub(super) async fn run(asked: Asked, tools: &Tools) -> anyhow::Result<()> {
    let address = asked.from.map(|address| address.to_string());
    let question = Question {
        account: asked.user.as_deref(),
        service: asked.service.as_deref(),
        method: &asked.method,
        url: &asked.url,
        address: address.as_deref(),
    };
    let explained = explain::of(&tools.desk(), &question).await?;
    output::record(&[
        ("decision", Some(explained.decision.word().to_owned())),
        ("reason", Some(explained.decision.reason())),
        ("application", explained.application.map(|application| application.id.clone())),
        ("path", Some(explained.path)),
        ("user", explained.person.map(|person| person.sub().into_owned())),
        ("service", asked.service),
    ])?;
    show(&explained.steps)?;
    Ok(())
}

/// Every rule that was tried, and what came of it.
fn show(steps: &[Step]) -> std::io::Result<()> {
    let tried = steps.iter().filter_map(|step| Some((step, step.verdict?)));
    let rows: Vec<_> = tried
        .map(|(step, verdict)| {
            vec![
                step.number.number.to_string(),
                step.number.source.as_str().to_owned(),
                step.rule.to_string(),
                verdict.text(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    output::print("")?;
    output::table(&["number", "from", "rule", "verdict"], &rows)
}
