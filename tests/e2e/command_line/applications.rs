//! Protected applications, rules and service tokens by the command line, and what it explains of them.

use super::{field, refused, run};
use crate::harness::{Browser, Outside, Setup, on_each_database};

const APPLICATIONS: &str = r#"
[[applications]]
id = "wiki"
name = "Wiki"
hosts = ["wiki.example.com"]
rules = [
    { effect = "public", paths = ["=/health"] },
    { effect = "deny", paths = ["/admin"], methods = ["DELETE"] },
    { effect = "allow", networks = ["10.0.0.0/8"] },
]
"#;

/// A line of a table, with one blank between its words.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a table beneath its headings.
async fn rows(outside: &Outside, arguments: &[&str]) -> Vec<String> {
    run(outside, arguments).await.lines().skip(1).map(squeezed).collect()
}

async fn start(database: crate::harness::Kind) -> Outside {
    Outside::start(&Setup { database, clients: APPLICATIONS.to_owned(), ..Setup::default() }).await
}

on_each_database! {
    async fn rules_stand_where_they_are_put(kind) {
        let outside = start(kind).await;
        for arguments in [
            &["allow", "--service", "ci", "--service", "probe"][..],
            &["public", "--path", "/a", "--path", "=/b", "--method", "GET"],
            &["deny", "--account", "ou_1", "--host", "WIKI.example.com"],
            &["allow", "--tenant", "t", "--network", "10.1.2.3/8", "--before", "2"],
        ] {
            run(&outside, &[&["rule", "add", "wiki"], arguments].concat()).await;
        }
        let of_file = [
            "1 configuration public paths==/health",
            "2 configuration deny paths=/admin methods=DELETE",
            "3 configuration allow networks=10.0.0.0/8",
        ];
        let listed = async || rows(&outside, &["rule", "list", "wiki"]).await;
        let deny = "database deny hosts=wiki.example.com accounts=ou_1";
        let expected = [
            &*format!("1 {deny}"),
            "2 database allow networks=10.0.0.0/8 tenants=t",
            "3 database allow services=ci,probe",
            "4 database public paths=/a,=/b methods=GET",
        ];
        assert_eq!(listed().await, [&expected[..], &of_file].concat());
        run(&outside, &["rule", "move", "wiki", "1", "--to", "3"]).await;
        run(&outside, &["rule", "remove", "wiki", "4"]).await;
        let expected = [
            "1 database allow networks=10.0.0.0/8 tenants=t",
            "2 database allow services=ci,probe",
            &format!("3 {deny}"),
        ];
        assert_eq!(listed().await, [&expected[..], &of_file].concat());
        let shown = run(&outside, &["application", "show", "wiki"]).await;
        assert!(shown.contains("wiki.example.com") && shown.contains("accounts=ou_1"), "{shown}");
        run(&outside, &["rule", "replace", "wiki", "2", "deny", "--account", "ou_2"]).await;
        assert_eq!(listed().await[1], "2 database deny accounts=ou_2");
    }

    async fn a_number_means_the_rule_that_was_seen(kind) {
        let outside = start(kind).await;
        run(&outside, &["rule", "add", "wiki", "allow", "--service", "ci"]).await;
        let all: serde_json::Value = serde_json::from_str(&run(&outside, &["rule", "list", "wiki", "--json"]).await).unwrap();
        let (seen, count) = (all["revision"].to_string(), all["items"].as_array().unwrap().len());
        // Somebody else's, which takes the number of the one that was seen.
        run(&outside, &["rule", "add", "wiki", "deny", "--account", "ou_1", "--revision", &seen]).await;
        for arguments in [
            &["remove", "wiki", "1"][..],
            &["move", "wiki", "1", "--to", "2"],
            &["replace", "wiki", "1", "allow"],
            &["add", "wiki", "allow"],
        ] {
            let arguments = [&["rule"], arguments, &["--revision", &seen]].concat();
            assert!(refused(&outside, 5, &arguments).await.contains("were changed since they were read"), "{arguments:?}");
        }
        assert_eq!(rows(&outside, &["rule", "list", "wiki"]).await.len(), count + 1);
    }

    async fn settings_that_are_not_named_stay_as_they_are(kind) {
        let outside = start(kind).await;
        let add = ["application", "add", "late", "--name", "迟到", "--host", "late.example.com", "--host", "LATE.example.com:8443"];
        run(&outside, &[&add[..], &["--contact", "文档组", "--headers", "remote"]].concat()).await;
        let shown = async || run(&outside, &["application", "show", "late"]).await;
        let text = shown().await;
        for words in ["迟到", "late.example.com late.example.com:8443", "文档组", "remote", "database"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        run(&outside, &["application", "set", "late", "--name", "Late", "--no-contact"]).await;
        let text = shown().await;
        assert!(text.contains("Late") && text.contains("late.example.com:8443") && text.contains("remote"), "{text}");
        assert!(!text.contains("文档组"), "{text}");
        let listed = rows(&outside, &["application", "list"]).await;
        let expected = [
            "late Late late.example.com late.example.com:8443 0 database",
            "wiki Wiki wiki.example.com 3 configuration",
        ];
        assert_eq!(listed, expected);
    }

    async fn what_cannot_be_done_with_applications_is_said_and_not_done(kind) {
        let outside = start(kind).await;
        run(&outside, &["application", "add", "late", "--name", "Late", "--host", "late.example.com"]).await;
        run(&outside, &["rule", "add", "late", "allow", "--host", "late.example.com"]).await;
        for (code, arguments, words) in [
            (5, &["application", "add", "wiki", "--name", "x", "--host", "x.example"][..], "wiki is in the configuration file; change it there"),
            (5, &["application", "set", "wiki", "--name", "x"], "wiki is in the configuration file; change it there"),
            (5, &["application", "remove", "wiki"], "wiki is in the configuration file; change it there"),
            (5, &["application", "add", "late", "--name", "x", "--host", "x.example"], "there is an application late already"),
            (2, &["application", "add", "a b", "--name", "x", "--host", "x.example"], "id: expected 1 to 100 of"),
            (2, &["application", "add", "x", "--host", "x.example"], "name: required, but missing"),
            (2, &["application", "add", "x", "--name", "x"], "hosts: required, but missing"),
            (2, &["application", "add", "x", "--name", "x", "--host", "https://x.example"], "hosts[0]: expected a host such as"),
            (2, &["application", "add", "x", "--name", "x", "--host", "x.example", "--headers", "none"], "headers: expected \"larkgate\""),
            (2, &["application", "add", "x", "--name", "x", "--host", "wiki.example.com"], "wiki.example.com is a host of wiki in the configuration file"),
            (2, &["application", "add", "x", "--name", "x", "--host", "late.example.com"], "late.example.com is a host of late already"),
            (2, &["application", "set", "late", "--host", "x.example"], "rule 1: hosts[0]: expected one of the application's hosts"),
            (2, &["application", "set", "late"], "say what to change"),
            (4, &["application", "set", "nobody", "--name", "x"], "there is no application nobody"),
            (4, &["application", "remove", "nobody"], "there is no application nobody"),
            (4, &["application", "show", "nobody"], "there is no application nobody"),
            (4, &["rule", "add", "nobody", "allow"], "there is no application nobody"),
            (4, &["rule", "list", "nobody"], "there is no application nobody"),
            (2, &["rule", "add", "wiki", "permit", "--path", "x"], "rule 1: effect: expected \"allow\", \"deny\" or \"public\""),
            (2, &["rule", "add", "wiki", "permit", "--path", "x"], "rule 1: paths[0]: expected a path such as"),
            (2, &["rule", "add", "wiki", "public", "--service", "ci"], "rule 1: effect: a public rule asks nobody"),
            (2, &["rule", "add", "wiki", "allow", "--service", "ci", "--account", "ou_1"], "rule 1: services: nobody is a person and a service"),
            (2, &["rule", "add", "wiki", "allow", "--before", "2"], "the place must be from 1 to 1, found 2"),
            (4, &["rule", "remove", "wiki", "1"], "there is no rule 1"),
            (2, &["rule", "move", "late", "1", "--to", "2"], "the place must be from 1 to 1"),
            (4, &["service-token", "add", "--application", "nobody", "--name", "ci"], "there is no application nobody"),
            (2, &["service-token", "add", "--application", "wiki", "--name", "a b"], "name: expected 1 to 100 of"),
            (2, &["service-token", "add", "--application", "wiki", "--name", "ci", "--expires", "soon"], "expected a duration such as 90d"),
            (2, &["service-token", "add", "--application", "wiki", "--name", "ci", "--expires", "0d"], "expected a duration such as 90d"),
            (4, &["service-token", "revoke", "tok_x"], "there is no token tok_x"),
        ] {
            let said = refused(&outside, code, arguments).await;
            assert!(said.starts_with("error: ") && said.contains(words), "{arguments:?}: {said}");
        }
        assert_eq!(rows(&outside, &["application", "list"]).await.len(), 2);
        assert_eq!(rows(&outside, &["rule", "list", "late"]).await, ["1 database allow hosts=late.example.com"]);
        assert_eq!(rows(&outside, &["rule", "list", "wiki"]).await.len(), 3);
        assert_eq!(rows(&outside, &["service-token", "list"]).await.len(), 0);
    }

    async fn the_file_takes_the_place_of_what_the_database_has(kind) {
        let outside = start(kind).await;
        run(&outside, &["application", "add", "late", "--name", "Late", "--host", "late.example.com", "--host", "two.example.com"]).await;
        run(&outside, &["application", "add", "own", "--name", "Own", "--host", "own.example.com"]).await;
        run(&outside, &["rule", "add", "own", "public"]).await;
        let config = std::fs::read_to_string(outside.process.config()).unwrap();
        let more = "[[applications]]\nid = \"own\"\nname = \"Own\"\nhosts = [\"late.example.com\"]\nrules = [{ effect = \"deny\" }]\n";
        std::fs::write(outside.process.config(), format!("{config}{more}")).unwrap();
        let checked = outside.cli(&["check"]).await;
        let said = String::from_utf8(checked.stderr).unwrap();
        for words in [
            "warning: application own: it is in the configuration file too",
            "warning: application late: hosts: late.example.com is a host of own in the configuration file",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(checked.status.code(), Some(0));
        assert_eq!(rows(&outside, &["rule", "list", "own"]).await, ["1 configuration deny"]);
        let said = refused(&outside, 5, &["rule", "add", "own", "allow"]).await;
        assert!(said.contains("larkgate application remove own"), "{said}");
        // What was wrong before keeps nobody from closing what is left.
        run(&outside, &["rule", "add", "late", "deny"]).await;
        let mut outside = outside;
        outside.process.restart().await;
        assert!(outside.process.said().contains("is in the configuration file too"), "the log of the start");
        run(&outside, &["application", "remove", "own"]).await;
        run(&outside, &["rule", "add", "own", "allow"]).await;
        assert_eq!(rows(&outside, &["rule", "list", "own"]).await, ["1 database allow", "1 configuration deny"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_makes_no_database() {
    let outside = start(crate::harness::Kind::Sqlite).await;
    let config = std::fs::read_to_string(outside.process.config()).unwrap();
    std::fs::write(outside.process.config(), config.replace("sqlite:larkgate.db", "sqlite:none.db")).unwrap();
    assert!(outside.cli(&["check"]).await.status.success());
    assert!(!outside.process.path().join("none.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_explained_as_a_proxy_would_get_it() {
    let setup = Setup { clients: APPLICATIONS.to_owned(), ..Setup::default() };
    let outside = Outside::start(&setup).await;
    outside.sign_in(&mut Browser::new(), "lin").await;
    let sub = outside.feishu.open_id("lin");
    let explain = async |arguments: &[&str]| {
        let text = run(&outside, &[&["explain"], arguments].concat()).await;
        (field(&text, "decision"), text)
    };
    let url = "http://WIKI.example.com./";
    for (arguments, decision, says) in [
        (vec!["--url", url], "address_unknown", "rule 3 names networks"),
        (vec!["--url", url, "--from", "192.0.2.1"], "no_rule", "no rule is about it"),
        (vec!["--url", url, "--from", "10.1.2.3"], "login_required", "nobody is signed in"),
        (vec!["--url", url, "--from", "10.1.2.3", "--user", &sub], "allowed", "allow networks=10.0.0.0/8"),
        (vec!["--url", "http://wiki.example.com/%68ealth?x"], "public", "public paths==/health"),
        (
            vec!["--url", "http://wiki.example.com/admin/x", "--method", "delete", "--user", &sub],
            "rule_denies",
            "deny paths=/admin methods=DELETE",
        ),
        (vec!["--url", "http://other.example.com/"], "no_application", "no application is at this host"),
    ] {
        let (word, text) = explain(&arguments).await;
        assert!(word == decision && text.contains(says), "{arguments:?}: {text}");
    }
    let said = refused(&outside, 2, &["explain", "--url", "http://wiki.example.com/a/../b"]).await;
    assert!(said.contains("the path has a dot segment"), "{said}");
    let said = refused(&outside, 4, &["explain", "--url", url, "--user", "nobody"]).await;
    assert!(said.contains("there is no account nobody"), "{said}");
    let table: Vec<_> = explain(&["--url", url, "--service", "ci"])
        .await
        .1
        .lines()
        .skip_while(|line| !line.is_empty())
        .map(squeezed)
        .collect();
    let expected = [
        "",
        "NUMBER FROM RULE VERDICT",
        "1 configuration public paths==/health passed over: its paths are others",
        "2 configuration deny paths=/admin methods=DELETE passed over: its paths are others",
        "3 configuration allow networks=10.0.0.0/8 passed over: it names no service, and lets people alone in",
    ];
    assert_eq!(table, expected);
    run(&outside, &["rule", "add", "wiki", "allow", "--service", "ci"]).await;
    run(&outside, &["rule", "add", "wiki", "deny", "--account", &sub]).await;
    let (word, text) = explain(&["--url", url, "--service", "ci"]).await;
    assert!(word == "allowed" && text.contains("rule 2 of the database allows it"), "{text}");
    let (word, text) = explain(&["--url", url, "--user", &sub]).await;
    assert!(
        word == "rule_denies" && squeezed(text.lines().last().unwrap()).ends_with("is about it"),
        "{text}"
    );
    run(&outside, &["account", "disable", &sub]).await;
    let said = refused(&outside, 5, &["explain", "--url", url, "--user", &sub]).await;
    assert!(said.contains("is disabled"), "{said}");
}
