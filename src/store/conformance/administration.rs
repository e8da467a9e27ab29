//! Roles, API tokens and notes.

use super::*;
use crate::domain::admin::{ApiToken, Role, Who};
use crate::domain::id::ApiTokenId;

fn root() -> Who {
    Who::CommandLine("root".to_owned())
}

on_each_database! {
    async fn an_account_has_one_role_at_most(store: Store) {
        let (lin, zhou) = (account(&store, "ou_1").await.account, account(&store, "ou_2").await.account);
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), None);
        tx.set_role(&lin.id, Role::Auditor, &root(), NOW).await.unwrap();
        tx.set_role(&zhou.id, Role::Helpdesk, &root(), later(1)).await.unwrap();
        tx.set_role(&lin.id, Role::Owner, &root(), later(2)).await.unwrap();
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), Some(Role::Owner));
        assert_eq!(tx.hold_owners().await.unwrap(), std::slice::from_ref(&lin.id));
        tx.set_account_enabled(&lin.id, false).await.unwrap();
        assert!(tx.hold_owners().await.unwrap().is_empty(), "a disabled owner helps nobody");
        tx.set_account_enabled(&lin.id, true).await.unwrap();
        let roles = tx.roles().await.unwrap();
        let roles: Vec<_> = roles.iter().map(|(person, role)| (person.account.sub.as_str(), *role)).collect();
        assert_eq!(roles, [("ou_2", Role::Helpdesk), ("ou_1", Role::Owner)]);
        assert!(tx.remove_role(&lin.id).await.unwrap());
        assert!(!tx.remove_role(&lin.id).await.unwrap());
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), None);
    }

    async fn of_two_who_take_the_others_role_one_comes_second(store: Store) {
        let ids = [account(&store, "ou_1").await.account.id, account(&store, "ou_2").await.account.id];
        let mut tx = store.write().await.unwrap();
        for id in &ids {
            tx.set_role(id, Role::Owner, &root(), NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut first = store.write().await.unwrap();
        assert_eq!(first.hold_owners().await.unwrap().len(), 2);
        let second = tokio::spawn({
            let store = store.clone();
            async move { store.write().await.unwrap().hold_owners().await.unwrap() }
        });
        // It may go as far as it can.
        for _ in 0..20_000 {
            tokio::task::yield_now().await;
        }
        first.remove_role(&ids[0]).await.unwrap();
        first.commit().await.unwrap();
        assert_eq!(second.await.unwrap(), ids[1..]);
    }

    async fn a_token_is_good_until_it_lapses_or_is_revoked(store: Store) {
        let mut tx = store.write().await.unwrap();
        let (token, value) = ApiToken::new(&SystemEntropy, "ci", Role::Auditor, &root(), NOW, later(100));
        tx.insert_api_token(&token).await.unwrap();
        let found = tx.live_api_token(&value.hash(), later(99)).await.unwrap().unwrap();
        assert!(tx.live_api_token_with_id(&token.id, later(99)).await.unwrap().is_some());
        assert!(tx.live_api_token_with_id(&token.id, later(100)).await.unwrap().is_none());
        assert_eq!((found.id.clone(), found.role, found.last_used_at), (token.id.clone(), Role::Auditor, None));
        assert_eq!(found.created_by, "command line: root");
        assert!(tx.live_api_token(&value.hash(), later(100)).await.unwrap().is_none());
        assert!(tx.live_api_token(&Opaque::new(&SystemEntropy).hash(), NOW).await.unwrap().is_none());
        tx.note_use_of_api_token(&token.id, later(7)).await.unwrap();
        assert_eq!(tx.api_tokens().await.unwrap().pop().unwrap().last_used_at, Some(later(7)));
        assert!(!tx.revoke_api_token(&ApiTokenId::received("tok_x"), NOW).await.unwrap());
        assert!(tx.revoke_api_token(&token.id, NOW).await.unwrap());
        assert!(!tx.revoke_api_token(&token.id, NOW).await.unwrap());
        assert!(tx.live_api_token(&value.hash(), NOW).await.unwrap().is_none());
        assert!(tx.api_tokens().await.unwrap().is_empty());
    }

    async fn behind_a_token_is_who_could_still_make_it(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let mut tx = store.write().await.unwrap();
        let mut by = Who::Account(lin.clone());
        let mut values = Vec::new();
        for name in ["made by a person", "made by that", "and by that"] {
            let (token, value) = ApiToken::new(&SystemEntropy, name, Role::Owner, &by, later(5), later(100));
            tx.insert_api_token(&token).await.unwrap();
            by = Who::Token(token.id);
            values.push(value.hash());
        }
        let token = tx.live_api_token(&values[2], NOW).await.unwrap().unwrap();
        assert_eq!((token.created_by.starts_with("tok_"), token.behind.as_str()), (true, lin.as_str()));
        assert_eq!(tx.person_behind(&token).await.unwrap().unwrap().account.id, lin);
        tx.set_account_enabled(&lin, false).await.unwrap();
        assert!(tx.person_behind(&token).await.unwrap().is_none(), "disabled");
        tx.set_account_enabled(&lin, true).await.unwrap();
        assert!(tx.person_behind(&token).await.unwrap().is_some());
        assert!(tx.rebind(&lin, "feishu", "ou_2", later(6)).await.unwrap());
        assert!(tx.person_behind(&token).await.unwrap().is_none(), "somebody else may have the account");
        let (other, value) = ApiToken::new(&SystemEntropy, "other", Role::Owner, &root(), NOW, later(9));
        tx.insert_api_token(&other).await.unwrap();
        assert_eq!(tx.revoke_api_tokens_behind(&lin, later(9)).await.unwrap().len(), 3);
        assert!(tx.revoke_api_tokens_behind(&lin, later(9)).await.unwrap().is_empty());
        for hash in &values {
            assert!(tx.live_api_token(hash, NOW).await.unwrap().is_none());
        }
        let other = tx.live_api_token(&value.hash(), NOW).await.unwrap().unwrap();
        assert!(Who::is_command_line(&other.behind));
        assert!(tx.person_behind(&other).await.unwrap().is_none());
    }

    async fn a_note_stays_until_another_takes_its_place(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.note_of(&lin).await.unwrap(), None);
        tx.set_note(&lin, Some("外包")).await.unwrap();
        assert_eq!(tx.note_of(&lin).await.unwrap().as_deref(), Some("外包"));
        tx.set_note(&lin, None).await.unwrap();
        assert_eq!(tx.note_of(&lin).await.unwrap(), None);
    }
}
