//! The system, and the question whether Feishu takes our credentials.

use larkgate::domain::admin::Role;
use serde_json::json;

use super::{call, token};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Setup, on_each_database};

on_each_database! {
    async fn what_runs_is_told_without_a_secret(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let token = token(&gate, Role::Auditor).await;
        let (status, state) = call(&gate, Some(&token), "GET", "/system", None).await;
        assert_eq!(status, 200, "{state}");
        let kind = if kind == crate::harness::Kind::Sqlite { "SQLite 3." } else { "PostgreSQL " };
        assert!(state["database"].as_str().unwrap().starts_with(kind), "{state}");
        assert!(state["database_size"].as_i64().unwrap() > 10_000 && state["migration"].as_i64().unwrap() >= 15);
        let text = state.to_string();
        for secret in [CLIENT_SECRET, gate.feishu.app_secret.as_str()] {
            assert!(!text.contains(secret), "{text}");
        }
        let option = |name: &str| {
            let options = state["configuration"].as_array().unwrap();
            options.iter().find(|one| one["name"] == name).unwrap()["value"].as_str().unwrap().to_owned()
        };
        assert_eq!((option("connectors.feishu.app_secret").as_str(), option("issuer")), ("•••", gate.url.clone()));
    }

    async fn figures_are_of_the_readers_hours(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let token = token(&gate, Role::Auditor).await;
        gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "lin").await;
        let figures = async |query: &str| call(&gate, Some(&token), "GET", &format!("/figures{query}"), None).await;
        let (status, utc) = figures("").await;
        assert_eq!(status, 200, "{utc}");
        assert_eq!((&utc["hours"]["counts"][23], &utc["days"]["counts"][29], &utc["people"]["day"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!((&utc["connectors"][0]["connector"], &utc["connectors"][0]["state"]), (&json!("feishu"), &json!("well")));
        let (_, kolkata) = figures("?minutes_ahead=330").await;
        assert_ne!(kolkata["hours"]["from"], utc["hours"]["from"]);
        for far in ["841", "-721", "-9223372036854775808", "x"] {
            assert_eq!(figures(&format!("?minutes_ahead={far}")).await.0, 400, "{far}");
        }
    }

    async fn feishu_is_asked_whether_it_takes_our_credentials(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let token = token(&gate, Role::Admin).await;
        let check = async || call(&gate, Some(&token), "POST", "/connectors/feishu/check", None).await;
        let (status, answer) = check().await;
        assert_eq!((status, &answer["ok"]), (200, &json!(true)), "{answer}");
        gate.control("app", json!({ "app_secret": "rotated-at-feishu" })).await;
        assert_eq!(check().await.1["ok"], true, "it was asked a moment ago");
        gate.clock.advance(11);
        let (_, answer) = check().await;
        assert_eq!((&answer["ok"], &answer["problem"], &answer["code"]), (&json!(false), &json!("misconfigured"), &json!(10014)), "{answer}");
        assert_eq!(call(&gate, Some(&token), "POST", "/connectors/other/check", None).await.0, 404);
        let rows = gate.audit().await;
        let told: Vec<_> = rows.iter().filter(|row| row.kind == "connector.checked").map(|row| row.reason.as_deref().unwrap()).collect();
        assert_eq!(told, ["misconfigured (10014)", "ok", "ok"]);
    }
}
