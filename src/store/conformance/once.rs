//! What may happen once: taking an attempt, redeeming a code or a refresh token, making a key generation.

use super::*;
use crate::domain::auth_request::{AuthRequest, Freshness, OidcRequest, Purpose, ResponseMode, Stage};
use crate::domain::grant::{Redemption, RefreshToken};
use crate::domain::key::{Algorithm, KeyRecord};
use crate::domain::token::TokenHash;

fn attempt() -> AuthRequest {
    AuthRequest {
        handle: Opaque::new(&SystemEntropy).hash(),
        browser: TokenHash::of("browser"),
        purpose: Purpose::Oidc(Box::new(OidcRequest {
            client_id: "app".into(),
            redirect_uri: "https://app.example.com/cb".into(),
            scope: Scope::parse("openid").unwrap(),
            state: Some("x".repeat(4000)),
            nonce: None,
            code_challenge: None,
            response_mode: ResponseMode::Query,
            ui_locales: None,
            expected_sub: None,
            sector: None,
            claims: RequestedClaims::default(),
            resources: vec![],
            freshness: Freshness::default(),
            asks_consent: false,
        })),
        stage: Stage::Pending,
        created_at: NOW,
        expires_at: later(60),
    }
}

async fn kept(store: &Store, attempt: &AuthRequest) {
    let mut tx = store.write().await.unwrap();
    tx.insert_auth_request(attempt).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(store: &Store, handle: &TokenHash, browser: &str, at: Timestamp) -> bool {
    let mut tx = store.write().await.unwrap();
    let taken = tx.take_auth_request(handle, &TokenHash::of(browser), at).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

async fn stage(store: &Store, handle: &TokenHash) -> Stage {
    store.read().await.unwrap().auth_request(handle).await.unwrap().unwrap().stage
}

fn key(kid: &str, generation: i64) -> KeyRecord {
    KeyRecord {
        kid: kid.into(),
        algorithm: Algorithm::Es256,
        generation,
        public_jwk: "{}".into(),
        sealed: vec![1, 2, 3],
        created_at: NOW,
        signs_from: later(10),
        retires_at: None,
    }
}

on_each_database! {
    async fn sixteen_answers_one_attempt(store: Store) {
        let attempt = attempt();
        kept(&store, &attempt).await;
        let handle = attempt.handle.clone();
        let taken = race(&store, |store| {
            let handle = handle.clone();
            async move { take(&store, &handle, "browser", NOW).await }
        })
        .await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
    }

    async fn an_attempt_goes_through_its_stages_in_its_own_browser(store: Store) {
        let attempt = attempt();
        kept(&store, &attempt).await;
        let read = store.read().await.unwrap().auth_request(&attempt.handle).await.unwrap().unwrap();
        assert_eq!((read.purpose, read.stage, read.expires_at), (attempt.purpose, Stage::Pending, later(60)));
        assert!(read.browser.matches(&attempt.browser));
        assert!(!take(&store, &attempt.handle, "another browser", NOW).await);
        assert!(!take(&store, &attempt.handle, "browser", later(60)).await, "lapsed");
        assert!(take(&store, &attempt.handle, "browser", NOW).await);
        assert_eq!(stage(&store, &attempt.handle).await, Stage::Taken);
        let mut tx = store.write().await.unwrap();
        assert!(tx.finish_auth_request(&attempt.handle, NOW).await.unwrap());
        assert!(!tx.finish_auth_request(&attempt.handle, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(stage(&store, &attempt.handle).await, Stage::Done);
        assert!(!take(&store, &attempt.handle, "browser", NOW).await);
    }

    async fn sixteen_tasks_one_code(store: Store) {
        let (grant, code) = grant_with_code(&store, "ou_1").await;
        let outcomes = race(&store, |store| {
            let hash = code.hash.clone();
            async move {
                let mut tx = store.write().await.unwrap();
                let outcome = tx.redeem_code(&hash, "app", NOW).await.unwrap();
                tx.commit().await.unwrap();
                outcome
            }
        })
        .await;
        let taken = outcomes.iter().filter(|o| matches!(o, Redemption::Taken(_))).count();
        let replayed =
            outcomes.iter().filter(|o| matches!(o, Redemption::Replayed { grant: id, spent_at: NOW } if *id == grant.id)).count();
        assert_eq!((taken, replayed), (1, 15));
    }

    async fn a_code_is_for_its_client_and_its_time(store: Store) {
        let (_grant, code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        for (client, at) in [("other", NOW), ("app", later(60))] {
            let outcome = tx.redeem_code(&code.hash, client, at).await.unwrap();
            assert!(matches!(outcome, Redemption::Unknown), "{client} {at:?}");
        }
        let Redemption::Taken(taken) = tx.redeem_code(&code.hash, "app", NOW).await.unwrap() else {
            panic!("not taken")
        };
        assert_eq!((taken.redirect_uri, taken.nonce, taken.code_challenge),
                   (code.redirect_uri, code.nonce, code.code_challenge));
        let other = tx.redeem_code(&code.hash, "other", NOW).await.unwrap();
        assert!(matches!(other, Redemption::Unknown), "a stranger cannot revoke by replaying");
    }

    async fn sixteen_tasks_one_refresh_token(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let token = RefreshToken {
            hash: Opaque::new(&SystemEntropy).hash(),
            grant: grant.id.clone(),
            created_at: NOW,
            expires_at: later(6000),
        };
        let mut tx = store.write().await.unwrap();
        tx.insert_refresh_token(&token, "app").await.unwrap();
        assert!(matches!(tx.redeem_refresh_token(&token.hash, "other", NOW).await.unwrap(), Redemption::Unknown));
        assert!(matches!(tx.redeem_refresh_token(&token.hash, "app", later(6000)).await.unwrap(), Redemption::Unknown));
        let found = tx.unspent_refresh_token(&token.hash, NOW).await.unwrap().unwrap();
        assert_eq!((found.grant, found.created_at, found.expires_at), (grant.id.clone(), NOW, later(6000)));
        assert!(tx.unspent_refresh_token(&token.hash, later(6000)).await.unwrap().is_none());
        assert_eq!(tx.refresh_token_family(&token.hash, NOW).await.unwrap(), Some(grant.id.clone()));
        assert!(tx.refresh_token_family(&token.hash, later(6000)).await.unwrap().is_none());
        tx.commit().await.unwrap();
        let outcomes = race(&store, |store| {
            let hash = token.hash.clone();
            async move {
                let mut tx = store.write().await.unwrap();
                let outcome = tx.redeem_refresh_token(&hash, "app", NOW).await.unwrap();
                tx.commit().await.unwrap();
                outcome
            }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Redemption::Taken(_))).count(), 1);
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Redemption::Replayed { .. })).count(), 15);
        let mut tx = store.write().await.unwrap();
        assert!(tx.unspent_refresh_token(&token.hash, NOW).await.unwrap().is_none());
        assert!(tx.refresh_token_family(&token.hash, NOW).await.unwrap().is_some(), "spent, and still of its family");
        tx.sweep(later(600 + 3700)).await.unwrap();
        assert!(tx.live_grant(&grant.id).await.unwrap().is_some(), "the family lives as long as its youngest token");
    }

    async fn sixteen_replicas_one_key_generation(store: Store) {
        let made = race(&store, |store| async move {
            let mut tx = store.write().await.unwrap();
            let kid = Opaque::new(&SystemEntropy).reveal().to_owned();
            let made = tx.insert_signing_key(&key(&kid, 1)).await.unwrap();
            tx.commit().await.unwrap();
            made
        })
        .await;
        assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    }

    async fn keys_retire_behind_the_next_generation(store: Store) {
        let mut tx = store.write().await.unwrap();
        assert!(tx.insert_signing_key(&key("one", 1)).await.unwrap());
        assert!(tx.insert_signing_key(&key("two", 2)).await.unwrap());
        assert_eq!(tx.retire_keys_before(2, later(100)).await.unwrap(), 1);
        assert_eq!(tx.retire_keys_before(2, later(900)).await.unwrap(), 0, "a retirement is never put off");
        let kids = |keys: Vec<KeyRecord>| keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
        assert_eq!(kids(tx.published_keys(later(99)).await.unwrap()), ["one", "two"]);
        let left = tx.published_keys(later(100)).await.unwrap();
        assert_eq!((left[0].sealed.as_slice(), left[0].signs_from, left[0].retires_at), (&[1, 2, 3][..], later(10), None));
        assert_eq!(kids(left), ["two"]);
    }

    async fn an_assertion_is_spent_once_and_by_its_client(store: Store) {
        let jti = TokenHash::of("one");
        let mut won = 0;
        for first in race(&store, |store| {
            let jti = jti.clone();
            async move {
                let mut tx = store.write().await.unwrap();
                let first = tx.spend_client_assertion("app", &jti, later(60)).await.unwrap();
                tx.commit().await.unwrap();
                first
            }
        })
        .await
        {
            won += usize::from(first);
        }
        assert_eq!(won, 1);
        let mut tx = store.write().await.unwrap();
        assert!(tx.spend_client_assertion("other", &jti, later(60)).await.unwrap());
        assert_eq!(tx.sweep(later(60 * 60 + 60)).await.unwrap().spent, 0);
        assert_eq!(tx.sweep(later(60 * 60 + 61)).await.unwrap().spent, 2);
    }

    async fn a_token_given_back_stays_so_until_it_lapses(store: Store) {
        let mut tx = store.write().await.unwrap();
        assert!(!tx.is_token_revoked("client.1").await.unwrap());
        assert!(tx.revoke_token("client.1", later(60)).await.unwrap());
        assert!(!tx.revoke_token("client.1", later(60)).await.unwrap());
        assert!(tx.is_token_revoked("client.1").await.unwrap());
        assert!(!tx.is_token_revoked("client.2").await.unwrap());
        assert_eq!(tx.sweep(later(60 * 60 + 61)).await.unwrap().spent, 1);
    }

    async fn the_sweep_takes_what_lapsed_and_nothing_else(store: Store) {
        let attempt = attempt();
        kept(&store, &attempt).await;
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        let nothing = tx.sweep(later(60)).await.unwrap();
        assert_eq!((nothing.attempts, nothing.sessions, nothing.grants, nothing.keys), (0, 0, 0, 0));
        let swept = tx.sweep(later(60 * 60 + 601)).await.unwrap();
        assert_eq!((swept.attempts, swept.grants), (1, 1));
        assert!(tx.auth_request(&attempt.handle).await.unwrap().is_none());
        assert!(tx.live_grant(&grant.id).await.unwrap().is_none());
    }
}
