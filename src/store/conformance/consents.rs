//! Consent: remembered, added to, held, and taken back.

use super::logout_notices::{grant, is_live, session};
use super::*;
use crate::domain::consent::Consent;
use crate::domain::id::AccountId;

fn consent(account: &AccountId, client: &str, scope: &str, resource: &str) -> Consent {
    Consent {
        account: account.clone(),
        client_id: client.into(),
        scope: Scope::parse(scope).unwrap(),
        claims: vec!["name".into()],
        resources: vec![resource.into()],
        given_at: NOW,
    }
}

async fn remember(store: &Store, consent: Consent) {
    let mut tx = store.write().await.unwrap();
    tx.remember_consent(consent).await.unwrap();
    tx.commit().await.unwrap();
}

on_each_database! {
    async fn a_consent_is_remembered_and_grows(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let zhou = account(&store, "ou_2").await.account.id;
        let first = consent(&lin, "app", "openid email", "https://b.example.com");
        remember(&store, first.clone()).await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.hold_consent(&lin, "app").await.unwrap(), Some(first));
        assert_eq!(tx.hold_consent(&lin, "other").await.unwrap(), None);
        assert_eq!(tx.hold_consent(&zhou, "app").await.unwrap(), None);
        drop(tx);
        let more = Consent {
            claims: vec!["email".into()],
            given_at: later(9),
            ..consent(&lin, "app", "openid phone", "https://a.example.com")
        };
        remember(&store, more).await;
        remember(&store, consent(&lin, "another", "openid", "x")).await;
        let all = store.read().await.unwrap().consents_of(&lin).await.unwrap();
        let clients: Vec<_> = all.iter().map(|consent| consent.client_id.as_str()).collect();
        assert_eq!(clients, ["another", "app"]);
        assert_eq!(all[1].scope.to_string(), "openid email phone");
        assert_eq!((all[1].claims.join(" "), all[1].given_at), ("email name".to_owned(), later(9)));
        assert_eq!(all[1].resources, ["https://a.example.com", "https://b.example.com"]);
        assert!(store.read().await.unwrap().consents_of(&zhou).await.unwrap().is_empty());
    }

    async fn sixteen_consents_at_once_all_count(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let number = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        race(&store, |store| {
            let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let consent = consent(&lin, "app", "openid", &format!("https://{number:02}.example.com"));
            async move { remember(&store, consent).await }
        })
        .await;
        let all = store.read().await.unwrap().consents_of(&lin).await.unwrap();
        assert_eq!(all[0].resources.len(), 16, "{:?}", all[0].resources);
    }

    async fn withdrawing_ends_the_consent_and_every_grant(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let zhou = account(&store, "ou_2").await.account.id;
        let (one, two) = (session(&store, &lin, None, NOW).await, session(&store, &lin, None, NOW).await);
        let others = session(&store, &zhou, None, NOW).await;
        remember(&store, consent(&lin, "app", "openid", "x")).await;
        remember(&store, consent(&zhou, "app", "openid", "x")).await;
        remember(&store, consent(&lin, "kept", "openid", "x")).await;
        let gone = [
            grant(&store, &one, "app", "openid").await,
            grant(&store, &two, "app", "openid offline_access").await,
        ];
        let kept = [grant(&store, &one, "kept", "openid").await, grant(&store, &others, "app", "openid").await];
        let mut tx = store.write().await.unwrap();
        assert!(tx.withdraw_application(&lin, "app", NOW).await.unwrap());
        assert!(!tx.withdraw_application(&lin, "app", NOW).await.unwrap());
        assert!(!tx.withdraw_application(&lin, "nobody", NOW).await.unwrap());
        assert_eq!(tx.hold_consent(&lin, "app").await.unwrap(), None);
        assert!(tx.hold_consent(&zhou, "app").await.unwrap().is_some());
        tx.commit().await.unwrap();
        for id in &gone {
            assert!(!is_live(&store, id).await);
        }
        for id in &kept {
            assert!(is_live(&store, id).await);
        }
    }

    async fn a_withdrawal_waits_for_what_is_being_granted_and_ends_it_too(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let session = session(&store, &lin, None, NOW).await;
        remember(&store, consent(&lin, "app", "openid", "x")).await;
        let mut granting = store.write().await.unwrap();
        assert!(granting.hold_consent(&lin, "app").await.unwrap().is_some());
        let (elsewhere, account) = (store.clone(), lin.clone());
        let withdrawal = tokio::spawn(async move {
            let mut tx = elsewhere.write().await.unwrap();
            assert!(tx.withdraw_application(&account, "app", NOW).await.unwrap());
            tx.commit().await.unwrap();
        });
        // It has got as far as it can before the grant is there; without the hold, to its end.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let grant = Grant {
            id: GrantId::new(&SystemEntropy),
            client_id: "app".into(),
            account: lin,
            session: session.id,
            scope: Scope::parse("openid").unwrap(),
            claims: RequestedClaims::default(),
            resources: vec![],
            auth_time: NOW,
            created_at: NOW,
        };
        granting.insert_grant(&grant, later(600)).await.unwrap();
        granting.commit().await.unwrap();
        withdrawal.await.unwrap();
        assert!(!is_live(&store, &grant.id).await);
    }
}
