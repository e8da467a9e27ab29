//! `larkgate application`: applications behind reverse proxies, those of the configuration file to look at and others
//! to add, change and remove while the server runs.

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::admin::ops::applications;
use crate::cli::change::warnings;
use crate::cli::{Tools, output, rule};
use crate::domain::access::{Application, Catalogue, Host};
use crate::domain::client::Source;

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
}

impl Settings {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.hosts.is_empty() && self.contact.is_none() && self.headers.is_none()
    }

    fn said(&self, no_contact: bool) -> applications::Settings {
        applications::Settings {
            name: self.name.clone(),
            hosts: Some(self.hosts.clone()).filter(|hosts| !hosts.is_empty()),
            contact: if no_contact { Some(String::new()) } else { self.contact.clone() },
            headers: self.headers.clone(),
            own_cookie: None,
        }
    }
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::Add { id, settings } => add(id, &settings, tools).await,
        Command::List => list(tools).await,
        Command::Show { id } => show(&id, tools).await,
        Command::Set { id, settings, no_contact } => set(id, &settings, no_contact, tools).await,
        Command::Remove { id } => remove(&id, tools).await,
    }
}

async fn add(id: String, settings: &Settings, tools: &Tools) -> anyhow::Result<()> {
    applications::add(&tools.desk(), &id, &settings.said(false)).await?;
    output::say(&format!("added {id}"));
    output::say(&format!("hint: nobody passes until it has a rule: larkgate rule add {id} allow"));
    if tools.config.listen.trusted_proxies.is_empty() {
        output::say("warning: listen.trusted_proxies names no proxy, so nobody who asks is believed");
    }
    Ok(())
}

async fn set(id: String, settings: &Settings, no_contact: bool, tools: &Tools) -> anyhow::Result<()> {
    if settings.is_empty() && !no_contact {
        bail!("say what to change: --name, --host, --contact, --no-contact or --headers");
    }
    applications::set(&tools.desk(), &id, &settings.said(no_contact), None).await?;
    output::say(&format!("changed {id}"));
    Ok(())
}

async fn remove(id: &str, tools: &Tools) -> anyhow::Result<()> {
    applications::remove(&tools.desk(), id, "").await?;
    output::say(&format!("removed {id}; its rules and service tokens are gone, its sessions over"));
    Ok(())
}

async fn catalogue(tools: &Tools) -> anyhow::Result<Catalogue> {
    let stored = tools.store.read().await?.stored_applications(tools.clock.now()).await?;
    Ok(tools.config.catalogue(&stored))
}

async fn list(tools: &Tools) -> anyhow::Result<()> {
    let catalogue = catalogue(tools).await?;
    let rows: Vec<_> = catalogue
        .applications()
        .into_iter()
        .map(|application| {
            vec![
                application.id.clone(),
                application.name.clone(),
                hosts(application),
                application.numbered_rules().count().to_string(),
                origin(&application.id, tools).to_owned(),
            ]
        })
        .collect();
    output::table(&["id", "name", "hosts", "rules", "from"], &rows)?;
    warn(&catalogue);
    Ok(())
}

async fn show(id: &str, tools: &Tools) -> anyhow::Result<()> {
    let catalogue = catalogue(tools).await?;
    warn(&catalogue);
    let Some(application) = catalogue.named(id) else {
        bail!("there is no application {id} that can be used")
    };
    let headers: Vec<_> = application.headers.all().map(|(_, name)| name.to_string()).collect();
    output::record(&[
        ("id", Some(application.id.clone())),
        ("name", Some(application.name.clone())),
        ("hosts", Some(hosts(application))),
        ("contact", application.contact.clone()),
        ("headers", Some(headers.join(" "))),
        ("from", Some(origin(id, tools).to_owned())),
    ])?;
    output::print("")?;
    rule::table(application)?;
    Ok(())
}

fn hosts(application: &Application) -> String {
    application.hosts.iter().map(Host::to_string).collect::<Vec<_>>().join(" ")
}

fn origin(id: &str, tools: &Tools) -> &'static str {
    if tools.config.has_application(id) { Source::Config } else { Source::Database }.as_str()
}

fn warn(catalogue: &Catalogue) {
    for warning in warnings(catalogue.flaws()) {
        output::say(&format!("warning: {warning}"));
    }
}
