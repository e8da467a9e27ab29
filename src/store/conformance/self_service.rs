//! What a person sees of their own: sessions, applications, sign-ins.

use super::logout_notices::{grant, session};
use super::*;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::AccountId;

/// A grant of the session's person to `client`, with a claim asked by name.
async fn grant_with_claim(store: &Store, account: &AccountId, client: &str, at: Timestamp) {
    let grant = Grant {
        id: GrantId::new(&SystemEntropy),
        client_id: client.into(),
        account: account.clone(),
        session: SessionId::new(&SystemEntropy),
        scope: Scope::parse("openid").unwrap(),
        claims: RequestedClaims { id_token: vec!["name".into()], userinfo: vec!["name".into()] },
        resources: vec![],
        auth_time: at,
        created_at: at,
    };
    let mut tx = store.write().await.unwrap();
    tx.insert_grant(&grant, later(600)).await.unwrap();
    tx.commit().await.unwrap();
}

on_each_database! {
    async fn a_person_sees_their_live_sessions_last_used_first(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let zhou = account(&store, "ou_2").await.account.id;
        let old = session(&store, &lin, None, earlier(50)).await;
        let new = session(&store, &lin, None, earlier(5)).await;
        let replaced = session(&store, &lin, None, earlier(9)).await;
        let continued = session(&store, &lin, Some(&replaced), earlier(1)).await;
        session(&store, &zhou, None, NOW).await;
        let mut tx = store.write().await.unwrap();
        let ids = |sessions: Vec<crate::domain::session::Session>| {
            sessions.into_iter().map(|session| session.id).collect::<Vec<_>>()
        };
        let seen = tx.sessions_of(&lin, NOW, earlier(60)).await.unwrap();
        assert_eq!(format!("{:?}", seen[0]), format!("{continued:?}"));
        assert_eq!(ids(seen), [continued.id.clone(), new.id.clone(), old.id.clone()]);
        assert_eq!(ids(tx.sessions_of(&lin, NOW, earlier(10)).await.unwrap()).len(), 2, "one idled too long");
        assert!(tx.sessions_of(&lin, later(9000), earlier(60)).await.unwrap().is_empty(), "lapsed");
        tx.end_chain(&new.chain, NOW).await.unwrap();
        assert_eq!(ids(tx.sessions_of(&lin, NOW, earlier(60)).await.unwrap()), [continued.id.clone(), old.id]);
        assert_eq!(tx.chain_of_session(&lin, &continued.id).await.unwrap(), Some(replaced.chain));
        assert_eq!(tx.chain_of_session(&lin, &new.id).await.unwrap(), Some(new.chain), "though it has ended");
        assert_eq!(tx.chain_of_session(&zhou, &continued.id).await.unwrap(), None, "not theirs");
    }

    async fn a_person_sees_what_applications_have(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let (one, two) = (session(&store, &lin, None, earlier(50)).await, session(&store, &lin, None, NOW).await);
        grant(&store, &two, "app", "openid email").await;
        grant(&store, &one, "app", "openid phone").await;
        grant(&store, &one, "app", "openid phone").await;
        grant_with_claim(&store, &lin, "app", earlier(20)).await;
        let gone = grant(&store, &one, "zoo", "openid").await;
        grant_with_claim(&store, &lin, "bar", earlier(7)).await;
        grant_with_code(&store, "ou_2").await;
        let mut tx = store.write().await.unwrap();
        tx.revoke_grant(&gone, NOW).await.unwrap();
        let granted = tx.granted_by(&lin, NOW).await.unwrap();
        let clients: Vec<_> = granted.iter().map(|granted| granted.client_id.as_str()).collect();
        assert_eq!(clients, ["app", "bar"]);
        assert_eq!(granted[0].scope.to_string(), "openid email phone");
        assert_eq!((granted[0].claims.join(" "), granted[0].since), ("name".to_owned(), earlier(50)));
        assert_eq!((granted[1].scope.to_string(), granted[1].since), ("openid".to_owned(), earlier(7)));
        assert!(tx.granted_by(&lin, later(9000)).await.unwrap().is_empty(), "lapsed");
    }

    async fn a_person_sees_their_activity_newest_first(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let zhou = account(&store, "ou_2").await.account.id;
        let mut tx = store.write().await.unwrap();
        for (at, kind, account) in [
            (1, EventKind::AccountBound, &lin),
            (2, EventKind::LoginSucceeded, &lin),
            (3, EventKind::LoginSucceeded, &zhou),
            (4, EventKind::LoginRefused, &lin),
            (5, EventKind::LoggedOut, &lin),
            (6, EventKind::ApplicationEntered, &lin),
            (7, EventKind::ConsentGiven, &lin),
        ] {
            let mut event = AuditEvent::new(later(at), kind);
            event.account = Some(account.clone());
            tx.append_audit(&event).await.unwrap();
        }
        let seen = tx.activity_of(&lin, 20).await.unwrap();
        let seen: Vec<_> = seen.iter().map(|row| (row.kind.as_str(), row.at)).collect();
        assert_eq!(
            seen,
            [
                ("consent.given", later(7)),
                ("application.entered", later(6)),
                ("login.refused", later(4)),
                ("login.succeeded", later(2)),
            ]
        );
        assert_eq!(tx.activity_of(&lin, 2).await.unwrap().len(), 2);
    }
}
