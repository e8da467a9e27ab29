//! `larkgate explain`: what becomes of a request to an application behind a proxy, and which rule says so.

use std::net::IpAddr;

use anyhow::{anyhow, bail};
use clap::Args;

use crate::cli::{Tools, output};
use crate::domain::access::{Decision, Original, Person, Tried, Visitor, Who};

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
    let person = match &asked.user {
        Some(name) => {
            let found = tools.store.read().await?.account_named(name).await?;
            Some(found.ok_or_else(|| anyhow!("there is no account {name}"))?)
        }
        None => None,
    };
    if let Some(person) = person.as_ref().filter(|person| !person.account.enabled) {
        bail!("{} is disabled, and so cannot be signed in", person.account.sub);
    }
    let original = Original::of_url(&asked.url, &asked.method.to_ascii_uppercase());
    let original =
        original.map_err(|flaw| anyhow!("no proxy's request with this address passes: {}", flaw.text()))?;
    let person = person.map(Person::from);
    let who = match (&person, &asked.service) {
        (Some(person), _) => Who::Person(person),
        (None, Some(service)) => Who::Service(service),
        (None, None) => Who::Nobody,
    };
    let catalogue = {
        let stored = tools.store.read().await?.stored_applications(tools.clock.now()).await?;
        tools.config.catalogue(&stored)
    };
    let application = catalogue.find(&original, tools.config.issuer.scheme() == "https");
    let mut tried = Vec::new();
    let decision = match &application {
        Ok(application) => {
            let visitor = Visitor { address: asked.from, who };
            Decision::trying(application, &original, &visitor, |rule| tried.push(rule))
        }
        Err(refused) => Decision::Forbidden(*refused),
    };
    output::record(&[
        ("decision", Some(decision.word().to_owned())),
        ("reason", Some(decision.reason())),
        ("application", application.ok().map(|application| application.id.clone())),
        ("path", Some(original.path().as_str().to_owned())),
        ("user", person.as_ref().map(|person| person.sub().into_owned())),
        ("service", asked.service.clone()),
    ])?;
    show(&tried)?;
    Ok(())
}

/// Every rule that was tried, and what came of it.
fn show(tried: &[Tried<'_>]) -> std::io::Result<()> {
    if tried.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = tried
        .iter()
        .map(|tried| {
            vec![
                tried.number.number.to_string(),
                tried.number.source.as_str().to_owned(),
                tried.rule.to_string(),
                tried.verdict.text(),
            ]
        })
        .collect();
    output::print("")?;
    output::table(&["number", "from", "rule", "verdict"], &rows)
}
