//! Lines of the audit log on their way to a collector: in order, and none lost, whatever is killed and rotated.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::harness::process::Process;
use crate::harness::waiting::found;
use crate::harness::{Browser, Kind, Outside, Setup, database, on_each_database};

/// What a killed program leaves of a line.
const HALF: &str = r#"{"log":"audit","id":"aud_"#;

/// The ids of the lines in a file.
fn told(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    ids(whole(&text).lines().filter(|line| *line != HALF))
}

/// The ids of the lines among whatever else a program has said.
fn told_between(process: &Process) -> Vec<String> {
    ids(whole(&process.said()).lines().filter(|line| line.contains(r#""log":"audit""#)))
}

/// Without the line that is being written.
fn whole(text: &str) -> &str {
    text.rsplit_once('\n').map_or("", |(whole, _rest)| whole)
}

fn ids<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    lines
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")))
        .map(|line| {
            assert_eq!(line["log"], "audit");
            line["id"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// Every line that the log has, oldest first.
async fn written(outside: &Outside) -> Vec<String> {
    let path = outside.process.path().join("larkgate.db");
    let database = match std::fs::read_to_string(outside.process.config()).unwrap().split_once("postgres://")
    {
        None => larkgate::config::Database::Sqlite(path),
        Some((_, rest)) => {
            let url = format!("postgres://{}", rest.split('"').next().unwrap());
            larkgate::config::Database::Postgres(larkgate::config::Secret::new(url))
        }
    };
    let store = larkgate::store::Store::look_at(&database).await.unwrap().unwrap();
    let page = store
        .read()
        .await
        .unwrap()
        .audit(&larkgate::store::AuditFilter::default(), None, 1000)
        .await
        .unwrap();
    store.close().await;
    page.lines.into_iter().rev().map(|line| line.id.to_string()).collect()
}

/// Waits until the files together end with the last line of the log.
async fn caught_up(outside: &Outside, files: &[&Path]) -> Vec<String> {
    all_told(outside, || files.iter().flat_map(|file| told(file)).collect()).await
}

/// Waits until what is told ends with the last line of the log.
async fn all_told(outside: &Outside, told: impl Fn() -> Vec<String>) -> Vec<String> {
    let written = written(outside).await;
    let told =
        found("the last line", async || Some(told()).filter(|told| told.last() == written.last())).await;
    // What was on its way when something was killed comes again.
    let mut seen = HashSet::new();
    let once: Vec<_> = told.iter().filter(|id| seen.insert(*id)).cloned().collect();
    assert_eq!(once, written, "in order, and every one");
    told
}

fn setup(database: Kind, to: &str) -> Setup {
    Setup { database, clients: format!("[audit]\nforward = \"{to}\"\n"), ..Setup::default() }
}

async fn start(database: Kind, to: &str) -> Outside {
    Outside::start(&setup(database, to)).await
}

/// A line that no server writes.
async fn write(outside: &Outside, number: u32) {
    let id = format!("client-{number}");
    let to = "https://x.example.com/cb";
    let added = outside.cli(&["client", "add", &id, "--name", "x", "--redirect-uri", to]).await;
    assert!(added.status.success(), "{added:?}");
}

on_each_database! {
    async fn nothing_is_lost_on_the_way(kind) {
        let mut outside = start(kind, "audit.jsonl").await;
        let (now, before) = (outside.process.path().join("audit.jsonl"), outside.process.path().join("audit.jsonl.1"));
        outside.sign_in(&mut Browser::new(), "lin").await;
        caught_up(&outside, &[&now]).await;
        // Rotated as logrotate does it; nobody is told.
        std::fs::rename(&now, &before).unwrap();
        outside.sign_in(&mut Browser::new(), "lin").await;
        caught_up(&outside, &[&before, &now]).await;
        for number in 0..5 {
            outside.sign_in(&mut Browser::new(), "zhou").await;
            outside.process.kill();
            if number == 2 {
                let mut file = std::fs::File::options().append(true).open(&now).unwrap();
                std::io::Write::write_all(&mut file, HALF.as_bytes()).unwrap();
            }
            // Written while nobody forwards.
            write(&outside, number).await;
            outside.process.restart().await;
        }
        outside.process.signal("-HUP");
        outside.sign_in(&mut Browser::new(), "lin").await;
        caught_up(&outside, &[&before, &now]).await;
    }

    async fn a_file_that_cannot_be_written_keeps_nobody_from_signing_in(kind) {
        let outside = start(kind, "not-yet/audit.jsonl").await;
        let file = outside.process.path().join("not-yet/audit.jsonl");
        assert!(outside.sign_in(&mut Browser::new(), "lin").await.answer("code").is_some());
        while !outside.process.said().contains("audit lines cannot be forwarded") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        caught_up(&outside, &[&file]).await;
        assert_eq!(outside.process.said().matches("audit lines cannot be forwarded").count(), 1);
    }

    async fn standard_output_has_every_line_among_the_others(kind) {
        let mut outside = start(kind, "stdout").await;
        for number in 0..3 {
            outside.sign_in(&mut Browser::new(), "lin").await;
            outside.process.kill();
            write(&outside, number).await;
            outside.process.restart().await;
        }
        all_told(&outside, || told_between(&outside.process)).await;
        let told = told_between(&outside.process).len();
        assert!(outside.process.said().lines().count() > told, "its log is there too");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn of_two_servers_one_forwards_and_the_other_goes_on_after_a_crash() {
    let sections = database::sections(Kind::Postgres).await;
    let mut first = Outside::on(&setup(Kind::Postgres, "first.jsonl"), &sections).await;
    let at_first = first.process.path().join("first.jsonl");
    first.sign_in(&mut Browser::new(), "lin").await;
    caught_up(&first, &[&at_first]).await;
    let mut second = Outside::on(&setup(Kind::Postgres, "second.jsonl"), &sections).await;
    let at_second = second.process.path().join("second.jsonl");
    for _ in 0..3 {
        // Just after the first one looked, so the second one looks next.
        second.sign_in(&mut Browser::new(), "zhou").await;
        caught_up(&first, &[&at_first]).await;
    }
    assert!(!at_second.exists(), "the first one forwards, also what happened at the second");
    first.process.kill();
    write(&first, 1).await;
    // Only once the first one's time is up.
    caught_up(&second, &[&at_first, &at_second]).await;
    // It comes back, but the other one forwards now, until it stops and says so.
    let config = std::fs::read_to_string(first.process.config()).unwrap();
    std::fs::write(first.process.config(), config.replace("first.jsonl", "again.jsonl")).unwrap();
    first.process.restart().await;
    let again = first.process.path().join("again.jsonl");
    first.sign_in(&mut Browser::new(), "lin").await;
    caught_up(&second, &[&at_first, &at_second]).await;
    assert!(!again.exists());
    second.process.terminate();
    assert!(second.process.ended().await.success());
    write(&first, 2).await;
    caught_up(&first, &[&at_first, &at_second, &again]).await;
    assert!(again.exists());
}
