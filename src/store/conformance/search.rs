//! Accounts that are looked for.

use super::*;
use crate::domain::account::Memberships;
use crate::domain::id::AccountId;

async fn signed_in(store: &Store, open_id: &str, made_at: Timestamp, profile: Profile) -> AccountId {
    let mut tx = store.write().await.unwrap();
    let identity = Identity { profile, ..identity(open_id) };
    let (Bound::New(person) | Bound::Known(person)) =
        tx.bind(&identity, made_at, &SystemEntropy).await.unwrap()
    else {
        panic!("the sub is taken")
    };
    tx.commit().await.unwrap();
    person.account.id
}

fn called(name: &str, email: &str) -> Profile {
    Profile { name: Some(name.into()), email: Some(email.into()), ..Profile::default() }
}

/// By their `sub`s, in the order in which they are found.
async fn look(store: &Store, wanted: &AccountSearch) -> String {
    let found = store.read().await.unwrap().find_accounts(wanted, None, 10).await.unwrap();
    found.into_iter().map(|person| person.account.sub).collect::<Vec<_>>().join(" ")
}

async fn found(store: &Store, text: &str) -> String {
    look(store, &AccountSearch { text: Some(text.to_owned()), enabled: None }).await
}

async fn in_state(store: &Store, text: Option<&str>, enabled: bool) -> String {
    look(store, &AccountSearch { text: text.map(str::to_owned), enabled: Some(enabled) }).await
}

on_each_database! {
    async fn people_are_found_by_what_they_are_called_now(store: Store) {
        signed_in(&store, "ou_1", NOW, called("林小雨", "xiaoyu@example.com")).await;
        signed_in(&store, "ou_2", later(1), called("林小明", "xiaoming@example.com")).await;
        let texts = ["林", "小雨", "林小雨", "XIAO", "xiaoming@example.com", "ou_1", "on_ou_2", "ou", "%", "_", " "];
        let expected = ["ou_2 ou_1", "ou_1", "ou_1", "ou_2 ou_1", "ou_2", "ou_1", "ou_2", "", "", "", ""];
        for (text, expected) in texts.into_iter().zip(expected) {
            assert_eq!(found(&store, text).await, expected, "{text}");
        }
        signed_in(&store, "ou_1", later(2), called("林晓雨", "xiaoyu@example.com")).await;
        let after = [found(&store, "小雨").await, found(&store, "晓雨").await, found(&store, "xiaoyu").await];
        assert_eq!(after, ["", "ou_1", "ou_1"]);
        let mut tx = store.write().await.unwrap();
        assert!(!tx.are_terms_due().await.unwrap());
        assert_eq!(tx.make_due_terms(10).await.unwrap(), 0);
        execute!(&mut tx, "DELETE FROM account_terms").unwrap();
        execute!(&mut tx, "UPDATE accounts SET search_terms = '', terms_due = TRUE").unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&store, "林").await, "", "as after an upgrade");
        assert!(store.read().await.unwrap().are_terms_due().await.unwrap());
        let mut tx = store.write().await.unwrap();
        assert_eq!([tx.make_due_terms(1).await.unwrap(), tx.make_due_terms(10).await.unwrap()], [1, 1]);
        tx.commit().await.unwrap();
        assert_eq!(found(&store, "林").await, "ou_2 ou_1");
    }

    async fn by_state_with_and_without_words(store: Store) {
        let lin = signed_in(&store, "ou_1", NOW, called("林小雨", "a@example.com")).await;
        signed_in(&store, "ou_2", later(1), called("林小明", "b@example.com")).await;
        let zhou = signed_in(&store, "ou_3", later(2), called("周明", "c@example.com")).await;
        let mut tx = store.write().await.unwrap();
        for id in [&lin, &zhou] {
            tx.set_account_enabled(id, false).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!([in_state(&store, None, false).await, in_state(&store, None, true).await], ["ou_3 ou_1", "ou_2"]);
        let lins = [in_state(&store, Some("林"), false).await, in_state(&store, Some("林"), true).await];
        assert_eq!(lins, ["ou_1", "ou_2"]);
        let zhous = [in_state(&store, Some("ou_3"), false).await, in_state(&store, Some("ou_3"), true).await];
        assert_eq!(zhous, ["ou_3", ""]);
        let mut tx = store.write().await.unwrap();
        tx.set_account_enabled(&lin, true).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(in_state(&store, None, false).await, "ou_3");
    }

    async fn by_department_and_group_as_long_as_they_are_known(store: Store) {
        let lin = signed_in(&store, "ou_1", NOW, called("林小雨", "a@example.com")).await;
        let known = Memberships { departments: vec!["od-1".into()], groups: vec!["g1".into()], ..Memberships::default() };
        let mut tx = store.write().await.unwrap();
        tx.note_memberships(("feishu", "ou_1"), Some(&known), NOW, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!([found(&store, "od-1").await, found(&store, "G1").await, found(&store, "od-2").await], ["ou_1", "ou_1", ""]);
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.forget_memberships("feishu", later(1)).await.unwrap(), 1);
        assert_eq!(tx.make_due_terms(10).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(found(&store, "od-1").await, "");
        let mut tx = store.write().await.unwrap();
        tx.note_memberships(("feishu", "ou_1"), Some(&known), later(1), None).await.unwrap();
        tx.unbind(&lin, later(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!([found(&store, "od-1").await, found(&store, "林").await], ["", "ou_1"]);
    }

    async fn page_by_page_nobody_is_missed_or_shown_twice(store: Store) {
        for number in 0..7 {
            // Some within one second.
            signed_in(&store, &format!("ou_{number}"), later(number / 3), called("林小雨", "x@example.com")).await;
        }
        for wanted in [AccountSearch::default(), AccountSearch { text: Some("小雨 x".into()), enabled: Some(true) }] {
            let (mut seen, mut before, mut tx) = (Vec::new(), None, store.read().await.unwrap());
            loop {
                let page = tx.find_accounts(&wanted, before, 2).await.unwrap();
                let Some(last) = page.last() else { break };
                before = Some((last.account.created_at, last.account.id.clone()));
                seen.extend(page.into_iter().map(|person| (person.account.created_at, person.account.sub)));
            }
            assert!(seen.iter().rev().is_sorted_by_key(|(at, _)| at), "{seen:?}");
            let mut subs: Vec<_> = seen.into_iter().map(|(_, sub)| sub).collect();
            subs.sort();
            assert_eq!(subs, ["ou_0", "ou_1", "ou_2", "ou_3", "ou_4", "ou_5", "ou_6"]);
        }
    }

    async fn who_goes_by_one_name_with_another_is_not_meant_by_it(store: Store) {
        let (lin, zhou) = (account(&store, "ou_1").await.account, account(&store, "ou_2").await.account);
        let mut tx = store.write().await.unwrap();
        tx.unbind(&zhou.id, later(1)).await.unwrap();
        assert!(tx.rebind(&lin.id, "feishu", "ou_2", later(2)).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.accounts_named("ou_2").await.unwrap().len(), 2, "the sub of one, the open_id of the other");
        assert!(tx.account_named("ou_2").await.unwrap().is_none());
        assert_eq!(tx.account_named("ou_1").await.unwrap().unwrap().account.id, lin.id);
        assert_eq!(tx.account_named(zhou.id.as_str()).await.unwrap().unwrap().account.sub, "ou_2");
    }
}
