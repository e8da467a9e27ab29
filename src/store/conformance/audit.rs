//! The audit log: its order, that nothing in it is changed, what is found in it, and what becomes of its lines.

use super::{NOW, account, earlier, later, on_each_database};
use crate::domain::admin::Who;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::AuditId;
use crate::domain::time::Timestamp;
use crate::store::{AuditFilter, AuditKey, Pools, Settled, Store, StoreError, Tx};

/// Where nothing was forwarded yet.
const BEGINNING: &str = "aud_00000000000000000000000000000000";

async fn append(tx: &mut Tx, at: Timestamp, reason: &str) {
    let mut event = AuditEvent::new(at, EventKind::LoginSucceeded);
    event.reason = Some(reason.to_owned());
    tx.append_audit(&event).await.unwrap();
}

async fn append_alone(store: &Store, at: Timestamp, reason: &str) {
    let mut tx = store.write().await.unwrap();
    append(&mut tx, at, reason).await;
    tx.commit().await.unwrap();
}

/// Every line's reason, newest first, read in pages of `limit`.
async fn reasons(store: &Store, filter: &AuditFilter, limit: i64) -> Vec<String> {
    let mut tx = store.read().await.unwrap();
    let (mut reasons, mut before): (Vec<String>, Option<AuditKey>) = (Vec::new(), None);
    loop {
        let page = tx.audit(filter, before.as_ref(), limit).await.unwrap();
        reasons.extend(page.lines.into_iter().filter_map(|line| line.reason));
        before = page.next;
        if before.is_none() {
            return reasons;
        }
    }
}

/// Runs what no method of ours would.
async fn by_hand(store: &Store, sql: &'static str) -> Result<(), StoreError> {
    match store.pools() {
        Pools::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_done| ())?,
        Pools::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_done| ())?,
    }
    Ok(())
}

on_each_database! {
    async fn lines_of_one_second_come_in_the_order_in_which_they_were_written(store: Store) {
        for number in 0..40 {
            append_alone(&store, NOW, &number.to_string()).await;
        }
        let written: Vec<_> = (0..40).rev().map(|number| number.to_string()).collect();
        for limit in [1, 7, 40, 100] {
            assert_eq!(reasons(&store, &AuditFilter::default(), limit).await, written, "{limit} a page");
        }
        let mut tx = store.read().await.unwrap();
        for (limit, follows) in [(39, true), (40, false), (41, false)] {
            let page = tx.audit(&AuditFilter::default(), None, limit).await.unwrap();
            assert_eq!(page.next.is_some(), follows, "a page of {limit}");
        }
    }

    async fn every_question_is_answered_page_by_page(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let by = || Who::CommandLine("root".into());
        let mut tx = store.write().await.unwrap();
        for at in 0..6 {
            let kind = if at % 2 == 0 { EventKind::LoginSucceeded } else { EventKind::AccountDisabled };
            let mut event = AuditEvent::new(later(at / 2), kind);
            event.account = (at < 4).then(|| lin.clone());
            event.client_id = (at == 1).then(|| "wiki".to_owned());
            event.reference = (at == 2).then(|| "AAAA-BBBB".to_owned());
            event.address = (at > 3).then(|| "203.0.113.7".to_owned());
            event.actor = (kind == EventKind::AccountDisabled).then(by);
            event.change = Some(serde_json::json!({ "before": at, "after": null }));
            event.reason = Some(at.to_string());
            tx.append_audit(&event).await.unwrap();
        }
        tx.commit().await.unwrap();
        let none = AuditFilter::default;
        let disabled = || Some("account.disabled".to_owned());
        for (filter, expected) in [
            (none(), "543210"),
            (AuditFilter { account: Some(lin.clone()), ..none() }, "3210"),
            (AuditFilter { kind: disabled(), ..none() }, "531"),
            (AuditFilter { client_id: Some("wiki".into()), ..none() }, "1"),
            (AuditFilter { actor: Some(by().to_string()), ..none() }, "531"),
            (AuditFilter { reference: Some("AAAA-BBBB".into()), ..none() }, "2"),
            (AuditFilter { address: Some("203.0.113.7".into()), ..none() }, "54"),
            (AuditFilter { from: Some(later(1)), until: Some(later(2)), ..none() }, "32"),
            (AuditFilter { account: Some(lin), kind: disabled(), ..none() }, "31"),
            (AuditFilter { kind: disabled(), from: Some(later(1)), ..none() }, "53"),
            (AuditFilter { address: Some("203.0.113.7".into()), kind: disabled(), until: Some(NOW), ..none() }, ""),
        ] {
            for limit in [1, 2, 10] {
                assert_eq!(reasons(&store, &filter, limit).await.concat(), expected, "{filter:?}");
            }
        }
        let filter = AuditFilter { reference: Some("AAAA-BBBB".into()), ..none() };
        let page = store.read().await.unwrap().audit(&filter, None, 1).await.unwrap();
        assert_eq!(page.lines[0].change.as_deref(), Some(r#"{"after":null,"before":2}"#));
    }

    async fn what_no_index_has_is_looked_for_a_part_at_a_time(store: Store) {
        let mut tx = store.write().await.unwrap();
        for number in 0..5_010 {
            let mut event = AuditEvent::new(later(number), EventKind::LoginSucceeded);
            event.client_id = Some("wiki".into());
            event.address = (number == 3).then(|| "203.0.113.7".to_owned());
            event.reason = Some("x".into());
            tx.append_audit(&event).await.unwrap();
        }
        let mut refused = AuditEvent::new(earlier(1), EventKind::LoginRefused);
        (refused.client_id, refused.reason) = (Some("wiki".into()), Some("found".into()));
        tx.append_audit(&refused).await.unwrap();
        let filter = AuditFilter { client_id: Some("wiki".into()), kind: Some("login.refused".into()), ..AuditFilter::default() };
        let first = tx.audit(&filter, None, 50).await.unwrap();
        assert!(first.lines.is_empty() && first.next.is_some(), "{first:?}");
        let second = tx.audit(&filter, first.next.as_ref(), 50).await.unwrap();
        assert_eq!((second.lines.len(), second.next), (1, None));
        assert_eq!(tx.audit(&filter, first.next.as_ref(), 1).await.unwrap().next, None, "a full page may be the last");
        let just_as_many = AuditFilter { from: Some(later(10)), ..filter.clone() };
        assert_eq!(tx.audit(&just_as_many, None, 50).await.unwrap().next, None, "nothing is left to look at");
        tx.commit().await.unwrap();
        assert_eq!(reasons(&store, &filter, 50).await, ["found"]);
    }

    async fn nothing_changes_a_line_or_removes_it(store: Store) {
        append_alone(&store, NOW, "first").await;
        let mut tempting = vec!["UPDATE audit_events SET reason = 'changed'", "DELETE FROM audit_events"];
        match store.pools() {
            Pools::Sqlite { .. } => {
                tempting.push("REPLACE INTO audit_events (id, at, kind) SELECT id, 0, 'x' FROM audit_events");
                tempting.push("UPDATE OR IGNORE audit_events SET id = 'aud_x'");
            }
            Pools::Postgres(_) => {
                tempting.push("TRUNCATE audit_events");
                tempting.push("INSERT INTO audit_events (id, at, kind) SELECT id, 0, 'x' FROM audit_events
                               ON CONFLICT (id) DO UPDATE SET kind = 'x'");
            }
        }
        for sql in tempting {
            let refused = by_hand(&store, sql).await.unwrap_err().to_string();
            assert!(refused.contains("the audit log is append-only"), "{sql}: {refused}");
        }
        assert_eq!(reasons(&store, &AuditFilter::default(), 10).await, ["first"]);
    }

    async fn only_what_is_old_enough_is_removed(store: Store) {
        for at in 0..5 {
            append_alone(&store, later(at), &at.to_string()).await;
        }
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.remove_audit_before(later(3), 2).await.unwrap(), 2);
        assert_eq!(tx.remove_audit_before(later(3), 2).await.unwrap(), 1);
        assert_eq!(tx.remove_audit_before(later(3), 2).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert_eq!(reasons(&store, &AuditFilter::default(), 10).await, ["4", "3"]);
        assert!(by_hand(&store, "DELETE FROM audit_events").await.is_err(), "what was allowed is over");
        append_alone(&store, NOW, "next").await;
        assert_eq!(reasons(&store, &AuditFilter::default(), 10).await, ["4", "3", "next"]);
    }

    async fn one_forwards_at_a_time_from_where_the_last_one_was(store: Store) {
        for number in 0..3 {
            append_alone(&store, later(number), &number.to_string()).await;
        }
        let mut tx = store.write().await.unwrap();
        let from = tx.hold_forwarding("a", NOW, later(30)).await.unwrap().unwrap();
        assert_eq!(from.as_str(), BEGINNING);
        assert_eq!(tx.hold_forwarding("b", later(30), later(60)).await.unwrap(), None);
        let mut settled = Settled::default();
        tx.settle_audit(&mut settled).await.unwrap();
        // On PostgreSQL this very transaction writes nothing to the log, so nobody is waited for.
        let end = settled.to().unwrap().clone();
        let lines = tx.audit_between(&from, &end, 2).await.unwrap();
        let told: Vec<_> = lines.iter().filter_map(|line| line.reason.as_deref()).collect();
        assert_eq!(told, ["0", "1"]);
        assert_eq!(tx.unforwarded_since().await.unwrap(), Some(NOW));
        assert!(tx.note_forwarded("a", &lines[1].id, later(40)).await.unwrap());
        assert!(!tx.note_forwarded("b", &end, later(40)).await.unwrap());
        assert_eq!(tx.unforwarded_since().await.unwrap(), Some(later(2)));
        let taken = tx.hold_forwarding("b", later(41), later(70)).await.unwrap();
        assert_eq!(taken.as_ref(), Some(&lines[1].id), "where the other one was");
        assert!(!tx.note_forwarded("a", &end, later(80)).await.unwrap(), "too late");
        assert_eq!(tx.audit_between(&lines[1].id, &end, 10).await.unwrap().len(), 1);
        assert!(tx.note_forwarded("b", &end, later(80)).await.unwrap());
        assert_eq!(tx.unforwarded_since().await.unwrap(), None);
        tx.release_forwarding("b").await.unwrap();
        let known = tx.forwarding().await.unwrap();
        assert_eq!((known.forwarded_to, known.holder), (end, None));
    }
}

/// What a transaction that is still under way may yet add is waited for: SQLite has no two of them.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn the_log_is_settled_up_to_whoever_still_writes() {
    let store = super::postgres("audit_settled").await;
    append_alone(&store, NOW, "first").await;
    let mut settled = Settled::default();
    let look = async |settled: &mut Settled| {
        store.read().await.unwrap().settle_audit(settled).await.unwrap();
        let to = settled.to().cloned().unwrap_or_else(|| AuditId::received(BEGINNING));
        let lines = store.read().await.unwrap().audit_between(&AuditId::received(BEGINNING), &to, 10).await;
        lines.unwrap().into_iter().filter_map(|line| line.reason).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(look(&mut settled).await, "first");
    let mut slow = store.write().await.unwrap();
    append(&mut slow, NOW, "slow").await;
    append_alone(&store, NOW, "fast").await;
    assert_eq!(look(&mut settled).await, "first");
    assert_eq!(look(&mut settled).await, "first", "as long as it takes");
    // Others that write meanwhile keep nobody waiting.
    let mut other = store.write().await.unwrap();
    append(&mut other, NOW, "other").await;
    slow.commit().await.unwrap();
    assert_eq!(look(&mut settled).await, "first slow fast");
    drop(other);
    assert_eq!(look(&mut settled).await, "first slow fast");
}
