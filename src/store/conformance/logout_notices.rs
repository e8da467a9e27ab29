//! The end of sessions, and who is to be told of it.

use super::*;
use crate::domain::id::AccountId;
use crate::domain::logout::LogoutNotice;
use crate::domain::session::{Device, Session};
use crate::domain::token::TokenHash;

/// What is told: which client of which session.
type Told = Vec<(String, SessionId)>;

/// A session of `account`, the first of a chain unless it continues `chain`.
pub(super) async fn session(
    store: &Store,
    account: &AccountId,
    chain: Option<&Session>,
    at: Timestamp,
) -> Session {
    let id = SessionId::new(&SystemEntropy);
    let session = Session {
        chain: chain.map_or_else(|| id.clone(), |first| first.chain.clone()),
        id,
        token: Opaque::new(&SystemEntropy).hash(),
        account: account.clone(),
        auth_time: at,
        last_used_at: at,
        expires_at: at.plus(Duration::from_secs(600)),
        device: Device::default(),
    };
    let mut tx = store.write().await.unwrap();
    if let Some(before) = chain {
        tx.end_session(&before.id, at).await.unwrap();
    }
    tx.insert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    session
}

pub(super) async fn grant(store: &Store, session: &Session, client: &str, scope: &str) -> GrantId {
    let grant = Grant {
        id: GrantId::new(&SystemEntropy),
        client_id: client.into(),
        account: session.account.clone(),
        session: session.id.clone(),
        scope: Scope::parse(scope).unwrap(),
        claims: RequestedClaims::default(),
        resources: vec![],
        auth_time: session.auth_time,
        created_at: session.auth_time,
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_grant(&grant, later(6000)).await.unwrap();
    tx.commit().await.unwrap();
    grant.id
}

pub(super) async fn is_live(store: &Store, grant: &GrantId) -> bool {
    store.read().await.unwrap().live_grant(grant).await.unwrap().is_some()
}

async fn is_signed_in(store: &Store, token: &TokenHash) -> bool {
    store.read().await.unwrap().live_session(token, NOW, earlier(600)).await.unwrap().is_some()
}

async fn end(store: &Store, session: &Session) -> bool {
    let mut tx = store.write().await.unwrap();
    let ended = tx.end_chain(&session.chain, NOW).await.unwrap();
    tx.commit().await.unwrap();
    ended
}

async fn claim(store: &Store, client: &str, at: Timestamp, limit: i64) -> Vec<LogoutNotice> {
    let mut tx = store.write().await.unwrap();
    let claimed = tx.claim_notices(client, at, at.plus(Duration::from_secs(30)), limit).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

/// Everything in the queue; claims it.
async fn told(store: &Store) -> Told {
    let clients = store.read().await.unwrap().clients_to_notify(later(1)).await.unwrap();
    let mut told = Vec::new();
    for client in clients {
        let notices = claim(store, &client, later(1), 100).await;
        told.extend(notices.into_iter().map(|notice| (notice.client_id, notice.session)));
    }
    told.sort();
    told
}

fn sorted(mut told: Told) -> Told {
    told.sort();
    told
}

on_each_database! {
    async fn a_chain_ends_with_its_grants_but_for_offline_access_and_once(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let first = session(&store, &person, None, earlier(60)).await;
        let old = grant(&store, &first, "app", "openid").await;
        let last = session(&store, &person, Some(&first), NOW).await;
        let new = grant(&store, &last, "app", "openid").await;
        let offline = grant(&store, &last, "wiki", "openid offline_access").await;
        let elsewhere = session(&store, &person, None, NOW).await;
        let other = grant(&store, &elsewhere, "app", "openid").await;
        let applications = store.read().await.unwrap().applications_of_chain(&first.chain).await.unwrap();
        assert_eq!(applications, [("app".to_owned(), last.id.clone()), ("wiki".to_owned(), last.id.clone())]);

        let mut tx = store.read().await.unwrap();
        assert!(tx.has_grant_in_session(&elsewhere.id, "app").await.unwrap());
        assert!(!tx.has_grant_in_session(&elsewhere.id, "wiki").await.unwrap());
        drop(tx);

        assert!(end(&store, &last).await);
        assert!(!is_signed_in(&store, &last.token).await && is_signed_in(&store, &elsewhere.token).await);
        for (grant, lives) in [(&old, false), (&new, false), (&offline, true), (&other, true)] {
            assert_eq!(is_live(&store, grant).await, lives);
        }
        let expected = [("app", &first), ("app", &last), ("wiki", &last)];
        let expected = sorted(expected.map(|(client, session)| (client.to_owned(), session.id.clone())).to_vec());
        assert_eq!(told(&store).await, expected);

        let mut tx = store.write().await.unwrap();
        for client in ["app", "wiki"] {
            assert!(tx.drop_notices_to(client).await.unwrap() > 0);
        }
        tx.commit().await.unwrap();
        assert!(!end(&store, &last).await, "once");
        assert_eq!(told(&store).await, []);
    }

    async fn everything_of_an_account_ends_and_nothing_of_another(store: Store) {
        let mine = account(&store, "ou_1").await.account.id;
        let other = account(&store, "ou_2").await.account.id;
        let signed_out = session(&store, &mine, None, NOW).await;
        let outlived = grant(&store, &signed_out, "wiki", "openid offline_access").await;
        let over = grant(&store, &signed_out, "app", "openid").await;
        end(&store, &signed_out).await;
        told(&store).await;
        let mut tx = store.write().await.unwrap();
        for client in ["app", "wiki"] {
            tx.drop_notices_to(client).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (here, there) = (session(&store, &mine, None, NOW).await, session(&store, &other, None, NOW).await);
        let given_back = grant(&store, &here, "app", "openid").await;
        let theirs = grant(&store, &there, "app", "openid").await;

        let mut tx = store.write().await.unwrap();
        tx.revoke_grant(&given_back, NOW).await.unwrap();
        tx.end_everything_of(&mine, NOW).await.unwrap();
        tx.commit().await.unwrap();
        for (grant, lives) in [(&outlived, false), (&over, false), (&given_back, false), (&theirs, true)] {
            assert_eq!(is_live(&store, grant).await, lives);
        }
        assert!(!is_signed_in(&store, &here.token).await && is_signed_in(&store, &there.token).await);
        let expected = [("app".to_owned(), here.id), ("wiki".to_owned(), signed_out.id)];
        assert_eq!(told(&store).await, sorted(expected.to_vec()), "told before is not told again, but for offline access");
    }

    async fn a_session_that_lapsed_can_still_be_ended(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let lapsed = session(&store, &person, None, earlier(3600)).await;
        grant(&store, &lapsed, "app", "openid").await;
        let found = store.read().await.unwrap().unended_session(&lapsed.token).await.unwrap().unwrap();
        assert_eq!((found.0.id, found.1.account.id), (lapsed.id.clone(), person));
        assert!(end(&store, &lapsed).await);
        assert_eq!(told(&store).await, [("app".to_owned(), lapsed.id.clone())]);
        assert!(store.read().await.unwrap().unended_session(&lapsed.token).await.unwrap().is_none());
    }

    async fn sixteen_workers_claim_each_notice_once(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        for _ in 0..20 {
            let session = session(&store, &person, None, NOW).await;
            grant(&store, &session, "app", "openid").await;
            end(&store, &session).await;
        }
        let claims = race(&store, |store| async move { claim(&store, "app", NOW, 3).await }).await;
        let mut claimed: Vec<_> = claims.into_iter().flatten().collect();
        assert!(!claimed.is_empty());
        // Those who wanted the same ones may have gone without.
        loop {
            let more = claim(&store, "app", NOW, 3).await;
            if more.is_empty() {
                break;
            }
            claimed.extend(more);
        }
        assert!(claimed.iter().all(|notice| notice.tries == 1));
        let mut sessions: Vec<_> = claimed.into_iter().map(|notice| notice.session).collect();
        sessions.sort();
        let all = sessions.len();
        sessions.dedup();
        assert_eq!((all, sessions.len()), (20, 20));
    }

    async fn a_claim_lapses_and_then_counts_for_nothing(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let session = session(&store, &person, None, NOW).await;
        grant(&store, &session, "app", "openid").await;
        end(&store, &session).await;
        assert!(claim(&store, "wiki", NOW, 9).await.is_empty());
        assert!(claim(&store, "app", earlier(1), 9).await.is_empty(), "not due yet");
        let first = claim(&store, "app", NOW, 9).await;
        assert_eq!((first[0].tries, first[0].created_at), (1, NOW));
        assert!(claim(&store, "app", later(29), 9).await.is_empty(), "claimed");
        let second = claim(&store, "app", later(30), 9).await;
        assert_eq!(second[0].tries, 2);
        let mut tx = store.write().await.unwrap();
        assert!(!tx.settle_notice(&first[0]).await.unwrap());
        assert!(!tx.postpone_notice(&first[0], NOW, "late").await.unwrap());
        assert!(tx.postpone_notice(&second[0], later(100), "status 503").await.unwrap());
        assert!(tx.clients_to_notify(later(99)).await.unwrap().is_empty());
        assert_eq!(tx.clients_to_notify(later(100)).await.unwrap(), ["app"]);
        assert!(tx.settle_notice(&second[0]).await.unwrap());
        assert!(!tx.settle_notice(&second[0]).await.unwrap());
    }
}
