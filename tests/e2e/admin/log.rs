//! Questions to the audit log by the API, and the log and the accounts as files.

use larkgate::domain::admin::Role;
use serde_json::Value;

use super::{call, token};
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
    for person in ["lin", "zhou"] {
        drop(gate.code("app", person).await);
    }
    gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "resigned").await;
    gate
}

/// The kinds of the lines that a query gets.
async fn kinds(gate: &Gate, token: &str, query: &str) -> Vec<String> {
    let (status, answer) = call(gate, Some(token), "GET", &format!("/audit?{query}"), None).await;
    assert_eq!(status, 200, "{query}: {answer}");
    answer["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
}

/// A file: its headers' content type and its text.
async fn file(gate: &Gate, token: &str, path: &str) -> (String, String) {
    let request = gate.http().get(format!("{}/admin/api/v1{path}", gate.url)).bearer_auth(token);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let named = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(named.starts_with("attachment; filename=\""), "{named}");
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (kind, response.text().await.unwrap())
}

on_each_database! {
    async fn every_filter_finds_its_lines(kind) {
        let gate = gate(kind).await;
        let token = token(&gate, Role::Auditor).await;
        let open_id = gate.feishu.open_id("lin");
        let both = ["login.succeeded", "account.bound"];
        let mut of_lin = kinds(&gate, &token, &format!("account={open_id}")).await;
        of_lin.sort_by_key(|kind| both.iter().position(|one| one == kind));
        assert_eq!(of_lin, both, "by a name of theirs");
        assert_eq!(kinds(&gate, &token, "kind=login.refused").await, ["login.refused"]);
        assert_eq!(kinds(&gate, &token, &format!("account={open_id}&kind=login.succeeded")).await, ["login.succeeded"]);
        assert_eq!(kinds(&gate, &token, "address=127.0.0.1&kind=login.refused").await, ["login.refused"]);
        assert!(kinds(&gate, &token, "address=203.0.113.1").await.is_empty());
        assert_eq!(kinds(&gate, &token, "client_id=app&kind=account.bound").await.len(), 2);
        let all = kinds(&gate, &token, "").await.len();
        assert_eq!(kinds(&gate, &token, "from=2020-01-01T00:00:00Z").await.len(), all);
        assert!(kinds(&gate, &token, "until=2020-01-01T00:00:00%2B08:00").await.is_empty());
        for wrong in ["from=yesterday", "until=2026-11-29", "cursor=x", "limit=0"] {
            assert_eq!(call(&gate, Some(&token), "GET", &format!("/audit?{wrong}"), None).await.0, 400, "{wrong}");
        }
    }

    async fn both_are_had_as_files_and_the_log_takes_note(kind) {
        let gate = gate(kind).await;
        let token = token(&gate, Role::Auditor).await;
        let (form, text) = file(&gate, &token, "/audit/export?kind=login.succeeded").await;
        assert_eq!(form, "application/jsonl");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line["kind"] == "login.succeeded" && line["id"].as_str().unwrap().starts_with("aud_0000")));
        let (form, text) = file(&gate, &token, "/audit/export?format=csv").await;
        assert_eq!(form, "text/csv; charset=utf-8");
        assert!(text.starts_with("\u{feff}\"id\",\"at\",\"kind\",\"account\""), "{text}");
        assert_eq!(text.lines().count() as i64, 1 + 7, "a heading, five, a token, and a note of the file before");
        let (_, text) = file(&gate, &token, "/accounts/export?format=csv").await;
        assert_eq!(text.lines().count(), 3, "{text}");
        let notes: Vec<_> = gate.audit().await.into_iter().filter(|row| row.kind.ends_with(".exported")).collect();
        let notes: Vec<_> = notes.iter().rev().map(|row| (row.kind.as_str(), row.reason.as_deref().unwrap())).collect();
        assert_eq!(notes, [("audit.exported", "jsonl kind=login.succeeded"), ("audit.exported", "csv"), ("accounts.exported", "csv")]);
        assert_eq!(call(&gate, Some(&token), "GET", "/audit/export?format=xls", None).await.0, 400);
        // After a rebinding a name may mean two accounts: that is said before anything is sent, or noted.
        let sub = gate.feishu.open_id("lin");
        let mut tx = gate.server.app().store.write().await.unwrap();
        let zhou = tx.account_named(&gate.feishu.open_id("zhou")).await.unwrap().unwrap().account.id;
        let lin = tx.account_named(&sub).await.unwrap().unwrap().account.id;
        tx.unbind(&lin, gate.server.app().now()).await.unwrap();
        assert!(tx.rebind(&zhou, "feishu", &sub, gate.server.app().now()).await.unwrap());
        tx.commit().await.unwrap();
        for name in ["account", "actor"] {
            let (status, problem) = call(&gate, Some(&token), "GET", &format!("/audit/export?{name}={sub}"), None).await;
            assert_eq!((status, problem["code"].as_str()), (409, Some("conflict")), "{name}: {problem}");
        }
        assert_eq!(gate.audit().await.iter().filter(|row| row.kind == "audit.exported").count(), 2);
    }

    async fn a_file_is_whole_where_most_lines_are_passed_over(kind) {
        let gate = gate(kind).await;
        let mut tx = gate.server.app().store.write().await.unwrap();
        for number in 0..5_200 {
            let mut event = larkgate::domain::audit::AuditEvent::new(gate.server.app().now(), larkgate::domain::audit::EventKind::LoggedOut);
            event.client_id = Some("wiki".into());
            event.address = Some("203.0.113.9".into());
            event.reason = (number == 0).then(|| "=HYPERLINK(\"http://evil.example\")".to_owned());
            tx.append_audit(&event).await.unwrap();
        }
        tx.commit().await.unwrap();
        let token = token(&gate, Role::Auditor).await;
        let (_, text) = file(&gate, &token, "/audit/export?address=203.0.113.9&client_id=wiki&kind=logout").await;
        assert_eq!(text.lines().count(), 5_200);
        let (_, text) = file(&gate, &token, "/audit/export?address=203.0.113.9&kind=login.refused").await;
        assert_eq!(text, "", "nothing, and it ends");
        let (_, text) = file(&gate, &token, "/audit/export?format=csv&client_id=wiki").await;
        assert!(text.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""));
    }
}
