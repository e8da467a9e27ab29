//! Where people stand in the directory: what is known, whose turn it is, and what is forgotten.

use super::changes::Told;
use super::*;
use crate::domain::account::Memberships;
use crate::domain::id::AccountId;
use crate::domain::session::{Device, Session};
use crate::store::Change;

fn engineer() -> Memberships {
    Memberships {
        departments: vec!["od-engineering".into(), "od-平台".into()],
        all_departments: true,
        groups: vec!["oncall".into()],
        all_groups: false,
    }
}

async fn known(store: &Store, account: &AccountId) -> Memberships {
    store.read().await.unwrap().account(account).await.unwrap().unwrap().memberships
}

/// Whether anybody was told of a change.
async fn note(store: &Store, open_id: &str, what: Option<&Memberships>, at: Timestamp) -> bool {
    let told = Told::of(store);
    let mut tx = store.write().await.unwrap();
    tx.note_memberships(("feishu", open_id), what, at, Some(at.plus(HOUR))).await.unwrap();
    tx.commit().await.unwrap();
    !told.take().is_empty()
}

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Somebody with a session that lapses in an hour.
async fn signed_in(store: &Store, open_id: &str) -> (AccountId, SessionId) {
    let account = account(store, open_id).await.account.id;
    let id = SessionId::new(&SystemEntropy);
    let session = Session {
        token: Opaque::new(&SystemEntropy).hash(),
        account: account.clone(),
        auth_time: NOW,
        chain: id.clone(),
        id: id.clone(),
        last_used_at: NOW,
        expires_at: NOW.plus(HOUR),
        device: Device::default(),
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    (account, id)
}

async fn claim(store: &Store, now: Timestamp, limit: i64) -> Vec<String> {
    let mut tx = store.write().await.unwrap();
    tx.retire_from_directory("feishu", now, NOW).await.unwrap();
    let turns = tx.claim_directory("feishu", now, now.plus(HOUR), limit).await.unwrap();
    tx.commit().await.unwrap();
    turns.into_iter().map(|turn| turn.open_id).collect()
}

on_each_database! {
    async fn what_was_read_is_known_until_it_is_read_again(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        assert_eq!(known(&store, &person).await, Memberships::default());
        assert!(note(&store, "ou_1", Some(&engineer()), NOW).await);
        assert_eq!(known(&store, &person).await, engineer());
        assert!(!note(&store, "ou_1", Some(&engineer()), later(5)).await, "nothing changed");
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.memberships_read_at(&person).await.unwrap(), Some(later(5)));
        drop(tx);
        assert!(!note(&store, "ou_1", None, later(4)).await, "an answer that comes late changes nothing");
        assert_eq!(known(&store, &person).await, engineer());
        assert!(note(&store, "ou_1", None, later(5)).await);
        assert_eq!(known(&store, &person).await, Memberships::default());
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.memberships_read_at(&person).await.unwrap(), None);
    }

    async fn what_is_too_old_is_forgotten(store: Store) {
        let (old, new) = (account(&store, "ou_1").await.account.id, account(&store, "ou_2").await.account.id);
        note(&store, "ou_1", Some(&engineer()), NOW).await;
        note(&store, "ou_2", Some(&engineer()), later(10)).await;
        for (connector, before, forgotten) in [("lark", later(99), 0), ("feishu", later(10), 1), ("feishu", later(10), 0)] {
            let told = Told::of(&store);
            let mut tx = store.write().await.unwrap();
            assert_eq!(tx.forget_memberships(connector, before).await.unwrap(), forgotten, "{connector}");
            tx.commit().await.unwrap();
            assert_eq!(told.take(), vec![Change::Account(old.clone()); forgotten]);
        }
        assert_eq!(known(&store, &old).await, Memberships::default());
        assert_eq!(known(&store, &new).await, engineer());
    }

    async fn whoever_has_something_alive_gets_a_turn_in_order(store: Store) {
        for open_id in ["ou_1", "ou_2", "ou_3"] {
            signed_in(&store, open_id).await;
        }
        account(&store, "ou_never").await;
        grant_with_code(&store, "ou_granted").await;
        let mut tx = store.write().await.unwrap();
        assert!(!tx.directory_is_due("feishu", NOW).await.unwrap());
        tx.begin_directory("feishu", NOW, NOW).await.unwrap();
        tx.postpone_directory(("feishu", "ou_2"), earlier(5)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.read().await.unwrap().directory_is_due("feishu", NOW).await.unwrap());
        assert!(!store.read().await.unwrap().directory_is_due("lark", NOW).await.unwrap());
        assert_eq!(claim(&store, NOW, 1).await, ["ou_2"]);
        let mut others = claim(&store, NOW, 9).await;
        others.sort();
        assert_eq!(others, ["ou_1", "ou_3", "ou_granted"]);
        assert!(claim(&store, NOW, 9).await.is_empty(), "each has one claimant");
        assert!(!store.read().await.unwrap().directory_is_due("feishu", NOW).await.unwrap());
    }

    async fn whoever_has_nothing_alive_is_let_go(store: Store) {
        let (account, session) = signed_in(&store, "ou_1").await;
        note(&store, "ou_1", Some(&engineer()), earlier(60 * 60)).await;
        let mut tx = store.write().await.unwrap();
        tx.end_chain(&session, NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(&store, NOW, 9).await.is_empty());
        let mut tx = store.write().await.unwrap();
        assert!(!tx.directory_is_due("feishu", later(9999)).await.unwrap());
        tx.begin_directory("feishu", NOW, NOW).await.unwrap();
        assert!(!tx.directory_is_due("feishu", NOW).await.unwrap());
        drop(tx);
        assert_eq!(known(&store, &account).await, engineer(), "until it is too old");
        signed_in(&store, "ou_2").await;
        let mut tx = store.write().await.unwrap();
        tx.begin_directory("feishu", NOW, later(1)).await.unwrap();
        assert!(!tx.directory_is_due("feishu", NOW).await.unwrap(), "idle");
        tx.begin_directory("feishu", later(60 * 60), NOW).await.unwrap();
        assert!(!tx.directory_is_due("feishu", later(60 * 60)).await.unwrap(), "lapsed");
    }

    async fn sixteen_replicas_share_the_turns(store: Store) {
        for n in 0..8 {
            signed_in(&store, &format!("ou_{n}")).await;
        }
        let mut tx = store.write().await.unwrap();
        tx.begin_directory("feishu", NOW, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let claims = race(&store, |store| async move { claim(&store, NOW, 4).await }).await;
        let mut claimed = claims.concat();
        claimed.extend(claim(&store, NOW, 9).await);
        claimed.sort();
        assert_eq!(claimed, (0..8).map(|n| format!("ou_{n}")).collect::<Vec<_>>());
    }
}
