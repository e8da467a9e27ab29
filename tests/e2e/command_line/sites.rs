//! The command line beside the database and at a remote larkgate: the same answers, and codes that scripts can trust.

use std::process::{Command, Output, Stdio};

use larkgate::domain::admin::Role;
use serde_json::Value;

use super::{field, run};
use crate::harness::{Browser, Outside, Port, Setup, on_each_database};

/// The command line without a configuration, at `remote`.
pub(crate) fn far(remote: &str, token: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_larkgate"));
    command.args(arguments).args(["--remote", remote]).current_dir("/").env("LARKGATE_TOKEN", token);
    command
}

pub(crate) async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// Exit code and standard error of a command that prints nothing.
async fn failed(command: Command) -> (i32, String) {
    let output = output(command).await;
    assert!(output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    assert!(said.starts_with("error: "), "{said}");
    (output.status.code().unwrap(), said)
}

pub(crate) async fn token(outside: &Outside, role: Role) -> String {
    field(&run(outside, &["token", "add", "test", "--role", role.as_str()]).await, "token")
}

/// An application behind a proxy.
const WIKI: &str = r#"
[[applications]]
id = "wiki"
name = "Wiki"
hosts = ["wiki.example.com"]
rules = [{ effect = "allow" }]
"#;

/// Every command that lists something.
const LISTS: [&[&str]; 11] = [
    &["account", "list"],
    &["account", "list", "--search", "林", "--state", "enabled"],
    &["account", "list", "--limit", "1"],
    &["account", "roles"],
    &["audit", "list", "--kind", "role.granted"],
    &["token", "list"],
    &["key", "list"],
    &["client", "list"],
    &["application", "list"],
    &["rule", "list", "wiki"],
    &["service-token", "list", "--application", "wiki"],
];

on_each_database! {
    async fn here_and_elsewhere_the_same_is_answered(kind) {
        let outside = Outside::start(&Setup { database: kind, clients: WIKI.to_owned(), ..Setup::default() }).await;
        run(&outside, &["service-token", "add", "--application", "wiki", "--name", "ci"]).await;
        for person in ["lin", "zhou"] {
            outside.sign_in(&mut Browser::new(), person).await;
        }
        let (lin, owner) = (outside.feishu.open_id("lin"), token(&outside, Role::Owner).await);
        let remote = outside.process.url.clone();
        let elsewhere = async |arguments: &[&str]| {
            let output = output(far(&remote, &owner, arguments)).await;
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        elsewhere(&["account", "list"]).await;
        elsewhere(&["account", "grant", &lin, "auditor"]).await;
        let show = &["account", "show", &lin][..];
        let explain = &["explain", "--url", "http://wiki.example.com/a", "--user", &lin][..];
        for arguments in LISTS.into_iter().chain([show, explain, &["application", "show", "wiki"]]) {
            for arguments in [arguments.to_vec(), [arguments, &["--json"]].concat()] {
                let here = run(&outside, &arguments).await;
                assert_eq!(elsewhere(&arguments).await, here, "{arguments:?}");
                if arguments.last() == Some(&"--json") {
                    let answer: Value = serde_json::from_str(&here).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {here}"));
                    assert!(answer.as_array().is_none_or(|items| !items.is_empty()), "{arguments:?}: {here}");
                }
            }
        }
        assert_eq!(run(&outside, &["account", "list", "--search", "nobody at all", "--json"]).await, "[]\n");
        assert_eq!(run(&outside, &["account", "list", "--search", "nobody at all"]).await.lines().count(), 1);

        let file = outside.process.path().join("accounts.csv");
        for form in ["csv", "jsonl"] {
            let export = ["account", "export", "--format", form];
            let here = run(&outside, &export).await;
            assert_eq!((elsewhere(&export).await, here.lines().count()), (here.clone(), if form == "csv" { 3 } else { 2 }));
            assert!(here.contains("林小雨"), "{here}");
        }
        let csv = run(&outside, &["account", "export", "--format", "csv"]).await;
        let into = ["account", "export", "--format", "csv", "--output", file.to_str().unwrap()];
        assert_eq!(elsewhere(&into).await, "");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), csv);
        assert_eq!(output(far(&remote, &owner, &into)).await.status.code(), Some(2), "it is there already");
        let none = outside.process.path().join("none.csv");
        let refused = ["account", "export", "--output", none.to_str().unwrap()];
        assert_eq!(output(far(&remote, "lgat_no", &refused)).await.status.code(), Some(3));
        assert!(!none.exists(), "nothing is left of what was refused");
        let lines = elsewhere(&["audit", "export", "--kind", "accounts.exported"]).await;
        assert_eq!(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone()).collect::<Vec<_>>(), ["accounts.exported"; 6]);

        // What is changed there is changed here, and the audit log knows who did it.
        elsewhere(&["account", "disable", &lin, "--reason", "left"]).await;
        assert!(run(&outside, show).await.contains("disabled"));
        run(&outside, &["account", "enable", &lin]).await;
        assert!(elsewhere(show).await.contains("enabled"));
        let lines: Value = serde_json::from_str(&elsewhere(&["audit", "list", "--account", &field(&run(&outside, show).await, "id"), "--json"]).await).unwrap();
        let line = |kind: &str| lines.as_array().unwrap().iter().find(|line| line["kind"] == kind).unwrap().clone();
        assert!(line("account.disabled")["actor"].as_str().unwrap().starts_with("tok_"), "{lines}");
        assert_eq!(line("account.disabled")["reason"], "left");
        assert!(line("account.enabled")["actor"].as_str().unwrap().starts_with("command line: "), "{lines}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_and_how_much_it_is_used_is_told() {
    let outside = Outside::start(&Setup::default()).await;
    outside.sign_in(&mut Browser::new(), "lin").await;
    let (owner, remote) = (token(&outside, Role::Owner).await, outside.process.url.clone());
    let there = async |arguments: &[&str]| {
        let output = output(far(&remote, &owner, arguments)).await;
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (_, state) = there(&["system", "show"]).await;
    assert_eq!(field(&state, "connectors.feishu.app_secret"), "•••");
    assert!(state.contains("started "), "{state}");
    let here = run(&outside, &["system", "show"]).await;
    assert!(!here.contains("started ") && here.contains("migration"), "{here}");
    for figures in [there(&["system", "figures"]).await.1, run(&outside, &["system", "figures"]).await] {
        assert_eq!(
            (field(&figures, "people,"), field(&figures, "refused,")),
            ("a".into(), "a".into()),
            "{figures}"
        );
        assert!(
            figures.lines().any(|line| line.starts_with("people, a day ") && line.ends_with(" 1")),
            "{figures}"
        );
        assert!(figures.contains("feishu  "), "{figures}");
    }
    assert_eq!(there(&["system", "check", "feishu"]).await.0, Some(0));
    outside.control("app", serde_json::json!({ "app_secret": "rotated-at-feishu" })).await;
    let refused = outside.cli(&["system", "check", "feishu"]).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("are not taken: misconfigured"));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_have_codes_and_say_no_secret() {
    let outside = Outside::start(&Setup::default()).await;
    outside.sign_in(&mut Browser::new(), "lin").await;
    let lin = outside.feishu.open_id("lin");
    let (owner, helpdesk) = (token(&outside, Role::Owner).await, token(&outside, Role::Helpdesk).await);
    let remote = outside.process.url.as_str();
    let wrong = "lgat_0000000000000000000000000000000000000000000";
    let nobody = Port::take();
    let gone = format!("http://{}", nobody.address());
    for (remote, token, arguments, code, words) in [
        (remote, owner.as_str(), &["account", "show", "nobody"][..], 4, "there is no account nobody"),
        (remote, &owner, &["account", "show", "../roles"], 4, "there is no account ../roles"),
        (remote, &owner, &["account", "show", ".."], 2, "is no name"),
        (remote, &owner, &["account", "revoke", &lin], 5, "has no role"),
        (remote, &owner, &["token", "add", "x", "--role", "owner", "--days", "400"], 2, "366"),
        (remote, &helpdesk, &["token", "list"], 3, "roles:read"),
        (remote, &helpdesk, &["account", "unbind", &lin], 3, "bindings:change"),
        (remote, wrong, &["account", "list"], 3, "the API token is not good"),
        (remote, "hunter2", &["account", "list"], 2, "begin with lgat_"),
        (remote, "lgat_\u{7f}", &["account", "list"], 2, "begin with lgat_"),
        (&gone, &owner, &["account", "list"], 6, "cannot be reached: Connection refused"),
        (outside.feishu.base_url(), &owner, &["account", "list"], 1, "does not answer as a larkgate"),
        ("http://sso.example.com", &owner, &["account", "list"], 2, "only https"),
        ("https://user:hunter2@sso.example.com", &owner, &["account", "list"], 2, "expected an address"),
        (remote, &owner, &["check"], 2, "neither --remote nor --json"),
    ] {
        let (found, said) = failed(far(remote, token, arguments)).await;
        assert_eq!(found, code, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains("hunter2") && !said.contains(token), "a secret in {said}");
    }
    let mut none = far(remote, "", &["account", "list"]);
    none.env_remove("LARKGATE_TOKEN");
    assert_eq!(failed(none).await, (2, "error: --remote needs an API token, in LARKGATE_TOKEN or a --token-file; larkgate token add makes one\n".into()));

    let file = outside.process.path().join("token");
    std::fs::write(&file, format!("{owner}\n")).unwrap();
    let from_file = far(remote, wrong, &["account", "list", "--token-file", file.to_str().unwrap()]);
    assert_eq!(output(from_file).await.status.code(), Some(0), "the file goes before the variable");
    let (code, said) = failed(far(remote, &owner, &["account", "list", "--token-file", "/nowhere"])).await;
    assert_eq!((code, said.contains("/nowhere cannot be read")), (2, true), "{said}");
    assert!(!outside.process.said().contains(&owner), "a token in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_failure() {
    let outside = Outside::start(&Setup::default()).await;
    outside.sign_in(&mut Browser::new(), "lin").await;
    for arguments in [&["account", "list"][..], &["account", "list", "--json"], &["completions", "bash"]] {
        let mut child =
            outside.process.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.as_slice()),
            (Some(0), &b""[..]),
            "{arguments:?}: {output:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shells_complete_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_larkgate"));
        command.args(["completions", shell]).current_dir("/");
        let output = output(command).await;
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let script = String::from_utf8(output.stdout).unwrap();
        for command in larkgate::cli::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
        }
        assert!(script.contains("end-sessions") && script.contains("remote"), "{shell}");
    }
}
