//! Who reads the feed misses nothing, whatever happens at the same time.

use super::*;
use crate::store::Pools;

on_each_database! {
    async fn many_at_once_are_one_row_each_and_none_is_missed(store: Store) {
        let mut accounts = Vec::new();
        for n in 0..16 {
            accounts.push(account(&store, &format!("ou_{n}")).await.account.id);
        }
        let mut elsewhere = Elsewhere::of(&store).await;
        let all = accounts.clone();
        // Four at once: more would wait for SQLite's one writer longer than a busy machine's disk allows.
        let tasks: Vec<_> = accounts
            .chunks(4)
            .map(|some| {
                let (store, some) = (store.clone(), some.to_vec());
                tokio::spawn(async move {
                    for account in &some {
                        disable(&store, account).await;
                    }
                })
            })
            .collect();
        // It looks while they commit.
        let mut heard = Vec::new();
        while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
            heard.extend(elsewhere.hears().await);
        }
        heard.extend(elsewhere.hears().await);
        heard.sort();
        let mut all: Vec<_> = all.into_iter().map(Change::Account).collect();
        all.sort();
        assert_eq!(heard, all);
    }

    async fn a_reader_behind_the_sweep_forgets_everything(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let (mut behind, mut close) = (Elsewhere::of(&store).await, Elsewhere::of(&store).await);
        let mut tx = store.write().await.unwrap();
        // As after many more transactions than are kept.
        execute!(&mut tx, "UPDATE access_feed SET seq = seq + 20000").unwrap();
        tx.commit().await.unwrap();
        close.hears().await;
        disable(&store, &person).await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.sweep(NOW).await.unwrap().changes, 0);
        tx.commit().await.unwrap();
        assert_eq!(close.hears().await, [Change::Account(person)]);
        assert_eq!(behind.hears().await, [Change::Everything]);
    }

    async fn changes_are_swept_by_number(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        disable(&store, &person).await;
        let mut tx = store.write().await.unwrap();
        execute!(&mut tx, "UPDATE access_feed SET seq = seq + 9999").unwrap();
        assert_eq!(tx.sweep(NOW).await.unwrap().changes, 0);
        execute!(&mut tx, "UPDATE access_feed SET seq = seq + 1").unwrap();
        assert_eq!(tx.sweep(NOW).await.unwrap().changes, 1);
    }

    async fn too_many_to_name_are_everything(store: Store) {
        let mut elsewhere = Elsewhere::of(&store).await;
        let mut tx = store.write().await.unwrap();
        for n in 0..1001 {
            tx.changed(Change::Account(AccountId::received(&format!("acc_{n}"))));
        }
        tx.commit().await.unwrap();
        assert_eq!(elsewhere.hears().await, [Change::Everything]);
    }

    async fn a_database_that_is_gone_is_not_current(store: Store) {
        let mut elsewhere = Elsewhere::of(&store).await;
        let mut tx = store.write().await.unwrap();
        execute!(&mut tx, "DELETE FROM access_feed").unwrap();
        tx.commit().await.unwrap();
        assert!(elsewhere.follower.look().await.is_err());
        let tx = store.write().await.unwrap();
        assert!(tx.commit().await.is_ok(), "what changes nothing needs no feed");
    }
}

/// Strangers with made-up cookies have them all looked up.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_waits_for_no_lookup() {
    let (_folder, store) = sqlite().await;
    let mut elsewhere = Elsewhere::of(&store).await;
    let Pools::Sqlite { readers, .. } = &elsewhere.store.pools else { unreachable!("it is SQLite") };
    let mut taken = Vec::new();
    while let Some(connection) = readers.try_acquire() {
        taken.push(connection);
    }
    for _ in taken.len()..4 {
        taken.push(readers.acquire().await.unwrap());
    }
    let person = account(&store, "ou_1").await.account.id;
    disable(&store, &person).await;
    assert_eq!(elsewhere.hears().await, [Change::Account(person)]);
}

/// On SQLite the second would wait for the first.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn who_began_first_and_commits_last_is_not_missed() {
    let store = postgres("commit_order").await;
    let (first, second) =
        (account(&store, "ou_1").await.account.id, account(&store, "ou_2").await.account.id);
    let mut elsewhere = Elsewhere::of(&store).await;
    let mut slow = store.write().await.unwrap();
    slow.set_account_enabled(&first, false).await.unwrap();
    disable(&store, &second).await;
    assert_eq!(elsewhere.hears().await, [Change::Account(second)]);
    slow.commit().await.unwrap();
    assert_eq!(elsewhere.hears().await, [Change::Account(first)]);
}

/// Its connection is cut by the server: the next looks are on another, and maybe at a replica that lost what was told and has
/// something else by the same numbers.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn a_lost_connection_is_made_anew_and_nothing_of_before_counts() {
    let store = postgres("lost_listener").await;
    let person = account(&store, "ou_1").await.account.id;
    let mut elsewhere = Elsewhere::of(&store).await;
    let mut tx = store.write().await.unwrap();
    let ended = "SELECT pg_terminate_backend(pid, 60000)::text FROM pg_stat_activity
                 WHERE datname = current_database() AND query NOT LIKE '%pg_terminate%' AND pid <> pg_backend_pid()";
    execute!(&mut tx, ended).unwrap();
    tx.commit().await.unwrap();
    disable(&store, &person).await;
    assert!(elsewhere.follower.look().await.is_err(), "the connection was cut");
    assert_eq!(elsewhere.hears().await, [Change::Everything]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn the_database_rings_at_the_commit() {
    let store = postgres("rings").await;
    let person = account(&store, "ou_1").await.account.id;
    let Pools::Postgres(pool) = store.pools() else { panic!("not PostgreSQL") };
    let mut listener = sqlx::postgres::PgListener::connect_with(pool).await.unwrap();
    listener.listen("access_changes").await.unwrap();
    let mut tx = store.write().await.unwrap();
    tx.set_account_enabled(&person, false).await.unwrap();
    assert!(listener.next_buffered().is_none());
    tx.commit().await.unwrap();
    assert_eq!(listener.recv().await.unwrap().channel(), "access_changes");
}
