//! A database that fails in the middle of a revocation: nobody hears that it was done.

use larkgate::store::Pools;
use sqlx::AssertSqlSafe;

use crate::harness::by_hand::Answer;
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Setup, on_each_database};

async fn run(gate: &Gate, sql: String) {
    match gate.server.app().store.pools() {
        Pools::Sqlite { writer, .. } => {
            sqlx::query(AssertSqlSafe(sql)).execute(writer).await.unwrap();
        }
        Pools::Postgres(pool) => {
            sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap();
        }
    }
}

async fn rename(gate: &Gate, from: &str, to: &str) {
    run(gate, format!("ALTER TABLE {from} RENAME TO {to}")).await;
}

async fn revoke(gate: &Gate, token: &str) -> Answer {
    let request = gate.http().post(format!("{}/oauth2/revoke", gate.url)).form(&[("token", token)]);
    Answer::of(request.basic_auth("app", Some(CLIENT_SECRET))).await
}

on_each_database! {
    async fn revocation_storage_failure_is_5xx(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        let unavailable = (503, "temporarily_unavailable");
        // The first cannot be read, the second cannot be written once all the rest is.
        for table in ["grants", "audit_events"] {
            rename(&gate, table, "gone").await;
            for token in [&access, &refresh] {
                assert_eq!(revoke(&gate, token).await.refusal(), unavailable, "{table}");
            }
            assert_eq!(gate.redeem("app", &code, &[]).await.refusal(), unavailable, "{table}: a replay revokes too");
            let logout = browser.get(&format!("{}/oauth2/logout?id_token_hint={}", gate.url, tokens.text("id_token"))).await;
            assert_eq!(logout.status, 503, "{table}: {}", logout.body);
            assert!(browser.cookie("larkgate").is_some(), "{table}: nothing was ended, nothing is forgotten");
            rename(&gate, "gone", table).await;
            // What was not said was not done either.
            assert_eq!(gate.userinfo(&access).await.status, 200, "{table}");
            assert!(browser.get(&gate.ask("app", &[("prompt", "none")])).await.answer("code").is_some(), "{table}");
        }
        assert_eq!(revoke(&gate, &access).await.status, 200);
        assert_eq!(gate.userinfo(&access).await.refusal(), (401, "invalid_token"));
    }
}
