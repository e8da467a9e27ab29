//! Roles, API tokens and notes.

use super::*;
use crate::domain::admin::{ApiToken, Role, Who};
use crate::domain::id::ApiTokenId;

fn by() -> Who {
    Who::CommandLine("root".to_owned())
}

on_each_database! {
    async fn an_account_has_one_role_at_most(store: Store) {
        let (lin, zhou) = (account(&store, "ou_1").await.account, account(&store, "ou_2").await.account);
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), None);
        tx.set_role(&lin.id, Role::Auditor, &by(), NOW).await.unwrap();
        tx.set_role(&zhou.id, Role::Helpdesk, &by(), later(1)).await.unwrap();
        tx.set_role(&lin.id, Role::Owner, &by(), later(2)).await.unwrap();
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), Some(Role::Owner));
        let roles = tx.roles().await.unwrap();
        let roles: Vec<_> = roles.iter().map(|(person, role)| (person.account.sub.as_str(), *role)).collect();
        assert_eq!(roles, [("ou_2", Role::Helpdesk), ("ou_1", Role::Owner)]);
        assert!(tx.remove_role(&lin.id).await.unwrap());
        assert!(!tx.remove_role(&lin.id).await.unwrap());
        assert_eq!(tx.role_of(&lin.id).await.unwrap(), None);
    }

    async fn a_token_is_good_until_it_lapses_or_is_revoked(store: Store) {
        let mut tx = store.write().await.unwrap();
        let (token, value) = ApiToken::new(&SystemEntropy, "ci", Role::Auditor, &by(), NOW, later(100));
        tx.insert_api_token(&token).await.unwrap();
        let found = tx.live_api_token(&value.hash(), later(99)).await.unwrap().unwrap();
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
