//! From a file to a whole [`Config`], or to every problem at once.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use toml::de::DeTable;

use super::problems::{Problem, Problems};
use super::reader::{Context, Section};
use super::{
    Config, admin, applications, audit, clients, connectors, database, keys, lifetimes, log, outbound, server,
};
use crate::domain::redirect_uri::is_this_machine;

impl Config {
    /// Reads the file at `path`; `env` looks up environment variables.
    ///
    /// # Errors
    /// Every problem of the file, each with its path.
    pub fn load(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let text = fs::read_to_string(path)
            .map_err(|error| Problem::new(path.display().to_string(), format!("cannot be read: {error}")))?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")), env)
    }

    /// Reads `text`; relative paths in it start at `folder`.
    ///
    /// # Errors
    /// Every problem of the text, each with its path.
    pub fn parse(text: &str, folder: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let document = DeTable::parse(text).map_err(|error| not_toml(text, &error))?;
        let context = Context { env, folder, problems: RefCell::default() };
        let config = read(Section::root(&context, document.get_ref()));
        let problems = context.problems.take();
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Problems::new(problems)),
        }
    }

    /// The issuer as it stands in tokens and documents: without the slash that a `Url` ends in.
    pub fn issuer_str(&self) -> &str {
        self.issuer.as_str().trim_end_matches('/')
    }
}

/// Reads every section before it gives up on one. `None` only when a problem is noted.
fn read(mut root: Section<'_>) -> Option<Config> {
    let issuer = server::issuer(&mut root);
    let organization = server::organization(&mut root);
    let contact = server::contact(&mut root);
    let listen = server::listen(&mut root, issuer.as_ref());
    let database = database::database(&mut root);
    let (keys, seal) = keys::keys(&mut root, database.as_ref());
    let lifetimes = lifetimes::lifetimes(&mut root);
    let admin = admin::admin(&mut root);
    let audit = audit::audit(&mut root);
    let log = log::log(&mut root);
    let outbound = outbound::outbound(&mut root);
    // Without an issuer nothing is known of its host, and its own problem is enough.
    let (connectors, directory_is_read) =
        connectors::connectors(&mut root, issuer.as_ref().is_none_or(is_this_machine));
    let clients = clients::clients(&mut root, directory_is_read);
    let common = applications::forward_auth(&mut root, issuer.as_ref());
    let applications =
        applications::applications(&mut root, &common, issuer.as_ref(), &listen, directory_is_read);
    root.finish();
    Some(Config {
        issuer: issuer?,
        organization: organization?,
        contact,
        listen,
        database: database?,
        seal: seal?,
        lifetimes,
        keys,
        admin,
        audit,
        log,
        outbound,
        connectors,
        clients,
        forward_auth: common,
        directory_is_read,
        applications,
    })
}

/// The parser's words without the line itself, which may hold a secret.
pub(super) fn not_toml(text: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Problem::new(format!("line {line}, column {column}"), format!("not TOML: {}", error.message()))
}
