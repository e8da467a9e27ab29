//! What is asked of a large table costs what the answer has, not what the table has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{NOW, SystemEntropy, account, earlier, grant_with_code, later, on_each_database};
use crate::domain::admin::Who;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::grant::Grant;
use crate::domain::id::{AccountId, AuditId, GrantId};
use crate::domain::time::Timestamp;
use crate::store::{AuditFilter, Connection, Store, Tx};

/// Lines, or grants, that nobody asks for.
const MANY: u64 = 3_000;
/// Steps of SQLite's machine, of which a line that is read takes dozens and one that is passed over several; rows that
/// PostgreSQL reads.
const FEW: (u64, u64) = (2_000, 60);

/// What a transaction has cost.
enum Work {
    Steps(Arc<AtomicU64>),
    Rows(u64),
}

impl Work {
    async fn begin(tx: &mut Tx) -> Self {
        match &mut tx.connection {
            Connection::Sqlite(tx) => {
                let steps = Arc::new(AtomicU64::new(0));
                let counted = Arc::clone(&steps);
                tx.lock_handle().await.unwrap().set_progress_handler(1, move || {
                    counted.fetch_add(1, Ordering::Relaxed);
                    true
                });
                Self::Steps(steps)
            }
            Connection::Postgres(tx) => {
                // Of tables as small as these it would read everything; what matters is whether it has to.
                for kind in ["seqscan", "bitmapscan", "sort"] {
                    let off = format!("SET LOCAL enable_{kind} = off");
                    sqlx::query(sqlx::AssertSqlSafe(off)).execute(&mut **tx).await.unwrap();
                }
                Self::Rows(rows(tx).await)
            }
        }
    }

    /// Not more than little, and not less than reading `answer` takes.
    async fn assert_little(self, tx: &mut Tx, answer: u64, what: &str) {
        let (cost, most) = match (self, &mut tx.connection) {
            (Self::Rows(before), Connection::Postgres(tx)) => (rows(tx).await - before, FEW.1),
            (Self::Steps(steps), _) => (steps.load(Ordering::Relaxed), FEW.0),
            (Self::Rows(_), Connection::Sqlite(_)) => unreachable!(),
        };
        assert!((answer..most).contains(&cost), "{what}: {cost}");
    }
}

/// The rows of tables that this transaction has read so far.
async fn rows(tx: &mut sqlx::PgConnection) -> u64 {
    let read =
        "SELECT CAST(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) AS BIGINT) FROM pg_stat_xact_user_tables";
    let read: i64 = sqlx::query_scalar(read).fetch_one(tx).await.unwrap();
    u64::try_from(read).unwrap()
}

/// Three lines, then many about something else.
async fn lines(store: &Store, lin: &AccountId, zhou: &AccountId) {
    let mut tx = store.write().await.unwrap();
    for number in 0..MANY + 3 {
        let is_wanted = number < 3;
        let of = |wanted: &str, other: &str| Some(if is_wanted { wanted } else { other }.to_owned());
        let kind = if is_wanted { EventKind::ClientAdded } else { EventKind::ApplicationEntered };
        let at = if is_wanted { earlier(3 - number) } else { later(number) };
        let mut event = AuditEvent::new(at, kind);
        event.account = Some(if is_wanted { lin } else { zhou }.clone());
        event.client_id = of("wiki", "grafana");
        event.actor = of("lin", "zhou").map(Who::CommandLine);
        event.address = of("203.0.113.7", "203.0.113.8");
        event.reference = of("AAAA-BBBB", "CCCC-DDDD");
        tx.append_audit(&event).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// One filter by each of what a filter may have.
fn filters(name: impl Fn(&str, &str) -> String, account: &AccountId) -> Vec<AuditFilter> {
    let none = AuditFilter::default;
    vec![
        AuditFilter { kind: Some(name("client.added", "application.entered")), ..none() },
        AuditFilter { account: Some(account.clone()), ..none() },
        AuditFilter { client_id: Some(name("wiki", "grafana")), ..none() },
        AuditFilter { actor: Some(Who::CommandLine(name("lin", "zhou")).to_string()), ..none() },
        AuditFilter { address: Some(name("203.0.113.7", "203.0.113.8")), ..none() },
        AuditFilter { reference: Some(name("AAAA-BBBB", "CCCC-DDDD")), ..none() },
    ]
}

/// How many lines a page of two has, which must not be much work.
async fn look(store: &Store, filter: &AuditFilter, before: Option<Timestamp>) -> u64 {
    let before = before.map(|at| (at, AuditId::received("aud_0")));
    let mut tx = store.read().await.unwrap();
    let work = Work::begin(&mut tx).await;
    let page = tx.audit(filter, before.as_ref(), 2).await.unwrap();
    let count = page.lines.len() as u64;
    work.assert_little(&mut tx, count, &format!("{filter:?} before {before:?}")).await;
    count
}

on_each_database! {
    async fn a_page_of_the_log_is_read_from_where_it_begins(store: Store) {
        let (lin, zhou) = (account(&store, "ou_1").await, account(&store, "ou_2").await);
        let (lin, zhou) = (lin.account.id, zhou.account.id);
        lines(&store, &lin, &zhou).await;
        for filter in filters(|wanted, _| wanted.to_owned(), &lin) {
            assert_eq!(look(&store, &filter, None).await, 2, "the few, below the many");
            assert_eq!(look(&store, &filter, Some(earlier(2))).await, 1);
            assert_eq!(look(&store, &AuditFilter { from: Some(NOW), ..filter.clone() }, None).await, 0);
        }
        let many = filters(|_, other| other.to_owned(), &zhou).into_iter().chain([AuditFilter::default()]);
        for filter in many {
            let (from, until) = (Some(later(7)), Some(later(MANY)));
            for (from, until) in [(None, None), (from, None), (None, until), (from, until)] {
                let filter = AuditFilter { from, until, ..filter.clone() };
                assert_eq!(look(&store, &filter, None).await, 2);
                assert_eq!(look(&store, &filter, Some(later(20))).await, 2, "a page far below the first");
            }
            let filter = AuditFilter { until: Some(later(20)), ..filter };
            assert_eq!(look(&store, &filter, Some(later(MANY))).await, 2, "a page of another filter");
        }
    }

    async fn what_one_application_has_is_counted_without_the_others(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        for _ in 0..MANY {
            let id = GrantId::new(&SystemEntropy);
            let other = Grant { id, client_id: "grafana".into(), ..grant.clone() };
            tx.insert_grant(&other, later(600)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = store.read().await.unwrap();
        let work = Work::begin(&mut tx).await;
        assert_eq!(tx.had_by_client("app", NOW).await.unwrap(), (1, 1));
        work.assert_little(&mut tx, 1, "an application's grants").await;
    }
}
