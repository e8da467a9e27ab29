//! `[[applications]]` and their rules: what reverse proxies ask about; and `[forward_auth]`, how they are answered.

use url::Url;

use super::Listen;
use super::problems::Problem;
use super::reader::Section;
use super::server::network;
use crate::domain::access::{Application, Effect, HeaderPreset, Host, PathRule, Rule, is_service_name};
use crate::domain::client::is_client_id;

/// What applications start from where they say nothing themselves.
pub(super) fn forward_auth(root: &mut Section<'_>) -> HeaderPreset {
    let mut section = root.section("forward_auth");
    let headers = headers(&mut section).unwrap_or_default();
    section.finish();
    headers
}

fn headers(section: &mut Section<'_>) -> Option<HeaderPreset> {
    section.choice("headers", &HeaderPreset::ALL)
}

/// The issuer's own host can be no application's: whoever is sent to sign in would come back to where they are.
pub(super) fn applications(
    root: &mut Section<'_>,
    preset: HeaderPreset,
    issuer: Option<&Url>,
    listen: &Listen,
) -> Vec<Application> {
    let own = issuer.and_then(host_of);
    let mut read: Vec<(String, Application)> = Vec::new();
    for mut section in root.listed_sections("applications") {
        let path = section.path().to_owned();
        let application = application(&mut section, preset);
        let application = Application { rules: rules(&mut section, &application.hosts), ..application };
        if let Some((other, _)) = read.iter().find(|(_, other)| other.id == application.id) {
            let message = format!("{:?} is the id of {other} already", application.id);
            section.refuse("id", message);
        }
        for host in &application.hosts {
            if own.as_ref() == Some(host) {
                section.refuse("hosts", format!("{host} is larkgate's own; an application needs another"));
            }
            if let Some((other, _)) = read.iter().find(|(_, other)| other.is_at(host)) {
                section.refuse("hosts", format!("{host} is a host of {other} already"));
            }
        }
        section.finish();
        read.push((path, application));
    }
    if !read.is_empty() && listen.trusted_proxies.is_empty() {
        let problem =
            Problem::new("listen.trusted_proxies", "expected the proxies that ask about [[applications]]");
        root.note(problem.hint("127.0.0.1 for one on this machine"));
    }
    read.into_iter().map(|(_, application)| application).collect()
}

pub(super) fn host_of(url: &Url) -> Option<Host> {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Host::parse(&format!("{}{port}", url.host_str()?))
}

/// An application but for its rules, with nothing in place of what is wrong, which is noted.
pub(super) fn application(section: &mut Section<'_>, preset: HeaderPreset) -> Application {
    let id = section.required("id").unwrap_or_default().to_owned();
    if !id.is_empty() && !is_client_id(&id) {
        section.refuse("id", format!("expected 1 to 100 of A-Z a-z 0-9 . _ -, found {id:?}"));
    }
    let name = section.required("name").unwrap_or_default().to_owned();
    let hosts =
        given(section, "hosts", "a host such as app.example.com, with a port if it is unusual", Host::parse);
    if hosts.is_none() {
        section.miss("hosts", Problem::new(section.at("hosts"), "required, but missing"));
    }
    let hosts = hosts.unwrap_or_default();
    for (host, at) in hosts.iter().zip(1..) {
        if hosts.iter().skip(at).any(|other| other == host) {
            section.refuse("hosts", format!("{host} stands there twice"));
        }
    }
    let contact = section.text("contact").map(str::to_owned);
    let headers = headers(section).unwrap_or(preset);
    Application { id, name, hosts, contact, headers, stored_rules: Vec::new(), rules: Vec::new() }
}

fn rules(section: &mut Section<'_>, hosts: &[Host]) -> Vec<Rule> {
    let rules =
        section.listed_sections("rules").into_iter().filter_map(|rule| self::rule(rule, hosts)).collect();
    if !section.has("rules") || section.is_empty_array("rules") {
        section.miss(
            "rules",
            Problem::new(section.at("rules"), "expected at least one: without a rule nobody may pass"),
        );
    }
    rules
}

/// A rule of the application at `hosts`.
pub(super) fn rule(mut section: Section<'_>, hosts: &[Host]) -> Option<Rule> {
    if !section.has("effect") {
        section.miss("effect", Problem::new(section.at("effect"), "required, but missing"));
    }
    let effect =
        section.choice("effect", &[Effect::Allow, Effect::Deny, Effect::Public].map(|e| (e.as_str(), e)));
    let own = |text: &str| Host::parse(text).filter(|host| hosts.contains(host));
    let method = |text: &str| {
        let is_method = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        is_method.then(|| text.to_owned())
    };
    let service = |text: &str| is_service_name(text).then(|| text.to_owned());
    let rule = Rule {
        hosts: given(&mut section, "hosts", "one of the application's hosts", own),
        paths: given(
            &mut section,
            "paths",
            "a path such as /api, unencoded, or =/api for that path alone",
            PathRule::parse,
        ),
        methods: given(&mut section, "methods", "a method in capitals", method),
        networks: given(&mut section, "networks", "an IP address or a network such as 10.0.0.0/8", network),
        accounts: given(&mut section, "accounts", "a sub or an open_id", |text| Some(text.to_owned())),
        tenants: given(&mut section, "tenants", "a tenant_key", |text| Some(text.to_owned())),
        services: given(&mut section, "services", "1 to 100 of A-Z a-z 0-9 . _ -", service),
        ..Rule::new(effect.unwrap_or(Effect::Deny))
    };
    if effect == Some(Effect::Public) && (rule.names_people() || rule.services.is_some()) {
        section.refuse(
            "effect",
            "a public rule asks nobody who they are; use \"allow\" with accounts, tenants or services",
        );
    }
    if rule.names_people() && rule.services.is_some() {
        section.refuse("services", "nobody is a person and a service; use two rules");
    }
    section.finish();
    effect.map(|_known| rule)
}

/// A list that says something if it is there at all: an empty one would match nothing, which nobody means.
fn given<T>(
    section: &mut Section<'_>,
    name: &'static str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    if section.is_empty_array(name) {
        section.refuse(name, "expected at least one");
    }
    let is_given = section.has(name);
    let list = section.parsed_list(name, expected, parse);
    is_given.then_some(list)
}
