//! Applications and rules of the database, written and read as those of the file are: one reader judges both.
//!
//! What cannot be read lets nobody pass. A newer or an older version may have written it, and it may be what was to keep
//! somebody out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::slice;

use toml::de::DeTable;

use super::Config;
use super::applications::{OWN, application, host_of, rule, whose};
use super::load::not_toml;
use super::problems::Problem;
use super::reader::{Context, Section};
use crate::domain::access::{Application, Catalogue, Flaw, FlawKind, Host, Rule, Stored, StoredApplication};

/// Options as the file would have them, in the order in which they were said.
#[derive(Debug, Clone, Default)]
pub struct Written(Vec<(String, toml::Value)>);

impl Written {
    /// Reads what [`Written::text`] wrote. `None` when that was something else.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<toml::Table>().ok().map(|table| Self(table.into_iter().collect()))
    }

    /// Says what an option is.
    pub fn set(&mut self, option: &str, value: &str) {
        self.put(option, value.into());
    }

    /// Says what is in a list; an empty one is not mentioned.
    pub fn set_list(&mut self, option: &str, values: &[String]) {
        if !values.is_empty() {
            self.put(option, values.to_vec().into());
        }
    }

    fn put(&mut self, option: &str, value: toml::Value) {
        match self.0.iter_mut().find(|(name, _)| name == option) {
            Some((_, old)) => *old = value,
            None => self.0.push((option.to_owned(), value)),
        }
    }

    /// Says whether something is so.
    pub fn set_flag(&mut self, option: &str, value: bool) {
        self.put(option, value.into());
    }

    /// Every option with its texts: one where it is a text, any number where it is a list, `None` where it is neither.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Option<Vec<&str>>)> {
        self.0.iter().map(|(name, value)| {
            let texts = match value {
                toml::Value::Array(entries) => entries.iter().map(toml::Value::as_str).collect(),
                value => value.as_str().map(|text| vec![text]),
            };
            (name.as_str(), texts)
        })
    }

    /// Whether an option is there that says so.
    pub fn flag(&self, option: &str) -> bool {
        self.0.iter().any(|(name, value)| name == option && value.as_bool() == Some(true))
    }

    /// Leaves an option out.
    pub fn leave_out(&mut self, option: &str) {
        self.0.retain(|(name, _)| name != option);
    }

    /// A line for each option.
    pub fn text(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
    }
}

impl Config {
    /// Every protected application, of the file and of the database. Where both have an id or a host, the file has it.
    pub fn catalogue(&self, stored: &Stored) -> Catalogue {
        let mut catalogue = Catalogue::default();
        let is_stored = |id: &str| stored.applications.iter().any(|other| other.id == id);
        for of_file in &self.applications {
            // Rules that belong to another application of this name are none of this one's.
            let none = Stored::default();
            let (stored_rules, flaws) = rules_of(
                if is_stored(&of_file.id) { &none } else { stored },
                of_file,
                self.directory_is_read,
            );
            if flaws.is_empty() {
                catalogue.add(Application { stored_rules, ..of_file.clone() });
            } else {
                catalogue.close(&of_file.hosts);
                flaws.into_iter().for_each(|flaw| catalogue.note(flaw));
            }
        }
        self.add_stored(&mut catalogue, stored);
        for id in stored.rules.iter().map(|rule| &rule.application).collect::<BTreeSet<_>>() {
            if !is_stored(id) && !self.has_application(id) {
                let problem = "there are rules in the database, but no such application any more";
                catalogue.note(flaw(id, "", FlawKind::NoApplication, problem));
            }
        }
        for id in stored.tokens.iter().map(|token| &token.application).collect::<BTreeSet<_>>() {
            if !is_stored(id) && !self.has_application(id) {
                let problem = "there are service tokens of it, but no such application any more; they open one that gets this id";
                catalogue.note(flaw(id, "", FlawKind::TokensOfNone, problem));
            }
        }
        stored.tokens.iter().cloned().for_each(|token| catalogue.admit(token));
        catalogue
    }

    /// Whether the file has an application of this id.
    pub fn has_application(&self, id: &str) -> bool {
        self.applications.iter().any(|application| application.id == id)
    }

    fn add_stored(&self, catalogue: &mut Catalogue, stored: &Stored) {
        let mut hosts: Vec<(String, Host)> = Vec::new();
        for StoredApplication { id, settings } in &stored.applications {
            if self.has_application(id) {
                let problem =
                    "it is in the configuration file too; what the database has of it counts for nothing";
                catalogue.note(flaw(id, "", FlawKind::InFileToo, problem));
                continue;
            }
            let (application, flaws) = self.read_stored(stored, id, settings);
            let is_good = flaws.is_empty();
            flaws.into_iter().for_each(|flaw| catalogue.note(flaw));
            let Some(mut application) = application else { continue };
            application.hosts.retain(|host| match self.owner(host) {
                Some((kind, problem)) => {
                    catalogue.note(flaw(id, "hosts", kind, &problem));
                    false
                }
                None => true,
            });
            hosts.extend(application.hosts.iter().map(|host| (id.clone(), host.clone())));
            if is_good {
                catalogue.add(application);
            } else {
                catalogue.close(&application.hosts);
            }
        }
        for (id, host) in &hosts {
            if let Some((other, taken)) =
                hosts.iter().find(|(other, one)| other != id && one.is_one_with(host))
            {
                catalogue.close(slice::from_ref(host));
                let kind = FlawKind::TakenHost { host: host.to_string(), by: other.clone() };
                let problem = whose(host, slice::from_ref(taken), &format!("a host of {other} already"));
                catalogue.note(flaw(id, "hosts", kind, &problem));
            }
        }
    }

    /// Whose host it is, if the file says so.
    fn owner(&self, host: &Host) -> Option<(FlawKind, String)> {
        if let Some(own) = host_of(&self.issuer).filter(|own| own.is_one_with(host)) {
            return Some((FlawKind::OwnHost(host.to_string()), whose(host, &[own], OWN)));
        }
        let of_file = self.applications.iter().find(|application| application.has(host))?;
        let kind = FlawKind::TakenHost { host: host.to_string(), by: of_file.id.clone() };
        let owner = format!("a host of {} in the configuration file", of_file.id);
        Some((kind, whose(host, &of_file.hosts, &owner)))
    }

    /// An application as far as it could be read, and what is wrong with it and its rules.
    fn read_stored(&self, stored: &Stored, id: &str, settings: &str) -> (Option<Application>, Vec<Flaw>) {
        let mut with_id = Written::default();
        with_id.set("id", id);
        let (mut read, problems) = read(&format!("{}{settings}", with_id.text()), |mut section| {
            let application = application(&mut section, &self.forward_auth);
            section.finish();
            application
        });
        let mut flaws: Vec<_> = problems.into_iter().map(|problem| of_problem(id, None, problem)).collect();
        if let Some(application) = &mut read {
            let (rules, more) = rules_of(stored, application, self.directory_is_read);
            application.stored_rules = rules;
            flaws.extend(more);
        }
        (read, flaws)
    }
}

fn flaw(application: &str, at: &str, kind: FlawKind, problem: &str) -> Flaw {
    let (application, at, problem) = (application.to_owned(), at.to_owned(), problem.to_owned());
    Flaw { application, rule: None, at, kind, problem }
}

fn of_problem(application: &str, rule: Option<usize>, problem: Problem) -> Flaw {
    let text = problem.text();
    Flaw { rule, ..flaw(application, &problem.path, *problem.kind, &text) }
}

/// The rules that the database has of an application as far as they could be read, and what is wrong with them.
fn rules_of(stored: &Stored, application: &Application, directory_is_read: bool) -> (Vec<Rule>, Vec<Flaw>) {
    let (mut rules, mut flaws) = (Vec::new(), Vec::new());
    let written = stored.rules.iter().filter(|rule| rule.application == application.id);
    for (written, number) in written.zip(1..) {
        let (read, problems) =
            read(&written.rule, |section| rule(section, &application.hosts, directory_is_read));
        rules.extend(read.flatten());
        let of_rule = |problem| of_problem(&application.id, Some(number), problem);
        flaws.extend(problems.into_iter().map(of_rule));
    }
    (rules, flaws)
}

/// Lets the reader of the configuration at a text. It names no file and no environment variable.
fn read<T>(text: &str, with: impl FnOnce(Section<'_>) -> T) -> (Option<T>, Vec<Problem>) {
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => return (None, vec![not_toml(text, &error)]),
    };
    let context = Context { env: &|_name| None, folder: Path::new(""), problems: RefCell::default() };
    let value = with(Section::root(&context, document.get_ref()));
    (Some(value), context.problems.take())
}
