//! `[[applications]]` and their rules: what reverse proxies ask about; and `[forward_auth]`, what they have in common.

use url::Url;

use super::headers::headers;
use super::problems::Problem;
use super::reader::Section;
use super::server::network;
use super::values::missing;
use super::{ForwardAuth, Listen};
use crate::domain::access::{
    Application, CookieDomain, Effect, FlawKind, Host, IdentityHeaders, PathRule, Rule, is_service_name,
};
use crate::domain::client::is_client_id;

/// Whose the issuer's host is.
pub(super) const OWN: &str = "larkgate's own; an application needs another";

pub(super) fn forward_auth(root: &mut Section<'_>, issuer: Option<&Url>) -> ForwardAuth {
    let mut section = root.section("forward_auth");
    let headers = headers(&mut section, &IdentityHeaders::default());
    let cookie_domain = cookie_domain(&mut section, issuer);
    section.finish();
    ForwardAuth { headers, cookie_domain }
}

/// It is our own host that sets the cookie.
fn cookie_domain(section: &mut Section<'_>, issuer: Option<&Url>) -> Option<CookieDomain> {
    const OPTION: &str = "cookie_domain";
    let text = section.text(OPTION)?;
    let domain = match CookieDomain::parse(text) {
        Ok(domain) => domain,
        Err(flaw) => {
            section.refuse(OPTION, format!("{}; found {text:?}", flaw.text()));
            return None;
        }
    };
    if let Some(host) = issuer.and_then(Url::host_str).filter(|host| !domain.covers(host)) {
        section.refuse(
            OPTION,
            format!("larkgate's own host, {host}, is not beneath {text}, so it cannot set this cookie"),
        );
    }
    Some(domain)
}

/// The issuer's own host can be no application's: whoever is sent to sign in would come back to where they are.
pub(super) fn applications(
    root: &mut Section<'_>,
    common: &ForwardAuth,
    issuer: Option<&Url>,
    listen: &Listen,
    directory_is_read: bool,
) -> Vec<Application> {
    let own = issuer.and_then(host_of);
    let mut read: Vec<(String, Application)> = Vec::new();
    for mut section in root.listed_sections("applications") {
        let path = section.path().to_owned();
        let application = application(&mut section, common);
        let rules = rules(&mut section, &application.hosts, directory_is_read);
        let application = Application { rules, ..application };
        if let Some((other, _)) = read.iter().find(|(_, other)| other.id == application.id) {
            let message = format!("{:?} is the id of {other} already", application.id);
            section.refuse("id", message);
        }
        for host in &application.hosts {
            if own.as_ref().is_some_and(|own| own.is_one_with(host)) {
                section.refuse("hosts", whose(host, own.as_slice(), OWN));
            }
            if let Some((other, has)) = read.iter().find(|(_, other)| other.has(host)) {
                section.refuse("hosts", whose(host, &has.hosts, &format!("a host of {other} already")));
            }
        }
        section.finish();
        read.push((path, application));
    }
    if !read.is_empty() && listen.trusted_proxies.is_empty() && listen.socket.is_none() {
        let problem =
            Problem::new("listen.trusted_proxies", "expected the proxies that ask about [[applications]]");
        root.note(problem.hint("127.0.0.1 for one on this machine"));
    }
    read.into_iter().map(|(_, application)| application).collect()
}

/// Says whose a host is: somebody's who has `hosts`.
pub(super) fn whose(host: &Host, hosts: &[Host], whose: &str) -> String {
    let why = if hosts.contains(host) { "" } else { "; a name has the same cookies at every port" };
    format!("{host} is {whose}{why}")
}

pub(super) fn host_of(url: &Url) -> Option<Host> {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Host::parse(&format!("{}{port}", url.host_str()?))
}

/// An application but for its rules, with nothing in place of what is wrong, which is noted.
pub(super) fn application(section: &mut Section<'_>, common: &ForwardAuth) -> Application {
    let id = section.required("id").unwrap_or_default().to_owned();
    if !id.is_empty() && !is_client_id(&id) {
        let message = format!("expected 1 to 100 of A-Z a-z 0-9 . _ -, found {id:?}");
        section.note(Problem::new(section.at("id"), message).kind(FlawKind::Unreadable(id.clone())));
    }
    let name = section.required("name").unwrap_or_default().to_owned();
    let hosts =
        given(section, "hosts", "a host such as app.example.com, with a port if it is unusual", Host::parse);
    if hosts.is_none() {
        section.miss("hosts", missing(section.at("hosts")));
    }
    let hosts = hosts.unwrap_or_default();
    for (host, at) in hosts.iter().zip(1..) {
        if hosts.iter().skip(at).any(|other| other == host) {
            let problem = Problem::new(section.at("hosts"), format!("{host} stands there twice"));
            section.note(problem.kind(FlawKind::Twice(host.to_string())));
        }
    }
    let contact = section.text("contact").map(str::to_owned);
    let headers = headers(section, &common.headers);
    let cookie_domain = shared_domain(section, common, &hosts);
    let (stored_rules, rules) = (Vec::new(), Vec::new());
    Application { id, name, hosts, contact, headers, cookie_domain, stored_rules, rules }
}

fn rules(section: &mut Section<'_>, hosts: &[Host], directory_is_read: bool) -> Vec<Rule> {
    let rule = |rule| self::rule(rule, hosts, directory_is_read);
    let rules = section.listed_sections("rules").into_iter().filter_map(rule).collect();
    if !section.has("rules") || section.is_empty_array("rules") {
        section.miss(
            "rules",
            Problem::new(section.at("rules"), "expected at least one: without a rule nobody may pass"),
        );
    }
    rules
}

/// The domain whose cookie it shares: the common one, unless it wants a cookie of its own.
fn shared_domain(section: &mut Section<'_>, common: &ForwardAuth, hosts: &[Host]) -> Option<CookieDomain> {
    let own = section.flag("own_cookie", common.cookie_domain.is_none());
    let Some(domain) = &common.cookie_domain else {
        if !own {
            let message = "there is no other cookie than its own without forward_auth.cookie_domain";
            let problem = Problem::new(section.at("own_cookie"), message);
            section.note(problem.kind(FlawKind::NoSharedCookie));
        }
        return None;
    };
    if own {
        return None;
    }
    for host in hosts.iter().filter(|host| !domain.covers(host.name())) {
        let message = format!("{host} is not beneath forward_auth.cookie_domain, {}", domain.name());
        let (host, domain) = (host.to_string(), domain.name().to_owned());
        section.note(
            Problem::new(section.at("hosts"), message)
                .hint("own_cookie = true lets it have a cookie of its own")
                .kind(FlawKind::OutsideDomain { host, domain }),
        );
    }
    Some(domain.clone())
}

/// A rule of the application at `hosts`.
pub(super) fn rule(mut section: Section<'_>, hosts: &[Host], directory_is_read: bool) -> Option<Rule> {
    if !section.has("effect") {
        section.miss("effect", missing(section.at("effect")));
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
        services: given(&mut section, "services", "1 to 100 of A-Z a-z 0-9 . _ -", service),
        ..about_people(&mut section, effect, directory_is_read)
    };
    if effect == Some(Effect::Public) && (rule.names_people() || rule.services.is_some()) {
        let message = "a public rule asks nobody who they are; use \"allow\" with accounts, tenants, \
                       departments, groups or services";
        section.note(Problem::new(section.at("effect"), message).kind(FlawKind::PublicNames));
    }
    if rule.names_people() && rule.services.is_some() {
        let problem = Problem::new(section.at("services"), "nobody is a person and a service; use two rules");
        section.note(problem.kind(FlawKind::PeopleAndServices));
    }
    section.finish();
    effect.map(|_known| rule)
}

/// A rule about who may enter a client, which knows people and no requests.
pub(super) fn entry_rule(mut section: Section<'_>, directory_is_read: bool) -> Option<Rule> {
    if !section.has("effect") {
        section.miss("effect", missing(section.at("effect")));
    }
    let effect = section.choice("effect", &[Effect::Allow, Effect::Deny].map(|e| (e.as_str(), e)));
    let rule = about_people(&mut section, effect, directory_is_read);
    section.finish();
    effect.map(|_known| rule)
}

/// What a rule says of people.
fn about_people(section: &mut Section<'_>, effect: Option<Effect>, directory_is_read: bool) -> Rule {
    let rule = Rule {
        accounts: given(section, "accounts", "a sub or an open_id", |text| Some(text.to_owned())),
        tenants: given(section, "tenants", "a tenant_key", |text| Some(text.to_owned())),
        departments: given(section, "departments", "an open_department_id (od-…)", department),
        groups: given(section, "groups", "a group_id", |text| Some(text.to_owned())),
        ..Rule::new(effect.unwrap_or(Effect::Deny))
    };
    if !directory_is_read {
        for name in ["departments", "groups"].into_iter().filter(|name| section.has(name)) {
            let problem =
                Problem::new(section.at(name), "no connector reads the directory, which alone knows");
            let hint = "directory = true in [connectors.NAME], with the permissions it needs";
            section.note(problem.hint(hint).kind(FlawKind::NoDirectory));
        }
    }
    rule
}

/// Only the id that Feishu gives: the one that admins choose may be another department's tomorrow. The root department, `0`,
/// has everybody in it, and needs no naming.
fn department(text: &str) -> Option<String> {
    text.starts_with("od-").then(|| text.to_owned())
}

/// A list that says something if it is there at all: an empty one would match nothing, which nobody means.
fn given<T>(
    section: &mut Section<'_>,
    name: &'static str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    if section.is_empty_array(name) {
        section.note(Problem::new(section.at(name), "expected at least one").kind(FlawKind::Missing));
    }
    let is_given = section.has(name);
    let list = section.parsed_list(name, expected, parse);
    is_given.then_some(list)
}
