//! Accounts, bindings and sessions.

use super::*;
use crate::domain::id::AccountId;
use crate::domain::session::{Device, Session};
use crate::store::Tx;

async fn bind(store: &Store, identity: &Identity, at: Timestamp) -> Bound {
    let mut tx = store.write().await.unwrap();
    let bound = tx.bind(identity, at, &SystemEntropy).await.unwrap();
    tx.commit().await.unwrap();
    bound
}

async fn read(store: &Store) -> Tx {
    store.read().await.unwrap()
}

on_each_database! {
    async fn sixteen_first_logins_make_one_account(store: Store) {
        let outcomes = race(&store, |store| async move { bind(&store, &identity("ou_race"), NOW).await }).await;
        let made = outcomes.iter().filter(|bound| matches!(bound, Bound::New(_))).count();
        assert_eq!(made, 1);
        assert_eq!(read(&store).await.find_accounts(&AccountSearch::default(), None, 10).await.unwrap().len(), 1);
    }

    async fn a_login_refreshes_the_profile_and_never_the_sub(store: Store) {
        let first = account(&store, "ou_1").await;
        let mut changed = identity("ou_1");
        changed.union_id = None;
        changed.user_id = Some("u1".into());
        changed.profile = Profile { email: Some("z@example.com".into()), ..Profile::default() };
        let Bound::Known(second) = bind(&store, &changed, later(5)).await else { panic!("bound twice") };
        assert_eq!((second.account.id, second.account.sub.as_str()), (first.account.id, "ou_1"));
        assert_eq!(second.account.profile, changed.profile, "what Feishu no longer tells is forgotten");
        assert_eq!(second.binding.union_id.as_deref(), Some("on_ou_1"), "ids are kept for a later rebind");
        assert_eq!(second.binding.user_id.as_deref(), Some("u1"));
        assert_eq!((second.account.created_at, second.account.last_login_at), (NOW, later(5)));
    }

    async fn another_connector_cannot_take_a_sub(store: Store) {
        account(&store, "ou_1").await;
        let mut stranger = identity("ou_1");
        stranger.connector = "lark".into();
        let mut tx = store.write().await.unwrap();
        assert!(matches!(tx.bind(&stranger, NOW, &SystemEntropy).await.unwrap(), Bound::SubTaken));
        drop(tx);
        assert_eq!(read(&store).await.find_accounts(&AccountSearch::default(), None, 10).await.unwrap().len(), 1);
    }

    async fn whoever_is_unbound_gets_no_other_account_until_bound_again(store: Store) {
        let lin = account(&store, "ou_1").await.account;
        let mut tx = store.write().await.unwrap();
        assert!(tx.rebind(&lin.id, "feishu", "ou_2", NOW).await.unwrap());
        tx.unbind(&lin.id, NOW).await.unwrap();
        tx.unbind(&lin.id, NOW).await.unwrap();
        tx.commit().await.unwrap();
        for open_id in ["ou_1", "ou_2"] {
            let mut tx = store.write().await.unwrap();
            let bound = tx.bind(&identity(open_id), NOW, &SystemEntropy).await.unwrap();
            assert_eq!(matches!(bound, Bound::Unbound), open_id == "ou_2", "{bound:?}");
            assert!(matches!(bound, Bound::Unbound | Bound::SubTaken));
        }
        let zhou = account(&store, "ou_3").await.account;
        let mut tx = store.write().await.unwrap();
        assert!(tx.rebind(&zhou.id, "feishu", "ou_2", NOW).await.unwrap());
        assert!(tx.rebind(&zhou.id, "feishu", "ou_3", NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert!(matches!(bind(&store, &identity("ou_2"), NOW).await, Bound::New(_)), "nobody unbound it since");
    }

    async fn a_disabled_account_keeps_its_last_login(store: Store) {
        let person = account(&store, "ou_1").await.account;
        let mut tx = store.write().await.unwrap();
        assert!(tx.set_account_enabled(&person.id, false).await.unwrap());
        assert!(!tx.set_account_enabled(&AccountId::received("acc_none"), false).await.unwrap());
        tx.commit().await.unwrap();
        let Bound::Known(again) = bind(&store, &identity("ou_1"), later(5)).await else { panic!("bound twice") };
        assert!(!again.account.enabled);
        assert_eq!(again.account.last_login_at, NOW);
    }

    async fn accounts_are_found_by_each_of_their_names(store: Store) {
        for open_id in ["ou_1", "ou_2", "ou_3"] {
            account(&store, open_id).await;
        }
        let mut tx = read(&store).await;
        let one = tx.account_named("ou_1").await.unwrap().unwrap();
        for name in [one.account.id.as_str(), "on_ou_1"] {
            assert_eq!(tx.account_named(name).await.unwrap().unwrap(), one);
        }
        assert!(tx.account_named("ou_9").await.unwrap().is_none());
        assert_eq!(tx.account(&one.account.id).await.unwrap(), Some(one));
    }

    async fn a_session_lives_until_it_ends_lapses_or_its_account_is_disabled(store: Store) {
        let person = account(&store, "ou_1").await.account;
        let cookie = Opaque::new(&SystemEntropy).hash();
        let session = Session {
            id: SessionId::new(&SystemEntropy),
            token: cookie.clone(),
            account: person.id.clone(),
            auth_time: earlier(3),
            chain: SessionId::received("ses_first"),
            last_used_at: earlier(3),
            expires_at: later(60),
            device: Device { address: Some("192.0.2.1".into()), user_agent: Some("Browser 周".into()) },
        };
        let mut tx = store.write().await.unwrap();
        tx.insert_session(&session).await.unwrap();
        let (live, who) = tx.live_session(&cookie, NOW, earlier(3)).await.unwrap().unwrap();
        assert_eq!(format!("{live:?}"), format!("{session:?}"));
        assert!(tx.live_session(&cookie, NOW, earlier(2)).await.unwrap().is_none(), "idle");
        assert_eq!(who.account.id, person.id);
        assert!(tx.live_session(&cookie, later(60), earlier(9)).await.unwrap().is_none(), "lapsed");
        assert!(tx.live_session(&Opaque::new(&SystemEntropy).hash(), NOW, earlier(9)).await.unwrap().is_none());
        tx.set_account_enabled(&person.id, false).await.unwrap();
        assert!(tx.live_session(&cookie, NOW, earlier(9)).await.unwrap().is_none(), "disabled");
        tx.set_account_enabled(&person.id, true).await.unwrap();
        assert!(tx.hold_session(&live.id, NOW).await.unwrap());
        assert!(tx.live_session(&cookie, NOW, NOW).await.unwrap().is_some(), "used just now");
        assert!(!tx.hold_session(&live.id, later(60)).await.unwrap(), "lapsed");
        assert!(tx.end_session(&live.id, NOW).await.unwrap());
        assert!(!tx.hold_session(&live.id, NOW).await.unwrap(), "ended");
        assert!(!tx.end_session(&live.id, NOW).await.unwrap());
        assert!(tx.live_session(&cookie, NOW, earlier(9)).await.unwrap().is_none(), "ended");
    }
}
