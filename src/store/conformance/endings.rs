//! What ends grants, and what outlives what.

use super::*;
use crate::domain::grant::RefreshToken;

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
}
