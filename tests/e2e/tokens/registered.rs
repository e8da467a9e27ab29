//! Clients registered at run time are remembered: how soon what is done to one counts.

use larkgate::domain::client::{Client, Credentials, GrantType, GrantTypes, Source};
use larkgate::domain::scope::ServiceScope;
use larkgate::domain::time::Clock;
use larkgate::domain::token::TokenHash;
use larkgate::store::Tx;

use crate::harness::by_hand::Answer;
use crate::harness::{Gate, Kind, Setup, on_each_database};

const OLD: &str = "the-secret-that-the-client-began-with";
const NEW: &str = "the-secret-that-it-was-given-later-on";

/// A gate with the client `batch` in its database, and the address of another one on the same database.
async fn two_gates(kind: Kind) -> (Gate, larkgate::server::Server, String) {
    let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
    let client = Client {
        credentials: Credentials::Secret(TokenHash::of(OLD)),
        grant_types: GrantTypes::parse(GrantType::ClientCredentials.as_str()).unwrap(),
        service_scope: ServiceScope::parse("reports.read").unwrap(),
        ..Client::new("batch", "Batch", Source::Database, gate.clock.now())
    };
    change(&gate, async |tx| tx.insert_client(&client).await.unwrap()).await;
    let another = Gate::another(&gate.config, &gate.clock).await;
    let url = format!("http://{}", another.address().unwrap());
    (gate, another, url)
}

async fn change(gate: &Gate, change: impl AsyncFnOnce(&mut Tx) -> bool) {
    let mut tx = gate.server.app().store.write().await.unwrap();
    assert!(change(&mut tx).await);
    tx.commit().await.unwrap();
}

async fn ask(gate: &Gate, url: &str, secret: &str) -> u16 {
    let form = [("grant_type", "client_credentials")];
    let request = gate.http().post(format!("{url}/oauth2/token")).form(&form);
    Answer::of(request.basic_auth("batch", Some(secret))).await.status
}

/// Asks another process until it refuses, and then once more.
async fn refuses(gate: &Gate, url: &str, secret: &str) {
    while ask(gate, url, secret).await == 200 {}
    assert_eq!(ask(gate, url, secret).await, 401);
}

on_each_database! {
    async fn a_rotated_secret_counts_at_once_here_and_soon_elsewhere(kind) {
        let (gate, another, elsewhere) = two_gates(kind).await;
        assert_eq!((ask(&gate, &gate.url, OLD).await, ask(&gate, &elsewhere, OLD).await), (200, 200));
        change(&gate, async |tx| {
            let held = tx.hold_client("batch").await.unwrap().unwrap();
            let credentials = Credentials::Secret(TokenHash::of(NEW));
            tx.update_client(&Client { credentials, ..held }).await.unwrap()
        })
        .await;
        assert_eq!((ask(&gate, &gate.url, OLD).await, ask(&gate, &gate.url, NEW).await), (401, 200));
        refuses(&gate, &elsewhere, OLD).await;
        assert_eq!(ask(&gate, &elsewhere, NEW).await, 200);
        another.stop().await.unwrap();
    }

    async fn a_removed_client_is_nobody_at_once_here_and_soon_elsewhere(kind) {
        let (gate, another, elsewhere) = two_gates(kind).await;
        assert_eq!((ask(&gate, &gate.url, OLD).await, ask(&gate, &elsewhere, OLD).await), (200, 200));
        let now = gate.clock.now();
        change(&gate, async |tx| tx.remove_client("batch", now).await.unwrap()).await;
        assert_eq!(ask(&gate, &gate.url, OLD).await, 401);
        refuses(&gate, &elsewhere, OLD).await;
        another.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_removes_one_within_a_second() {
    let (gate, another, elsewhere) = two_gates(Kind::Sqlite).await;
    assert_eq!((ask(&gate, &gate.url, OLD).await, ask(&gate, &elsewhere, OLD).await), (200, 200));
    let removed = gate.cli(&["client", "remove", "batch"]).await;
    assert!(removed.status.success(), "{removed:?}");
    refuses(&gate, &gate.url, OLD).await;
    refuses(&gate, &elsewhere, OLD).await;
    another.stop().await.unwrap();
}
