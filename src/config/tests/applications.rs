//! Tests of `[[applications]]`, their rules, and `[forward_auth]`.

use crate::config::tests::{LEAST, parse};
use crate::config::{Config, Problems};
use crate::domain::access::{Application, Effect, HeaderPreset};

pub(super) const TRUSTED: &str = "listen.trusted_proxies = [\"127.0.0.1\"]\n";
pub(super) const WIKI: &str = "id = \"wiki\", name = \"维基\", hosts = [\"wiki.example.com\"]";
const PORTS: &str = "id = \"w\", name = \"W\", hosts = [\"w.example.com\", \"w.example.com:8443\"]";
pub(super) const RULES: &str = "rules = [{ effect = \"allow\" }]";

pub(super) fn read(listen: &str, rest: &str) -> Result<Config, Problems> {
    let least: String = LEAST.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    parse(&format!("{least}{listen}{rest}"))
}

fn application(options: &str) -> Application {
    read(TRUSTED, &format!("applications = [{{ {options} }}]")).unwrap().applications.remove(0)
}

fn problems(options: &str) -> String {
    read(TRUSTED, &format!("applications = [{{ {options} }}]")).unwrap_err().to_string()
}

#[test]
fn a_few_words_make_an_application() {
    let wiki = application(&format!("{WIKI}, {RULES}"));
    assert_eq!((wiki.id.as_str(), wiki.name.as_str(), wiki.contact), ("wiki", "维基", None));
    assert_eq!(
        (wiki.hosts[0].to_string().as_str(), wiki.headers),
        ("wiki.example.com", HeaderPreset::Larkgate.into())
    );
    assert_eq!(wiki.rules[0].to_string(), "allow");
}

#[test]
fn everything_can_be_said() {
    let rules = "rules = [{ effect = \"public\", paths = [\"=/health\", \"/static\"], methods = [\"GET\"] }, \
                 { effect = \"deny\", hosts = [\"WIKI.example.com.\"], networks = [\"10.1.2.3/8\"] }, \
                 { effect = \"allow\", accounts = [\"ou_1\"], tenants = [\"t\"] }]";
    let wiki = application(&format!("{WIKI}, contact = \"文档组\", headers = \"remote\", {rules}"));
    assert_eq!((wiki.contact.as_deref(), wiki.headers), (Some("文档组"), HeaderPreset::Remote.into()));
    let rules: Vec<_> = wiki.rules.iter().map(ToString::to_string).collect();
    let expected = [
        "public paths==/health,/static methods=GET",
        "deny hosts=wiki.example.com networks=10.0.0.0/8",
        "allow accounts=ou_1 tenants=t",
    ];
    assert_eq!(rules, expected);
    assert_eq!(wiki.rules[1].effect, Effect::Deny);
}

#[test]
fn every_problem_is_told_at_once() {
    let rules = "rules = [{ effect = \"permit\" }, { paths = [\"admin\", \"/a/../b\"] }, { effect = \"allow\", accounts = [] }, \
                 { effect = \"public\", tenants = [\"t\"] }, { effect = \"deny\", hosts = [\"other.example.com\"], \
                 methods = [\"get\"], networks = [\"0.0.0.0/0\"], groups = [\"x\"] }]";
    let problems = problems(&format!(
        "id = \"a b\", name = \"A\", hosts = [\"https://a\", \"a@b\", \"a.example\"], {rules}"
    ));
    let paths: Vec<_> =
        problems.lines().filter_map(|line| line.split_once(": ")).map(|(path, _)| path).collect();
    let expected = [
        "applications[0].id",
        "applications[0].hosts[0]",
        "applications[0].hosts[1]",
        "applications[0].rules[0].effect",
        "applications[0].rules[1].paths[0]",
        "applications[0].rules[1].paths[1]",
        "applications[0].rules[1].effect",
        "applications[0].rules[2].accounts",
        "applications[0].rules[3].effect",
        "applications[0].rules[4].hosts[0]",
        "applications[0].rules[4].methods[0]",
        "applications[0].rules[4].networks[0]",
        "applications[0].rules[4].groups",
        "  hint",
    ];
    assert_eq!(paths, expected, "{problems}");
}

#[test]
fn departments_and_groups_need_a_connector_that_reads_the_directory() {
    let rules = "rules = [{ effect = \"allow\", departments = [\"od-1\"] }, { effect = \"deny\", groups = [\"g1\"] }]";
    let text = format!("applications = [{{ {WIKI}, {rules} }}]");
    let problems = read(TRUSTED, &text).unwrap_err().to_string();
    for path in ["applications[0].rules[0].departments", "applications[0].rules[1].groups"] {
        assert!(problems.contains(&format!("{path}: no connector reads the directory")), "{problems}");
    }
    let reads = |more: &str| {
        let connector = format!("app_id = \"cli_a1\", app_secret_env = \"FEISHU_APP_SECRET\"{more}");
        let least: String = LEAST.iter().take(3).map(|(name, value)| format!("{name} = {value}\n")).collect();
        let connectors =
            format!("connectors = {{ a = {{ {connector} }}, b = {{ {connector}, directory = true }} }}\n");
        parse(&format!("{least}{TRUSTED}{connectors}{text}"))
    };
    let read = reads("").unwrap().applications.remove(0).rules;
    assert_eq!(read[0].to_string(), "allow departments=od-1");
    assert!(read.iter().all(|rule| rule.names_people() && rule.names_memberships()));
    let other = reads(", colour = 1").unwrap_err().to_string();
    assert!(other.starts_with("connectors.a.colour") && !other.contains("no connector"), "{other}");
}

#[test]
fn a_department_is_named_by_the_id_that_stays() {
    for id in ["0", "D096", "研发部"] {
        let rules = format!("rules = [{{ effect = \"deny\", departments = [{id:?}] }}]");
        let problems = problems(&format!("{WIKI}, {rules}"));
        let expected =
            "applications[0].rules[0].departments[0]: expected an open_department_id (od-…), found";
        assert!(problems.starts_with(expected), "{problems}");
    }
}

#[test]
fn what_would_let_nobody_pass_is_refused() {
    let expected = "applications[0].rules: expected at least one: without a rule nobody may pass";
    assert_eq!(problems(WIKI), expected);
    assert_eq!(problems(&format!("{WIKI}, rules = []")), expected);
    let problems = read("", &format!("applications = [{{ {WIKI}, {RULES} }}]")).unwrap_err().to_string();
    let expected = "listen.trusted_proxies: expected the proxies that ask about [[applications]]\n  hint: 127.0.0.1 for one on this machine";
    assert_eq!(problems, expected);
}

#[test]
fn a_host_belongs_to_one_application_and_never_to_us() {
    let two = |host: &str| {
        let text = format!(
            "applications = [{{ {WIKI}, {RULES} }}, {{ id = \"b\", name = \"B\", hosts = [{host:?}], {RULES} }}]"
        );
        read(TRUSTED, &text).map(|_config| ()).map_err(|problems| problems.to_string())
    };
    let taken = "applications[1].hosts: wiki.example.com is a host of applications[0] already";
    for host in ["wiki.example.com", "WIKI.example.com.", "wiki.example.com:443"] {
        assert_eq!(two(host).unwrap_err(), taken, "{host}");
    }
    assert!(two("SSO.example.com").unwrap_err().contains("sso.example.com is larkgate's own"));
    // Nor does a port make another of it: cookies know none.
    let why = "a name has the same cookies at every port";
    let taken = "applications[1].hosts: wiki.example.com:8443 is a host of applications[0] already; ";
    assert_eq!(two("wiki.example.com:8443").unwrap_err(), format!("{taken}{why}"));
    let own = "applications[1].hosts: sso.example.com:8443 is larkgate's own; an application needs another; ";
    assert_eq!(two("sso.example.com:8443").unwrap_err(), format!("{own}{why}"));
    assert_eq!(application(&format!("{PORTS}, {RULES}")).hosts.len(), 2);
    let twice =
        problems(&format!("id = \"a\", name = \"A\", hosts = [\"a.example\", \"A.example\"], {RULES}"));
    assert_eq!(twice, "applications[0].hosts: a.example stands there twice");
    let same_id = format!(
        "applications = [{{ {WIKI}, {RULES} }}, {{ id = \"wiki\", name = \"B\", hosts = [\"b\"], {RULES} }}]"
    );
    let problems = read(TRUSTED, &same_id).unwrap_err().to_string();
    assert_eq!(problems, "applications[1].id: \"wiki\" is the id of applications[0] already");
}
