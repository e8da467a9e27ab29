//! The OpenAPI document, by a program that reads nothing else: whatever it makes up from it is answered as it says.

use std::path::PathBuf;
use std::process::Command;

use larkgate::domain::admin::Role;
use serde_json::Value;

use super::{call, token};
use crate::harness::Gate;

/// What is looked at in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,unsupported_method";

/// Every `$ref` in `value`.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_refers_to_is_there() {
    let gate = Gate::start().await;
    let (_, document) = call(&gate, None, "GET", "/openapi.json", None).await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs schemathesis from PyPI, which tests/run installs"]
async fn schemathesis_finds_nothing() {
    let gate = Gate::start().await;
    let python = std::env::var("LARKGATE_TEST_PYTHON").expect("LARKGATE_TEST_PYTHON is set by tests/run");
    let mut command = Command::new(PathBuf::from(python).with_file_name("schemathesis"));
    command
        .args(["run", &format!("{}/admin/api/v1/openapi.json", gate.url)])
        .args(["--header", &format!("Authorization: Bearer {}", token(&gate, Role::Owner).await)])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "8", "--seed", "1", "--workers", "2", "--no-color"])
        .current_dir(gate.folder.path());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !said.contains("Unresolvable"), "{said}");
    println!(
        "{}",
        said.lines().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_browse_the_same_document() {
    let gate = Gate::start().await;
    let (_, document) = call(&gate, None, "GET", "/openapi.json", None).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let page = gate.http().get(format!("{}/admin/api/v1/docs", gate.url)).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let page = page.text().await.unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
            assert!(page.contains(operation["security"][0]["token"][0].as_str().unwrap()), "{path}");
        }
    }
    let mut links = 0;
    for object in page.split("href=\"#object-").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"object-{object}\"")), "{object} leads nowhere");
        links += 1;
    }
    assert!(links > 50, "{links}");
    assert!(page.contains("id=\"object-Account\"") && page.contains("list of"), "{page}");
}
