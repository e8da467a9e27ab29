//! Applications and rules of the database, beside those of the file.

use crate::config::tests::{LEAST, parse};
use crate::config::{Config, Written};
use crate::domain::access::{
    Catalogue, FlawKind, Host, Refused, ServiceToken, Stored, StoredApplication, StoredRule,
};
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;
use crate::domain::token::SystemEntropy;

const FILE: &str = "listen.trusted_proxies = [\"127.0.0.1\"]\nforward_auth.headers = \"remote\"\n\
                    applications = [{ id = \"wiki\", name = \"Wiki\", hosts = [\"wiki.example.com\"], rules = [{ effect = \"allow\" }] }]";
const GRAFANA: &str = "name = \"Grafana\"\nhosts = [\"grafana.example.com\"]\n";

fn config() -> Config {
    let least: String = LEAST.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    parse(&format!("{least}{FILE}")).unwrap()
}

fn stored(applications: &[(&str, &str)], rules: &[(&str, &str)]) -> Stored {
    let owned = |(one, two): &(&str, &str)| ((*one).to_owned(), (*two).to_owned());
    Stored {
        applications: applications
            .iter()
            .map(owned)
            .map(|(id, settings)| StoredApplication { id, settings })
            .collect(),
        rules: rules.iter().map(owned).map(|(application, rule)| StoredRule { application, rule }).collect(),
        tokens: vec![],
    }
}

fn read(applications: &[(&str, &str)], rules: &[(&str, &str)]) -> Catalogue {
    config().catalogue(&stored(applications, rules))
}

fn at(catalogue: &Catalogue, host: &str) -> Result<String, Refused> {
    catalogue.at(&Host::parse(host).unwrap()).map(|application| {
        let rules = application.numbered_rules().map(|(number, rule)| format!("{number}: {rule}"));
        format!("{} {}", application.id, rules.collect::<Vec<_>>().join("; "))
    })
}

fn flaws(catalogue: &Catalogue) -> Vec<String> {
    catalogue.flaws().iter().map(|flaw| format!("{}: {flaw}", flaw.application)).collect()
}

#[test]
fn an_application_of_the_database_is_read_as_those_of_the_file() {
    let settings = format!("{GRAFANA}contact = \"监控组\"\n");
    let rules = [
        ("grafana", "effect = \"deny\"\npaths = [\"/admin\"]"),
        ("grafana", "effect = \"allow\""),
        ("wiki", "effect = \"deny\"\naccounts = [\"ou_1\"]"),
    ];
    let catalogue = read(&[("grafana", &settings)], &rules);
    assert_eq!(flaws(&catalogue), [""; 0]);
    assert_eq!(
        at(&catalogue, "grafana.example.com").as_deref(),
        Ok("grafana rule 1 of the database: deny paths=/admin; rule 2 of the database: allow")
    );
    assert_eq!(
        at(&catalogue, "wiki.example.com").as_deref(),
        Ok("wiki rule 1 of the database: deny accounts=ou_1; rule 1: allow")
    );
    let grafana = catalogue.named("grafana").unwrap();
    assert_eq!(
        (grafana.contact.as_deref(), grafana.headers.clone()),
        (Some("监控组"), config().forward_auth.headers)
    );
}

#[test]
fn what_cannot_be_read_lets_nobody_pass_and_others_go_on() {
    let coloured = format!("{GRAFANA}colour = \"red\"");
    for (settings, rule, problem) in [
        (coloured.as_str(), "effect = \"allow\"", "colour: unknown key"),
        (GRAFANA, "effect = \"allow\"\nmoon = [\"full\"]", "rule 1: moon: unknown key"),
        (GRAFANA, "effect = \"permit\"", "rule 1: effect: expected"),
        (GRAFANA, "{\"effect\": \"allow\"}", "rule 1: line 1, column 1: not TOML"),
        (GRAFANA, "effect = \"allow\"\nhosts = [\"wiki.example.com\"]", "rule 1: hosts[0]: expected one of"),
        (GRAFANA, "effect = \"allow\"\nservices = [\"a b\"]", "rule 1: services[0]: expected 1 to 100 of"),
    ] {
        let catalogue = read(&[("grafana", settings)], &[("grafana", rule)]);
        assert_eq!(at(&catalogue, "grafana.example.com"), Err(Refused::Unusable), "{settings} {rule}");
        assert!(catalogue.named("grafana").is_none());
        assert!(flaws(&catalogue)[0].starts_with(&format!("grafana: {problem}")), "{:?}", flaws(&catalogue));
        assert_eq!(at(&catalogue, "wiki.example.com").as_deref(), Ok("wiki rule 1: allow"));
    }
    // A rule that cannot be read may have been there to keep somebody out.
    let catalogue = read(&[], &[("wiki", "effect = \"deny\"\nmoon = [\"full\"]")]);
    assert_eq!(at(&catalogue, "wiki.example.com"), Err(Refused::Unusable));
    let catalogue = read(&[("grafana", "not toml")], &[]);
    assert_eq!(at(&catalogue, "grafana.example.com"), Err(Refused::NoApplication));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let catalogue = read(
        &[("gra fana", "name = \"\"\nhosts = [\"https://x\", \"x.example\"]")],
        &[
            ("gra fana", "effect = \"x\"\npaths = [\"y\"]"),
            ("gra fana", "effect = \"allow\"\nmethods = [\"get\"]"),
        ],
    );
    let expected =
        ["id: ", "name: ", "hosts[0]: ", "rule 1: paths[0]: ", "rule 1: effect: ", "rule 2: methods[0]: "];
    let flaws = flaws(&catalogue);
    for path in expected {
        assert!(flaws.iter().any(|flaw| flaw.starts_with(&format!("gra fana: {path}"))), "{path}: {flaws:?}");
    }
    assert_eq!(flaws.len(), expected.len(), "{flaws:?}");
}

#[test]
fn the_file_wins() {
    let (allow, deny) = (("wiki", "effect = \"public\""), ("wiki", "effect = \"deny\""));
    let catalogue = read(&[("wiki", GRAFANA)], &[allow, deny]);
    assert_eq!(at(&catalogue, "wiki.example.com").as_deref(), Ok("wiki rule 1: allow"));
    assert_eq!(at(&catalogue, "grafana.example.com"), Err(Refused::NoApplication));
    assert!(
        flaws(&catalogue)[0].starts_with("wiki: it is in the configuration file too"),
        "{:?}",
        flaws(&catalogue)
    );

    let both = "name = \"G\"\nhosts = [\"WIKI.example.com\", \"grafana.example.com\", \"sso.example.com\"]";
    let catalogue = read(&[("grafana", both)], &[("grafana", "effect = \"public\"")]);
    assert_eq!(at(&catalogue, "wiki.example.com").as_deref(), Ok("wiki rule 1: allow"));
    assert!(at(&catalogue, "grafana.example.com").is_ok());
    assert_eq!(at(&catalogue, "sso.example.com"), Err(Refused::NoApplication));
    let expected = [
        "grafana: hosts: wiki.example.com is a host of wiki in the configuration file",
        "grafana: hosts: sso.example.com is larkgate's own; an application needs another",
    ];
    assert_eq!(flaws(&catalogue), expected);
    let ports = "name = \"G\"\nhosts = [\"wiki.example.com:8443\", \"sso.example.com:8443\"]";
    let catalogue = read(&[("grafana", ports)], &[("grafana", "effect = \"public\"")]);
    for host in ["wiki.example.com:8443", "sso.example.com:8443"] {
        assert_eq!(at(&catalogue, host), Err(Refused::NoApplication), "{host}");
    }
    assert_eq!(flaws(&catalogue).len(), 2);
    // Not even a broken one closes what is the file's.
    let catalogue = read(&[("grafana", &format!("{both}\ncolour = 1"))], &[]);
    assert_eq!(at(&catalogue, "wiki.example.com").as_deref(), Ok("wiki rule 1: allow"));
}

#[test]
fn a_host_of_two_applications_of_the_database_is_closed() {
    let two = "name = \"Two\"\nhosts = [\"grafana.example.com\", \"two.example.com\"]";
    let public = "effect = \"public\"";
    let catalogue = read(&[("grafana", GRAFANA), ("two", two)], &[("grafana", public), ("two", public)]);
    assert_eq!(at(&catalogue, "grafana.example.com"), Err(Refused::Unusable));
    assert!(at(&catalogue, "two.example.com").is_ok());
    let mut flaws = flaws(&catalogue);
    flaws.sort();
    let expected = [
        "grafana: hosts: grafana.example.com is a host of two already",
        "two: hosts: grafana.example.com is a host of grafana already",
    ];
    assert_eq!(flaws, expected);
    let port = two.replace("grafana.example.com", "grafana.example.com:8443");
    let catalogue = read(&[("grafana", GRAFANA), ("two", &port)], &[("grafana", public), ("two", public)]);
    for host in ["grafana.example.com", "grafana.example.com:8443"] {
        assert_eq!(at(&catalogue, host), Err(Refused::Unusable), "{host}");
    }
    assert!(at(&catalogue, "two.example.com").is_ok());
}

#[test]
fn rules_of_no_application_are_told_of() {
    let catalogue = read(&[], &[("gone", "effect = \"allow\"")]);
    assert_eq!(
        flaws(&catalogue),
        ["gone: there are rules in the database, but no such application any more"]
    );
}

#[test]
fn tokens_of_no_application_are_told_of() {
    let token = |application: &str| ServiceToken {
        id: ServiceTokenId::new(&SystemEntropy),
        application: application.to_owned(),
        name: "ci".into(),
        hash: ServiceToken::secret(&SystemEntropy).hash(),
        created_at: Timestamp::from_seconds(0),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    let tokens = ["wiki", "grafana", "gone", "gone"].map(token).to_vec();
    let catalogue = config().catalogue(&Stored { tokens, ..stored(&[("grafana", GRAFANA)], &[]) });
    let found: Vec<_> = catalogue.flaws().iter().map(|flaw| (&*flaw.application, &flaw.kind)).collect();
    assert_eq!(found, [("gone", &FlawKind::TokensOfNone)]);
}

#[test]
fn what_is_written_is_read_again() {
    let mut written = Written::default();
    written.set("effect", "allow");
    written.set_list("accounts", &["a\"b\\c\nd\u{7f}".to_owned(), "周明".to_owned()]);
    written.set_list("tenants", &[]);
    let mut again = Written::parse(&written.text()).unwrap();
    assert!(written.text().starts_with("effect = \"allow\"\naccounts = "), "{}", written.text());
    assert_eq!(Written::parse(&again.text()).unwrap().text(), again.text());
    again.leave_out("accounts");
    assert_eq!(again.text(), "effect = \"allow\"\n");
    assert!(Written::parse("effect").is_none());
}
