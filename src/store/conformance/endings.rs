//! What ends grants, and what outlives what.

use super::*;
use crate::domain::grant::RefreshToken;
use crate::domain::session::{Device, Session};

on_each_database! {
    async fn lapsed_refresh_tokens_go_before_their_family(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        for lifetime in [10, 6000] {
            let token = RefreshToken {
                hash: Opaque::new(&SystemEntropy).hash(),
                grant: grant.id.clone(),
                created_at: NOW,
                expires_at: later(lifetime),
            };
            tx.insert_refresh_token(&token, "app").await.unwrap();
        }
        let swept = tx.sweep(later(10 + 60 * 60 + 1)).await.unwrap();
        assert_eq!((swept.refresh_tokens, swept.grants), (1, 0));
    }

    async fn a_grant_dies_by_revocation_or_with_its_account(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        let (live, who) = tx.live_grant(&grant.id).await.unwrap().unwrap();
        assert_eq!((live.scope, live.client_id, live.session), (grant.scope, grant.client_id, grant.session));
        assert_eq!(who.account.id, grant.account);
        assert_eq!((live.claims, live.resources), (grant.claims, grant.resources));
        tx.set_account_enabled(&grant.account, false).await.unwrap();
        assert!(tx.live_grant(&grant.id).await.unwrap().is_none());
        tx.set_account_enabled(&grant.account, true).await.unwrap();
        assert!(tx.revoke_grant(&grant.id, NOW).await.unwrap());
        assert!(!tx.revoke_grant(&grant.id, NOW).await.unwrap());
        assert!(tx.live_grant(&grant.id).await.unwrap().is_none());
        assert!(tx.live_grant(&GrantId::received("gra_none")).await.unwrap().is_none());
    }

    async fn the_end_of_a_session_ends_its_grants_but_for_offline_access(store: Store) {
        let (offline, _code) = grant_with_code(&store, "ou_1").await;
        let online = Grant {
            id: GrantId::new(&SystemEntropy),
            scope: Scope::parse("openid").unwrap(),
            ..offline.clone()
        };
        let elsewhere = Grant {
            id: GrantId::new(&SystemEntropy),
            session: SessionId::new(&SystemEntropy),
            ..online.clone()
        };
        let mut tx = store.write().await.unwrap();
        for grant in [&online, &elsewhere] {
            tx.insert_grant(grant, later(600)).await.unwrap();
        }
        assert!(tx.has_grant_in_session(&elsewhere.session, "app").await.unwrap());
        assert!(!tx.has_grant_in_session(&elsewhere.session, "other").await.unwrap());
        assert_eq!(tx.revoke_grants_of_session(&offline.session, NOW).await.unwrap(), 1);
        assert!(tx.live_grant(&online.id).await.unwrap().is_none());
        for grant in [&offline, &elsewhere] {
            assert!(tx.live_grant(&grant.id).await.unwrap().is_some());
        }
    }

    async fn everything_of_an_account_ends_and_nothing_of_another(store: Store) {
        let (mine, _code) = grant_with_code(&store, "ou_1").await;
        let (other, _code) = grant_with_code(&store, "ou_2").await;
        let mut tx = store.write().await.unwrap();
        let mut cookies = Vec::new();
        for grant in [&mine, &other] {
            let cookie = Opaque::new(&SystemEntropy).hash();
            tx.insert_session(&Session {
                id: SessionId::new(&SystemEntropy),
                token: cookie.clone(),
                account: grant.account.clone(),
                auth_time: NOW,
                chain: SessionId::new(&SystemEntropy),
                last_used_at: NOW,
                expires_at: later(60),
                device: Device::default(),
            })
            .await
            .unwrap();
            cookies.push(cookie);
        }
        tx.end_everything_of(&mine.account, NOW).await.unwrap();
        assert!(tx.live_grant(&mine.id).await.unwrap().is_none());
        assert!(tx.live_session(&cookies[0], NOW, NOW).await.unwrap().is_none());
        assert!(tx.live_grant(&other.id).await.unwrap().is_some());
        assert!(tx.live_session(&cookies[1], NOW, NOW).await.unwrap().is_some());
    }
}
