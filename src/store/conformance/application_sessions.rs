//! Sessions at applications behind proxies, and the tickets to them.

use super::*;
use crate::domain::access::{ApplicationSession, Ticket};
use crate::domain::id::ApplicationSessionId;
use crate::domain::session::{Device, Session};

/// A session at larkgate of a fresh account, and one at `wiki` that came from it.
async fn signed_in(store: &Store, open_id: &str) -> (Session, ApplicationSession) {
    let person = account(store, open_id).await;
    let id = SessionId::new(&SystemEntropy);
    let session = Session {
        chain: id.clone(),
        id,
        token: Opaque::new(&SystemEntropy).hash(),
        account: person.account.id.clone(),
        auth_time: NOW,
        last_used_at: NOW,
        expires_at: later(1000),
        device: Device::default(),
    };
    let at_wiki = ApplicationSession {
        id: ApplicationSessionId::new(&SystemEntropy),
        token: Opaque::new(&SystemEntropy).hash(),
        application: "wiki".into(),
        account: person.account.id,
        chain: session.chain.clone(),
        created_at: NOW,
        expires_at: later(900),
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_session(&session).await.unwrap();
    tx.insert_application_session(&at_wiki).await.unwrap();
    tx.commit().await.unwrap();
    (session, at_wiki)
}

/// Whether the cookie opens `application` at `at`, where sessions idle for 600 seconds.
async fn opens(tx: &mut Tx, session: &ApplicationSession, application: &str, at: Timestamp) -> bool {
    let used_since = at.minus(Duration::from_secs(600));
    let found = tx.live_application_session(&session.token, application, at, used_since).await.unwrap();
    let Some((found, person)) = found else { return false };
    assert_eq!(
        (&found.id, &found.chain, found.expires_at),
        (&session.id, &session.chain, session.expires_at)
    );
    assert_eq!((&person.account.id, &found.account), (&session.account, &session.account));
    true
}

on_each_database! {
    async fn an_application_session_opens_its_own_application_while_both_live(store: Store) {
        let (_session, at_wiki) = signed_in(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        assert!(opens(&mut tx, &at_wiki, "wiki", NOW).await);
        assert!(!opens(&mut tx, &at_wiki, "grafana", NOW).await);
        let unknown = ApplicationSession { token: Opaque::new(&SystemEntropy).hash(), ..at_wiki.clone() };
        assert!(!opens(&mut tx, &unknown, "wiki", NOW).await);
        assert!(opens(&mut tx, &at_wiki, "wiki", later(600)).await);
        assert!(!opens(&mut tx, &at_wiki, "wiki", later(601)).await, "idle");
        tx.note_use_of_chain(&at_wiki.chain, later(500)).await.unwrap();
        tx.note_use_of_chain(&at_wiki.chain, later(300)).await.unwrap();
        assert!(opens(&mut tx, &at_wiki, "wiki", later(899)).await);
        assert!(!opens(&mut tx, &at_wiki, "wiki", later(900)).await, "lapsed");
        tx.set_account_enabled(&at_wiki.account, false).await.unwrap();
        assert!(!opens(&mut tx, &at_wiki, "wiki", later(500)).await, "disabled");
    }

    async fn an_application_session_ends_alone_or_with_its_chain(store: Store) {
        let (session, one) = signed_in(&store, "ou_1").await;
        let (_session, another) = signed_in(&store, "ou_2").await;
        let mut tx = store.write().await.unwrap();
        assert!(!tx.end_application_session(&one.token, "grafana", NOW).await.unwrap());
        assert!(tx.end_application_session(&another.token, "wiki", NOW).await.unwrap());
        assert!(!tx.end_application_session(&another.token, "wiki", NOW).await.unwrap());
        assert!(opens(&mut tx, &one, "wiki", NOW).await && !opens(&mut tx, &another, "wiki", NOW).await);
        // A fresh sign-in in the same browser: another session of the chain takes over.
        tx.end_session(&session.id, NOW).await.unwrap();
        assert!(!opens(&mut tx, &one, "wiki", NOW).await);
        let next = Session {
            id: SessionId::new(&SystemEntropy),
            token: Opaque::new(&SystemEntropy).hash(),
            ..session.clone()
        };
        tx.insert_session(&next).await.unwrap();
        assert!(opens(&mut tx, &one, "wiki", NOW).await);
        tx.end_session(&next.id, NOW).await.unwrap();
        let short = Session {
            id: SessionId::new(&SystemEntropy),
            token: Opaque::new(&SystemEntropy).hash(),
            expires_at: later(500),
            ..session.clone()
        };
        tx.insert_session(&short).await.unwrap();
        let found = tx.live_application_session(&one.token, "wiki", NOW, NOW).await.unwrap();
        assert_eq!(found.unwrap().0.expires_at, later(500), "no longer than its chain");
        tx.end_chain(&session.chain, NOW).await.unwrap();
        assert!(!opens(&mut tx, &one, "wiki", NOW).await);
    }

    async fn sessions_and_tickets_are_swept_an_hour_after_they_lapse(store: Store) {
        let (_session, at_wiki) = signed_in(&store, "ou_1").await;
        let ticket = ticket(&at_wiki);
        let mut tx = store.write().await.unwrap();
        tx.insert_ticket(&ticket).await.unwrap();
        assert_eq!(tx.sweep(later(60 + 3600)).await.unwrap().applications, 0);
        assert_eq!(tx.sweep(later(60 + 3601)).await.unwrap().applications, 1);
        assert_eq!(tx.sweep(later(900 + 3601)).await.unwrap().applications, 1);
    }

    async fn a_ticket_opens_one_application_once(store: Store) {
        let (_session, at_wiki) = signed_in(&store, "ou_1").await;
        let ticket = ticket(&at_wiki);
        let mut tx = store.write().await.unwrap();
        tx.insert_ticket(&ticket).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(tx.take_ticket(&ticket.hash, "grafana", NOW).await.unwrap().is_none());
        assert!(tx.take_ticket(&ticket.hash, "wiki", later(60)).await.unwrap().is_none(), "lapsed");
        drop(tx);
        let hash = ticket.hash.clone();
        let taken = race(&store, move |store| {
            let hash = hash.clone();
            async move {
                let mut tx = store.write().await.unwrap();
                let taken = tx.take_ticket(&hash, "wiki", NOW).await.unwrap();
                tx.commit().await.unwrap();
                taken
            }
        })
        .await;
        let mut taken = taken.into_iter().flatten();
        let (first, second) = (taken.next().unwrap(), taken.next());
        assert!(second.is_none() && first.binding.matches(&ticket.binding));
        assert_eq!((first.return_to, first.chain, first.account), (ticket.return_to, ticket.chain, ticket.account));
        assert_eq!((first.session_ends, first.expires_at), (ticket.session_ends, ticket.expires_at));
    }
}

fn ticket(session: &ApplicationSession) -> Ticket {
    Ticket {
        hash: Opaque::new(&SystemEntropy).hash(),
        binding: Opaque::new(&SystemEntropy).hash(),
        application: "wiki".into(),
        account: session.account.clone(),
        chain: session.chain.clone(),
        return_to: "https://wiki.example.com/a?b=%20".into(),
        session_ends: later(900),
        expires_at: NOW.plus(Ticket::LIFETIME),
    }
}
