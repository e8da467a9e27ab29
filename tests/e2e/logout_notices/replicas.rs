//! Servers come and go between a session's end and its telling.

use std::collections::BTreeSet;

use larkgate::store::AccountSearch;

use super::*;
use crate::harness::on_each_database;
use crate::harness::receiver::{Manner, Receiver};

/// Notices to two applications each.
const SESSIONS: usize = 6;

on_each_database! {
    async fn a_restart_between_the_end_and_the_telling_loses_nothing(kind) {
        let application = Receiver::start(Manner::Silence).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        log_out(&gate, &mut browser, &hint).await;
        // It stops in the middle of a call that nobody answers.
        application.wait_for(1).await;
        gate.server.stop().await.unwrap();
        application.behave(Manner::Status(200));
        gate.clock.advance(31);
        let server = Gate::another(&gate.config, &gate.clock).await;
        application.wait_for(2).await;
        let [first, second] = application.tokens().try_into().unwrap();
        assert_eq!(claim(&first, "sid"), claim(&second, "sid"));
        server.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn two_servers_on_one_database_deliver_each_notice_once() {
    let (one, two) = (Receiver::start(Manner::Status(200)).await, Receiver::start(Manner::Status(200)).await);
    let gate = gate(Kind::Postgres, &[client("one", &one.url, ""), client("two", &two.url, "")]).await;
    let other = Gate::another(&gate.config, &gate.clock).await;
    for _ in 0..SESSIONS {
        let mut browser = gate.browser();
        for id in ["one", "two"] {
            signed_in(&gate, &mut browser, id, "lin", &[]).await;
        }
    }
    let app = gate.server.app();
    let mut tx = app.store.write().await.unwrap();
    let lin = tx.find_accounts(&AccountSearch::default(), None, 1).await.unwrap().remove(0).account;
    tx.end_everything_of(&lin.id, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    app.notices.notify_one();
    other.app().notices.notify_one();
    until_queue_is_empty(&gate).await;
    for application in [&one, &two] {
        let told: Vec<_> = application.tokens().iter().map(|token| claim(token, "sid").to_string()).collect();
        let different: BTreeSet<_> = told.iter().collect();
        assert_eq!((told.len(), different.len()), (SESSIONS, SESSIONS));
    }
    other.stop().await.unwrap();
}
