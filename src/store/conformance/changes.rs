//! The feed of changes: what is written to it, by which methods, and that no reader misses any of it.

use std::sync::Mutex;

use super::*;
use crate::domain::access::ApplicationSession;
use crate::domain::id::{AccountId, ApplicationSessionId};
use crate::domain::session::{Device, Session};
use crate::store::{Change, Follower, StoreError, Watcher};

/// Remembers what it was told.
#[derive(Debug, Default)]
struct Told(Mutex<Vec<Change>>);

impl Watcher for Told {
    fn changed(&self, changes: &[Change]) {
        self.0.lock().unwrap().extend_from_slice(changes);
    }
}

impl Told {
    fn of(store: &Store) -> Arc<Self> {
        let told = Arc::new(Self::default());
        store.feed().watch(told.clone());
        told
    }

    /// Since it was last asked.
    fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Another process on the same database: what it is told, it read.
struct Elsewhere {
    told: Arc<Told>,
    store: Store,
    follower: Follower,
}

impl Elsewhere {
    async fn of(store: &Store) -> Self {
        let store = store.as_another_process();
        let (told, follower) = (Told::of(&store), store.follower());
        let mut elsewhere = Self { told, store, follower };
        assert!(!elsewhere.store.feed().is_current(), "nobody has looked");
        assert_eq!(elsewhere.hears().await, [Change::Everything], "whatever was read before the first look");
        elsewhere
    }

    async fn hears(&mut self) -> Vec<Change> {
        // On a busy machine a look may take too long.
        while let Err(error) = self.follower.look().await {
            assert!(matches!(error, StoreError::Slow), "{error}");
        }
        self.told.take()
    }
}

async fn disable(store: &Store, account: &AccountId) {
    let mut tx = store.write().await.unwrap();
    tx.set_account_enabled(account, false).await.unwrap();
    tx.commit().await.unwrap();
}

async fn signed_in(store: &Store, account: &AccountId) -> (Session, ApplicationSession) {
    let id = SessionId::new(&SystemEntropy);
    let session = Session {
        chain: id.clone(),
        id: id.clone(),
        token: Opaque::new(&SystemEntropy).hash(),
        account: account.clone(),
        auth_time: NOW,
        last_used_at: NOW,
        expires_at: later(1000),
        device: Device::default(),
    };
    let at_wiki = ApplicationSession {
        id: ApplicationSessionId::new(&SystemEntropy),
        token: Opaque::new(&SystemEntropy).hash(),
        application: "wiki".into(),
        account: account.clone(),
        chain: id,
        created_at: NOW,
        expires_at: later(900),
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_session(&session).await.unwrap();
    tx.insert_application_session(&at_wiki).await.unwrap();
    tx.commit().await.unwrap();
    (session, at_wiki)
}

on_each_database! {
    async fn whatever_puts_somebody_out_is_told_here_at_the_commit_and_elsewhere_at_the_next_look(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let (here, mut elsewhere) = (Told::of(&store), Elsewhere::of(&store).await);
        let their = Change::Account(person.clone());
        for way in ["end_session", "end_application_session", "end_chain", "end_everything_of", "disable", "enable"] {
            let (session, at_wiki) = signed_in(&store, &person).await;
            assert_eq!((here.take(), elsewhere.hears().await), (vec![], vec![]), "a sign-in is no news");
            let mut tx = store.write().await.unwrap();
            match way {
                "end_session" => assert!(tx.end_session(&session.id, NOW).await.unwrap()),
                "end_application_session" => {
                    assert!(tx.end_application_session(&at_wiki.token, "wiki", NOW).await.unwrap());
                }
                "end_chain" => assert!(tx.end_chain(&session.chain, NOW).await.unwrap()),
                "end_everything_of" => tx.end_everything_of(&person, NOW).await.unwrap(),
                _ => assert!(tx.set_account_enabled(&person, way == "enable").await.unwrap()),
            }
            assert_eq!((here.take(), elsewhere.hears().await), (vec![], vec![]), "{way}: not before the commit");
            tx.commit().await.unwrap();
            assert_eq!((here.take(), elsewhere.hears().await), (vec![their.clone()], vec![their.clone()]), "{way}");
            assert_eq!(elsewhere.hears().await, [], "once");
        }
    }

    async fn a_login_is_told_when_it_changed_something(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let here = Told::of(&store);
        let mut known = identity("ou_1");
        account(&store, "ou_1").await;
        account(&store, "ou_2").await;
        assert_eq!(here.take(), [], "the same again, and somebody new");
        type Alter = fn(&mut Identity);
        let alterations: [Alter; 4] = [
            |identity| identity.user_id = Some("u1".into()),
            |identity| identity.tenant_key = "another".into(),
            |identity| identity.profile.name = None,
            |identity| identity.profile.employee_no = Some("7".into()),
        ];
        for alter in alterations {
            alter(&mut known);
            for times in [1, 0] {
                let mut tx = store.write().await.unwrap();
                tx.bind(&known, later(5), &SystemEntropy).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(here.take(), vec![Change::Account(person.clone()); times], "{known:?}");
            }
        }
        known.user_id = None;
        let mut tx = store.write().await.unwrap();
        tx.bind(&known, later(5), &SystemEntropy).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(here.take(), [], "an id that was not told is kept");
    }

    async fn what_is_rolled_back_is_not_told(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let (here, mut elsewhere) = (Told::of(&store), Elsewhere::of(&store).await);
        let mut tx = store.write().await.unwrap();
        tx.set_account_enabled(&person, false).await.unwrap();
        drop(tx);
        disable(&store, &person).await;
        let once = [Change::Account(person)];
        assert_eq!((here.take(), elsewhere.hears().await), (once.to_vec(), once.to_vec()));
    }

    async fn many_at_once_are_one_row_each_and_none_is_missed(store: Store) {
        let mut accounts = Vec::new();
        for n in 0..16 {
            accounts.push(account(&store, &format!("ou_{n}")).await.account.id);
        }
        let mut elsewhere = Elsewhere::of(&store).await;
        let all = accounts.clone();
        let tasks: Vec<_> = accounts
            .into_iter()
            .map(|account| {
                let store = store.clone();
                tokio::spawn(async move { disable(&store, &account).await })
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

/// Its connection is cut by the server: the next looks are on another.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn a_lost_connection_is_made_anew() {
    let store = postgres("lost_listener").await;
    let person = account(&store, "ou_1").await.account.id;
    let mut elsewhere = Elsewhere::of(&store).await;
    let mut tx = store.write().await.unwrap();
    let ended = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                 WHERE datname = current_database() AND query NOT LIKE '%pg_terminate%' AND pid <> pg_backend_pid()";
    execute!(&mut tx, ended).unwrap();
    tx.commit().await.unwrap();
    disable(&store, &person).await;
    assert!(elsewhere.follower.look().await.is_err(), "the connection was cut");
    assert_eq!(elsewhere.hears().await, [Change::Account(person)]);
}
