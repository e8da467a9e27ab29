//! Tests of the configuration as a whole, and what the sections' tests share.

mod applications;
mod clients;
mod connectors;
mod cookie_domain;
mod files;
mod headers;
mod run_time;
mod template;
mod tls;

use std::path::Path;

use super::{Config, Problems};

/// What every section's test starts from: the least that loads.
const LEAST: [(&str, &str); 4] = [
    ("issuer", "\"https://sso.example.com\""),
    ("organization", "\"Example 公司\""),
    ("database", "{ url = \"sqlite:larkgate.db\" }"),
    ("connectors", "{ feishu = { app_id = \"cli_a1\", app_secret_env = \"FEISHU_APP_SECRET\" } }"),
];

pub(super) fn env(name: &str) -> Option<String> {
    let value = match name {
        "FEISHU_APP_SECRET" => "hunter2-hunter2-hunter2-hunter2-",
        "CLIENT_SECRET" | "GRAFANA_CLIENT_SECRET" => "0123456789abcdef0123456789abcdef",
        "DATABASE_URL" => "postgres://larkgate:hunter2@db/larkgate",
        "SEAL_KEY" => "+++++++++++++++++++++++++++++++++++++++++/8=",
        "SEAL_KEY_URL_SAFE" => "-----------------------------------------_8",
        "SHORT" => "hunter2",
        "EMPTY" => "\n",
        _ => return None,
    };
    Some(value.to_owned())
}

pub(super) fn parse(text: &str) -> Result<Config, Problems> {
    Config::parse(text, Path::new("/etc/larkgate"), &env)
}

/// The least configuration with one top-level option set to a TOML value.
pub(super) fn with(name: &str, value: &str) -> Result<Config, Problems> {
    let others = LEAST.iter().filter(|(other, _)| *other != name);
    let lines: Vec<_> =
        others.chain([&(name, value)]).map(|(name, value)| format!("{name} = {value}\n")).collect();
    parse(&lines.concat())
}

pub(super) fn problems_with(name: &str, value: &str) -> String {
    with(name, value).unwrap_err().to_string()
}

#[test]
fn the_least_configuration_loads() {
    let config = with("log", "{}").unwrap();
    assert_eq!(config.issuer_str(), "https://sso.example.com");
    assert_eq!(config.issuer.as_str(), "https://sso.example.com/");
    assert!(config.clients.is_empty());
}

const MISTAKEN: &str = r#"
issuers = "https://sso.example.com"
organization = 7
colour = "blue"
[listen]
address = "everywhere"
[database]
url = "postgres://larkgate:hunter2@db/larkgate"
[keys]
seal_key_env = "SHORT"
[lifetimes]
code = "5m"
[log]
format = "xml"
[connectors.feishu]
api = "v4"
app_id = "cli_a1"
app_secret = "hunter2"
[connectors.lark]
app_id = "cli_a2"
app_secret_env = "NOT_SET"
timeuot = "5s"
[[clients]]
id = "grafana"
name = "Grafana"
redirect_uris = ["http://grafana.example.com/"]
secret_env = "SHORT"
"#;

#[test]
fn every_problem_is_told_at_once() {
    let problems = parse(MISTAKEN).unwrap_err();
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    let expected = [
        "organization",
        "listen.address",
        "database.url",
        "keys.seal_key",
        "lifetimes.code",
        "log.format",
        "connectors.feishu.api",
        "connectors.feishu.app_secret",
        "connectors.lark.app_secret_env",
        "connectors.lark.timeuot",
        "clients[0].redirect_uris[0]",
        "clients[0].secret",
        "colour",
        "issuers",
    ];
    assert_eq!(paths, expected);
    let text = problems.to_string();
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("connectors.lark.timeuot: unknown key\n  hint: did you mean timeout?\n"), "{text}");
    assert!(text.ends_with("issuers: unknown key\n  hint: did you mean issuer?"), "{text}");
    assert!(
        text.contains("colour: unknown key\n  hint: known here: issuer, organization, contact, "),
        "{text}"
    );
}

#[test]
fn an_empty_file_misses_what_it_must_say() {
    let problems = parse("").unwrap_err();
    let paths: Vec<_> = problems.into_iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["database.url", "issuer", "organization", "connectors"]);
}

#[test]
fn a_slip_of_syntax_is_one_problem_with_its_place() {
    let problems = parse("issuer = \"https://sso.example.com\"\n[database\nurl = \"hunter2\"").unwrap_err();
    assert_eq!(problems.to_string(), "line 2, column 10: not TOML: unclosed table, expected `]`");
    let problems = parse("organization = \"公司\" \"hunter2").unwrap_err();
    assert_eq!(problems.iter().count(), 1);
    assert!(problems.to_string().starts_with("line 1, column 21: not TOML: "), "{problems}");
    assert!(!problems.to_string().contains("hunter2"));
}

#[test]
fn wrong_types_name_both() {
    for (value, found) in [
        ("1", "an integer"),
        ("1.5", "a decimal number"),
        ("true", "true or false"),
        ("2026-01-01", "a date or time"),
        ("[]", "an array"),
        ("\"x\"", "text"),
    ] {
        assert_eq!(problems_with("log", value), format!("log: expected a table, found {found}"));
    }
    assert_eq!(problems_with("organization", "{}"), "organization: expected text, found a table");
}

#[test]
fn nothing_shows_a_secret() {
    let config = parse(
        r#"issuer = "https://sso.example.com"
organization = "Example"
database.url_env = "DATABASE_URL"
keys.seal_key_env = "SEAL_KEY"
[connectors.feishu]
app_id = "cli_a1"
app_secret_env = "FEISHU_APP_SECRET"
[[clients]]
id = "app"
name = "App"
redirect_uris = ["https://app.example.com/"]
secret_env = "CLIENT_SECRET"
"#,
    );
    let shown = format!("{:?}", config.unwrap());
    for secret in ["hunter2", "++++", "0123456789abcdef"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
