//! Applications behind reverse proxies: those of the configuration file to look at, and others to add, change and remove
//! while the server runs.

use super::judged::{Judged, not_found, one_line};
use super::rules::{self, Numbered};
use super::{Conflict, Desk, OpError, change, why};
use crate::config::Written;
use crate::domain::access::{Application, Catalogue, Flaw, Host, Stored, StoredApplication};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::client::Source;

/// A protected application, as far as it can be read.
#[derive(Debug)]
pub struct Protected {
    /// Its id.
    pub id: String,
    /// Where it is written. Where the file and the database have one, the file's counts.
    pub source: Source,
    /// Whether the database has one of this id, which can be removed.
    pub is_stored: bool,
    /// Its name.
    pub name: String,
    /// Where people find it.
    pub hosts: Vec<String>,
    /// Whom to ask for access.
    pub contact: Option<String>,
    /// All of it as checks would know it; `None` where that cannot be read.
    pub known: Option<Application>,
    /// The preset of headers that the database names; `None` where it is as the configuration has them.
    pub preset: Option<String>,
    /// Whether it has a cookie of its own although others share a domain's.
    pub own_cookie: bool,
    /// Whether checks know it; nobody passes while it is closed.
    pub is_open: bool,
    /// Its rules in the order in which they are tried.
    pub rules: Vec<Numbered>,
    /// What is wrong with it, its hosts and its rules.
    pub flaws: Vec<Flaw>,
    /// Counts changes of protected applications.
    pub revision: i64,
}

/// Every protected application.
#[derive(Debug)]
pub struct Listed {
    /// The applications, by id.
    pub applications: Vec<Protected>,
    /// What is wrong with what belongs to none.
    pub orphans: Vec<Flaw>,
}

/// What somebody says of an application. What they say nothing of stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What people see: "Sign in to …".
    pub name: Option<String>,
    /// Where people find it, with a port if it is unusual.
    pub hosts: Option<Vec<String>>,
    /// Whom to ask for access; nothing for nobody but the contact of the configuration.
    pub contact: Option<String>,
    /// A preset of headers: larkgate, remote or x-auth-request; nothing for what the configuration has.
    pub headers: Option<String>,
    /// Whether it has a cookie of its own although others share a domain's.
    pub own_cookie: Option<bool>,
}

impl Settings {
    fn write(&self, written: &mut Written) {
        for (option, value) in [("name", &self.name), ("contact", &self.contact), ("headers", &self.headers)]
        {
            match value.as_deref() {
                Some("") => written.leave_out(option),
                Some(value) => written.set(option, value),
                None => {}
            }
        }
        if let Some(hosts) = &self.hosts {
            written.leave_out("hosts");
            written.set_list("hosts", hosts);
        }
        match self.own_cookie {
            Some(true) => written.set_flag("own_cookie", true),
            Some(false) => written.leave_out("own_cookie"),
            None => {}
        }
    }
}

/// Every application.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn list(desk: &Desk<'_>) -> Result<Listed, OpError> {
    let (stored, revision) = read(desk).await?;
    let catalogue = desk.config.catalogue(&stored);
    let of_file = desk.config.applications.iter().map(|application| application.id.as_str());
    let mut ids: Vec<_> =
        of_file.chain(stored.applications.iter().map(|application| application.id.as_str())).collect();
    ids.sort_unstable();
    ids.dedup();
    let applications = ids.iter().map(|id| protected(desk, &catalogue, &stored, revision, id)).collect();
    let is_orphan = |flaw: &&Flaw| !ids.contains(&flaw.application.as_str());
    Ok(Listed { applications, orphans: catalogue.flaws().iter().filter(is_orphan).cloned().collect() })
}

/// One application.
///
/// # Errors
/// When the actor may not read it, there is none of this id, or the database fails.
pub async fn show(desk: &Desk<'_>, id: &str) -> Result<Protected, OpError> {
    let (stored, revision) = read(desk).await?;
    let is_stored = stored.applications.iter().any(|application| application.id == id);
    if !is_stored && !desk.config.has_application(id) {
        return Err(not_found(id));
    }
    Ok(protected(desk, &desk.config.catalogue(&stored), &stored, revision, id))
}

async fn read(desk: &Desk<'_>) -> Result<(Stored, i64), OpError> {
    let mut tx = desk.reading(Permission::ReadApplications).await?;
    // Before the rest: what changes in between is then seen as changed.
    let revision = tx.applications_revision().await?;
    Ok((tx.stored_applications(desk.now).await?, revision))
}

fn protected(desk: &Desk<'_>, catalogue: &Catalogue, stored: &Stored, revision: i64, id: &str) -> Protected {
    let of_file = desk.config.applications.iter().find(|application| application.id == id);
    let written = stored.applications.iter().find(|application| application.id == id);
    let known = catalogue.named(id);
    // The file's is known even while it is closed for a rule of the database.
    let application = known.map(AsRef::as_ref).or(of_file);
    let settings = written.map(|stored| as_written(&stored.settings)).unwrap_or_default();
    Protected {
        id: id.to_owned(),
        source: if of_file.is_some() { Source::Config } else { Source::Database },
        is_stored: written.is_some(),
        name: name_of(application, &settings, id),
        hosts: match application {
            Some(application) => application.hosts.iter().map(Host::to_string).collect(),
            None => settings.hosts.unwrap_or_default(),
        },
        contact: application.map_or(settings.contact, |application| application.contact.clone()),
        known: application.cloned(),
        preset: settings.headers.filter(|_| of_file.is_none()),
        own_cookie: desk.config.forward_auth.cookie_domain.is_some()
            && match application {
                Some(application) => application.cookie_domain.is_none(),
                None => settings.own_cookie == Some(true),
            },
        is_open: known.is_some(),
        rules: rules::numbered(desk, catalogue, stored, id),
        flaws: catalogue.flaws().iter().filter(|flaw| flaw.application == id).cloned().collect(),
        revision,
    }
}

fn name_of(application: Option<&Application>, settings: &Settings, id: &str) -> String {
    let known = application.map(|application| application.name.clone());
    known.or_else(|| settings.name.clone()).unwrap_or_else(|| id.to_owned())
}

/// Settings of the database, as far as a form has them.
fn as_written(settings: &str) -> Settings {
    let mut read = Settings::default();
    let Some(written) = Written::parse(settings) else { return read };
    read.own_cookie = Some(written.flag("own_cookie"));
    for (option, texts) in written.texts() {
        let mut texts = texts.unwrap_or_default().into_iter().map(str::to_owned);
        match option {
            "hosts" => read.hosts = Some(texts.collect()),
            "name" => read.name = texts.next(),
            "contact" => read.contact = texts.next(),
            "headers" => read.headers = texts.next(),
            _ => {}
        }
    }
    read
}

/// Adds an application. Until it has a rule, nobody passes.
///
/// # Errors
/// When the actor may not, the id is taken, or something is wrong with it.
pub async fn add(desk: &Desk<'_>, id: &str, settings: &Settings) -> Result<(), OpError> {
    let mut judged = Judged::begin(desk, None).await?;
    judged.refuse_configured(id)?;
    let mut written = Written::default();
    settings.write(&mut written);
    let application = StoredApplication { id: id.to_owned(), settings: written.text() };
    if !judged.tx.insert_application(&application, desk.now).await? {
        return Err(Conflict::ApplicationExists { id: id.to_owned() }.into());
    }
    let mut event = desk.event(EventKind::ApplicationAdded);
    event.change = change(None::<&str>, one_line(&application.settings));
    judged.commit(id, event).await?;
    Ok(())
}

/// Changes settings of an application of the database.
///
/// # Errors
/// When the actor may not, the database has no such application, something is wrong with the new settings, or something
/// changed since `revision`.
pub async fn set(
    desk: &Desk<'_>,
    id: &str,
    settings: &Settings,
    revision: Option<i64>,
) -> Result<(), OpError> {
    let mut judged = Judged::begin(desk, revision).await?;
    judged.refuse_configured(id)?;
    let before = judged.settings_of(id).ok_or_else(|| not_found(id))?.to_owned();
    let unreadable = || Conflict::UnreadableApplication { id: id.to_owned() };
    let mut written = Written::parse(&before).ok_or_else(unreadable)?;
    settings.write(&mut written);
    let application = StoredApplication { id: id.to_owned(), settings: written.text() };
    judged.tx.change_application(&application).await?;
    let mut event = desk.event(EventKind::ApplicationChanged);
    event.change = change(one_line(&before), one_line(&application.settings));
    judged.commit(id, event).await?;
    Ok(())
}

/// Removes an application of the database with its rules and service tokens, and ends the sessions there.
///
/// # Errors
/// When the actor may not, or the database has no such application.
pub async fn remove(desk: &Desk<'_>, id: &str, reason: &str) -> Result<(), OpError> {
    let reason = why(reason)?;
    let mut judged = Judged::begin(desk, None).await?;
    if !judged.tx.remove_application(id, desk.now).await? {
        judged.refuse_configured(id)?;
        return Err(not_found(id));
    }
    let mut event = desk.event(EventKind::ApplicationRemoved);
    let rules = judged.rules_of(id).into_iter().map(|rule| format!("; {}", one_line(&rule)));
    let before =
        format!("{}{}", one_line(judged.settings_of(id).unwrap_or_default()), rules.collect::<String>());
    event.change = change(before, None::<&str>);
    event.reason = reason;
    judged.commit(id, event).await?;
    Ok(())
}
