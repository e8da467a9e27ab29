//! Tests of `[connectors.NAME]`.

use std::time::Duration;

use crate::config::tests::{parse, problems_with, with};
use crate::config::{Brand, Feishu, FeishuApi};

const ENOUGH: &str = "app_id = \"cli_a1\", app_secret_env = \"FEISHU_APP_SECRET\"";

fn feishu(options: &str) -> Feishu {
    with("connectors", &format!("{{ feishu = {{ {ENOUGH}, {options} }} }}")).unwrap().connectors.remove(0)
}

fn problems(options: &str) -> String {
    problems_with("connectors", &format!("{{ feishu = {{ {ENOUGH}, {options} }} }}"))
}

#[test]
fn knows_what_each_brand_speaks_and_where() {
    let app = feishu("");
    assert_eq!((app.brand, app.api, app.qr), (Brand::Feishu, FeishuApi::V3, true));
    assert_eq!(app.hosts.accounts.as_str(), "https://accounts.feishu.cn/");
    assert_eq!((app.timeout, app.app_id.as_str()), (Duration::from_secs(10), "cli_a1"));
    assert_eq!(app.app_secret.reveal(), "hunter2-hunter2-hunter2-hunter2-");
    let app = feishu("brand = \"lark\"");
    assert_eq!((app.brand, app.api), (Brand::Lark, FeishuApi::V2));
    assert_eq!(app.hosts.open.as_str(), "https://open.larksuite.com/");
    assert_eq!(app.hosts.passport.as_str(), "https://passport.larksuite.com/");
    assert_eq!(feishu("api = \"v1-oidc\"").api, FeishuApi::V1Oidc);
    assert_eq!((app.directory, app.directory_refresh), (false, Duration::from_secs(60 * 60)));
    assert!(feishu("directory = true").directory);
    assert_eq!(feishu("scopes = [\"contact:user.email:readonly\"]").scopes.len(), 1);
}

#[test]
fn the_first_of_the_file_is_the_first_offered() {
    let config = with("connectors", &format!("{{ zhong = {{ {ENOUGH} }}, a-b = {{ {ENOUGH} }} }}")).unwrap();
    let ids: Vec<_> = config.connectors.iter().map(|app| app.id.as_str()).collect();
    assert_eq!(ids, ["zhong", "a-b"]);
}

#[test]
fn says_what_it_expected() {
    for (options, expected) in [
        ("api = \"v4\"", "api: expected \"v3\", \"v2\", \"v1-oidc\" or \"v1\", found \"v4\""),
        ("brand = \"larksuite\"", "brand: expected \"feishu\" or \"lark\", found \"larksuite\""),
        ("qr = \"yes\"", "qr: expected true or false, found text"),
        ("timeout = \"2m\"", "timeout: expected a duration from 1s to 1m, found \"2m\""),
        ("directory_refresh = \"1m\"", "directory_refresh: expected a duration from 5m to 1d, found \"1m\""),
        ("allowed_tenants = \"t\"", "allowed_tenants: expected an array of texts, found text"),
        ("allowed_tenants = [\"a b\"]", "allowed_tenants[0]: expected a tenant key, found \"a b\""),
        ("scopes = [\"email\"], api = \"v1\"", "scopes: only v3 and v2 of the API ask for scopes"),
        ("app_ids = 1", "app_ids: unknown key\n  hint: did you mean app_id?"),
        ("app_secret_file = \"x\"", "app_secret_file: the file cannot be read: entity not found"),
    ] {
        let problems = problems(options);
        assert!(problems.starts_with(&format!("connectors.feishu.{expected}")), "{problems}");
    }
}

#[test]
fn at_least_one_with_a_name_that_fits_urls() {
    assert!(problems_with("connectors", "{}").starts_with("connectors: expected at least one\n"));
    assert_eq!(problems_with("connectors", "1"), "connectors: expected a table, found an integer");
    for (name, path) in [("\"Fei shu\"", "\"Fei shu\""), ("飞", "\"飞\""), ("FEISHU", "FEISHU")] {
        let quoted = format!("{{ {:?} = {{ {ENOUGH} }} }}", name.trim_matches('"'));
        let expected = "expected a name of 1 to 30 lower-case letters, digits and hyphens";
        assert_eq!(problems_with("connectors", &quoted), format!("connectors.{path}: {expected}"));
    }
}

#[test]
fn credentials_are_there_and_the_secret_is_elsewhere() {
    let problems = problems_with("connectors", "{ feishu = {} }");
    assert!(problems.contains("connectors.feishu.app_id: required, but missing\n"), "{problems}");
    assert!(problems.contains("connectors.feishu.app_secret: required, but missing\n"), "{problems}");
    let problems = problems_with(
        "connectors",
        "{ feishu = { app_id = \"hunter2\", app_secret = \"hunter2\", app_secret_env = \"SHORT\" } }",
    );
    assert_eq!(
        problems,
        "connectors.feishu.app_id: expected an App ID: cli_ and letters or digits\n\
         connectors.feishu.app_secret: a secret must not stand in this file\n  \
         hint: use app_secret_env or app_secret_file"
    );
}

#[test]
fn strange_hosts_are_for_loopback_only() {
    assert!(feishu("open_host = \"https://open.feishu.cn\"").hosts.open.as_str().contains("feishu"));
    for text in [
        "https://evil.example",
        "http://127.0.0.1:8081",
        "https://open.feishu.cn/",
        "https://open.larksuite.com",
    ] {
        let problems = problems(&format!("open_host = {text:?}"));
        let expected = "connectors.feishu.open_host: expected \"https://open.feishu.cn\"\n";
        assert!(problems.starts_with(expected), "{problems}");
    }
    let local = |host: &str| {
        parse(&format!(
            "issuer = \"http://127.0.0.1:8080\"\norganization = \"O\"\ndatabase.url = \"sqlite:a.db\"\n\
             [connectors.feishu]\napp_id = \"any\"\napp_secret_env = \"SHORT\"\naccounts_host = {host:?}\n"
        ))
    };
    let app = local("http://127.0.0.1:8081").unwrap().connectors.remove(0);
    assert_eq!((app.app_id.as_str(), app.hosts.accounts.as_str()), ("any", "http://127.0.0.1:8081/"));
    assert!(local("http://192.168.0.1").unwrap_err().to_string().contains("expected https, or http on"));
}
