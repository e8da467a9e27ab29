//! `larkgate explain`: what becomes of a request to an application behind a proxy, and which rule says so.

use std::net::IpAddr;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::Args;

use crate::cli::{Tools, output};
use crate::config::Config;
use crate::domain::access::{Application, Decision, Original, Person, Visitor};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Who is signed in: an account's id, its sub, or a bound open_id or union_id. Nobody by default.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
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

pub(super) async fn run(asked: Asked, tools: &Tools) -> anyhow::Result<ExitCode> {
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
    let (application, decision) = decide(&tools.config, &original, asked.from, person.as_ref());
    let rule = decision.rule().zip(application).and_then(|(number, application)| {
        let rule = application.rules.get(number.checked_sub(1)?)?;
        Some(format!("{number}: {rule}"))
    });
    output::record(&[
        ("decision", Some(decision.word().to_owned())),
        ("reason", Some(decision.reason())),
        ("application", application.map(|application| application.id.clone())),
        ("rule", rule),
        ("path", Some(original.path().as_str().to_owned())),
        ("user", person.map(|person| person.sub)),
    ]);
    Ok(ExitCode::SUCCESS)
}

/// As a check decides.
fn decide<'a>(
    config: &'a Config,
    original: &Original,
    address: Option<IpAddr>,
    person: Option<&Person>,
) -> (Option<&'a Application>, Decision) {
    let https = config.issuer.scheme() == "https";
    match Decision::application(&config.applications, original, https) {
        Ok(application) => {
            let visitor = Visitor { address, person };
            (Some(application), Decision::about(application, original, &visitor))
        }
        Err(refused) => (None, Decision::Forbidden(refused)),
    }
}
