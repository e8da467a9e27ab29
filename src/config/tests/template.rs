//! `config/larkgate.toml` documents every option, and nothing else, with its true default.

use std::collections::BTreeSet;

use super::parse;

const TEMPLATE: &str = include_str!("../../../config/larkgate.toml");

/// Where the last part begins: applications behind proxies.
const APPLICATIONS: &str = "[[applications]]";

/// A line of the template: an option or a table's header, and whether it is commented out.
fn lines() -> impl Iterator<Item = (&'static str, bool)> {
    TEMPLATE.lines().filter_map(|line| match line.strip_prefix('#') {
        Some(option) if !option.is_empty() && !option.starts_with(' ') => Some((option, true)),
        Some(_) => None,
        None => (!line.is_empty()).then_some((line, false)),
    })
}

fn name(line: &str) -> &str {
    line.split(" = ").next().unwrap()
}

/// `section.option` of every option the template mentions.
fn mentioned() -> BTreeSet<String> {
    let mut section = "";
    let mut options = BTreeSet::new();
    for (line, _) in lines() {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
        } else {
            options.insert(format!("{section}.{}", name(line)));
        }
    }
    options
}

/// `section.option` of every option the reader knows: what it says when asked for one that is far from all of them.
fn known() -> BTreeSet<String> {
    let sections = [
        "",
        "listen",
        "listen.tls",
        "admin",
        "audit",
        "database",
        "keys",
        "lifetimes",
        "log",
        "outbound",
        "connectors.feishu",
        "clients",
        "clients.rules",
        "forward_auth",
        "forward_auth.headers",
        "applications",
        "applications.rules",
    ];
    let probe: String = sections
        .iter()
        .map(|section| match *section {
            "" => "zzzzzzzzzzzzzzz = 1\n".to_owned(),
            "clients" | "clients.rules" | "applications" | "applications.rules" => {
                format!("[[{section}]]\nzzzzzzzzzzzzzzz = 1\n")
            }
            section => format!("[{section}]\nzzzzzzzzzzzzzzz = 1\n"),
        })
        .collect();
    let problems = parse(&probe).unwrap_err();
    let mut options = BTreeSet::new();
    for problem in problems.iter().filter(|problem| problem.message == "unknown key") {
        let section =
            problem.path.trim_end_matches("zzzzzzzzzzzzzzz").trim_end_matches('.').replace("[0]", "");
        let names = problem.hint.as_deref().unwrap().strip_prefix("known here: ").unwrap();
        let options_of_it = names.split(", ").map(|name| format!("{section}.{name}"));
        let is_section = |option: &str| {
            sections.iter().any(|s| format!("{s}.").starts_with(option.trim_start_matches('.')))
        };
        options.extend(options_of_it.filter(|option| !is_section(&format!("{option}."))));
    }
    options
}

#[test]
fn it_loads() {
    let config = parse(TEMPLATE).unwrap();
    assert_eq!(config.issuer_str(), "https://sso.example.com");
    assert_eq!(config.connectors[0].id, "feishu");
}

#[test]
fn it_mentions_every_option_and_no_other() {
    assert_eq!(mentioned(), known());
}

#[test]
fn what_it_shows_commented_out_is_the_default() {
    let client = "[[clients]]\nid = \"grafana\"\nname = \"Grafana\"\nredirect_uris = \
                  [\"https://grafana.example.com/login/generic_oauth\"]\nsecret_env = \"GRAFANA_CLIENT_SECRET\"\n";
    // Alternatives to another option, and options that have no default.
    let is_example = |line: &str| {
        let name = name(line);
        let without_default = [
            "[listen.tls]",
            "socket",
            "jwt",
            "cookie_domain",
            "audience",
            "userinfo_alg",
            "jwks_uri",
            "forward",
            "backchannel_logout_uri",
            "frontchannel_logout_uri",
        ];
        name != "secret_env"
            && (name.ends_with("_file") || name.ends_with("_env") || without_default.contains(&name))
    };
    // An application must be reached through a trusted proxy, and there is none by default.
    let mut section = "";
    let shown = lines()
        .take_while(|(line, _)| *line != APPLICATIONS)
        .filter(|(line, _)| {
            if line.starts_with('[') {
                section = line;
            }
            // By default there are none.
            section != "[[clients.rules]]"
        })
        .filter(|(line, commented)| !commented || !is_example(line));
    let shown: Vec<_> = shown.map(|(line, _)| line).collect();
    assert!(shown.contains(&"session = \"12h\"") && shown.contains(&"require_pkce = true"));
    let (with_defaults, without) = (parse(&shown.join("\n")), parse(&format!("{TEMPLATE}\n{client}")));
    assert_eq!(format!("{:?}", with_defaults.unwrap()), format!("{:?}", without.unwrap()));
}

#[test]
fn the_application_it_shows_loads_behind_a_proxy() {
    let application: Vec<_> =
        lines().map(|(line, _)| line).skip_while(|line| *line != APPLICATIONS).collect();
    let proxy = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]";
    let template =
        TEMPLATE.replacen("[listen]", proxy, 1).replacen("#directory = false", "directory = true", 1);
    let text = format!("{template}\n{}", application.join("\n"));
    let config = parse(&text).unwrap();
    assert_eq!(config.applications[0].id, "wiki");
    assert!(config.applications[0].rules[0].names_memberships());
}
