//! Protected applications of the database, their rules, and service tokens.

use super::*;
use crate::domain::access::{ApplicationSession, ServiceToken, StoredApplication};
use crate::domain::id::{ApplicationSessionId, ServiceTokenId};
use crate::domain::session::{Device, Session};

fn application(id: &str) -> StoredApplication {
    StoredApplication { id: id.into(), settings: format!("name = \"{id} 维基\"\n") }
}

fn token(application: &str, name: &str) -> ServiceToken {
    ServiceToken {
        id: ServiceTokenId::new(&SystemEntropy),
        application: application.into(),
        name: name.into(),
        hash: ServiceToken::secret(&SystemEntropy).hash(),
        created_at: NOW,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    }
}

/// The rules that the database has, as `application: rule`.
async fn rules(tx: &mut Tx) -> Vec<String> {
    let stored = tx.stored_applications(NOW).await.unwrap();
    stored.rules.into_iter().map(|rule| format!("{}: {}", rule.application, rule.rule)).collect()
}

fn texts(rules: &[&str]) -> Vec<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}

on_each_database! {
    async fn an_application_comes_back_as_it_was_written(store: Store) {
        let mut tx = store.write().await.unwrap();
        assert!(tx.insert_application(&application("wiki"), NOW).await.unwrap());
        assert!(tx.insert_application(&application("grafana"), NOW).await.unwrap());
        assert!(!tx.insert_application(&application("wiki"), NOW).await.unwrap(), "an id is there once");
        let changed = StoredApplication { settings: "name = \"W\"".into(), ..application("wiki") };
        assert!(tx.change_application(&changed).await.unwrap());
        assert!(!tx.change_application(&application("nobody")).await.unwrap());
        let stored = tx.stored_applications(NOW).await.unwrap();
        assert_eq!(stored.applications, [application("grafana"), changed]);
        assert!(tx.remove_application("wiki", NOW).await.unwrap());
        assert!(!tx.remove_application("wiki", NOW).await.unwrap());
        assert_eq!(tx.stored_applications(NOW).await.unwrap().applications, [application("grafana")]);
    }

    async fn rules_keep_their_order(store: Store) {
        let mut tx = store.write().await.unwrap();
        tx.replace_rules("wiki", &texts(&["c", "a", "b"])).await.unwrap();
        tx.replace_rules("grafana", &texts(&["x"])).await.unwrap();
        assert_eq!(rules(&mut tx).await, ["grafana: x", "wiki: c", "wiki: a", "wiki: b"]);
        tx.replace_rules("wiki", &texts(&["b", "c"])).await.unwrap();
        assert_eq!(rules(&mut tx).await, ["grafana: x", "wiki: b", "wiki: c"]);
        tx.replace_rules("wiki", &[]).await.unwrap();
        assert_eq!(rules(&mut tx).await, ["grafana: x"]);
    }

    async fn an_application_leaves_nothing_behind_and_inherits_nothing(store: Store) {
        let person = account(&store, "ou_1").await.account.id;
        let chain = SessionId::new(&SystemEntropy);
        let session = Session {
            chain: chain.clone(),
            id: chain.clone(),
            token: Opaque::new(&SystemEntropy).hash(),
            account: person.clone(),
            auth_time: NOW,
            last_used_at: NOW,
            expires_at: later(1000),
            device: Device::default(),
        };
        let at = |application: &str| ApplicationSession {
            id: ApplicationSessionId::new(&SystemEntropy),
            token: Opaque::new(&SystemEntropy).hash(),
            application: application.into(),
            account: person.clone(),
            chain: chain.clone(),
            created_at: NOW,
            expires_at: later(900),
        };
        let (wiki, grafana) = (at("wiki"), at("grafana"));
        let mut tx = store.write().await.unwrap();
        tx.insert_session(&session).await.unwrap();
        tx.insert_application(&application("wiki"), NOW).await.unwrap();
        for session in [&wiki, &grafana] {
            tx.insert_application_session(session).await.unwrap();
            tx.replace_rules(&session.application, &texts(&["a"])).await.unwrap();
            tx.insert_service_token(&token(&session.application, "ci")).await.unwrap();
        }
        tx.remove_application("wiki", NOW).await.unwrap();
        tx.insert_application(&application("wiki"), NOW).await.unwrap();
        assert_eq!(rules(&mut tx).await, ["grafana: a"]);
        let live = tx.stored_applications(NOW).await.unwrap().tokens;
        assert_eq!(live.iter().map(|token| token.application.as_str()).collect::<Vec<_>>(), ["grafana"]);
        for (session, live) in [(&wiki, false), (&grafana, true)] {
            let found =
                tx.live_application_session(&session.token, &session.application, NOW, earlier(1)).await.unwrap();
            assert_eq!(found.is_some(), live, "{}", session.application);
        }
        // Whatever was left of an id that the file once had, neither.
        tx.replace_rules("late", &texts(&["a"])).await.unwrap();
        tx.insert_application(&application("late"), NOW).await.unwrap();
        assert_eq!(rules(&mut tx).await, ["grafana: a"]);
    }

    async fn service_tokens_live_until_they_lapse_or_are_revoked(store: Store) {
        let (forever, short) = (token("wiki", "ci"), ServiceToken { expires_at: Some(later(60)), ..token("wiki", "ci") });
        let mut tx = store.write().await.unwrap();
        for token in [&forever, &short] {
            tx.insert_service_token(token).await.unwrap();
        }
        let live = async |tx: &mut Tx, at| tx.stored_applications(at).await.unwrap().tokens.len();
        assert_eq!((live(&mut tx, later(59)).await, live(&mut tx, later(60)).await), (2, 1));
        let all = tx.service_tokens().await.unwrap();
        let read = all.iter().find(|token| token.id == short.id).unwrap();
        assert_eq!(format!("{read:?}"), format!("{short:?}"));
        assert!(read.hash.matches(&short.hash));

        let revoked = tx.revoke_service_token(&forever.id, later(1)).await.unwrap().unwrap();
        assert_eq!((revoked.name.as_str(), revoked.revoked_at), ("ci", Some(later(1))));
        assert!(tx.revoke_service_token(&forever.id, later(2)).await.unwrap().is_none(), "revoked once");
        assert!(tx.revoke_service_token(&ServiceTokenId::received("tok_x"), NOW).await.unwrap().is_none());
        assert_eq!(live(&mut tx, later(59)).await, 1);
        assert_eq!(tx.service_tokens().await.unwrap().len(), 2, "for people to look at");
    }

    async fn the_first_use_of_a_service_token_is_told_once(store: Store) {
        let token = token("wiki", "ci");
        let mut tx = store.write().await.unwrap();
        tx.insert_service_token(&token).await.unwrap();
        tx.commit().await.unwrap();
        let id = token.id.clone();
        let told = race(&store, move |store| {
            let id = id.clone();
            async move {
                let mut tx = store.write().await.unwrap();
                let first = tx.note_use_of_service_token(&id, NOW).await.unwrap();
                tx.commit().await.unwrap();
                first
            }
        });
        assert_eq!(told.await.into_iter().flatten().map(|token| token.name).collect::<Vec<_>>(), ["ci"]);
        let mut tx = store.write().await.unwrap();
        for (at, last) in [(later(5), later(5)), (later(3), later(5))] {
            assert!(tx.note_use_of_service_token(&token.id, at).await.unwrap().is_none());
            assert_eq!(tx.service_tokens().await.unwrap()[0].last_used_at, Some(last));
        }
    }

    async fn changes_are_made_one_after_another_and_counted(store: Store) {
        let before = store.read().await.unwrap().applications_revision().await.unwrap();
        race(&store, |store| async move {
            let mut tx = store.write().await.unwrap();
            tx.hold_applications().await.unwrap();
            let mut rules: Vec<_> =
                tx.stored_applications(NOW).await.unwrap().rules.into_iter().map(|rule| rule.rule).collect();
            rules.push(format!("{}", rules.len()));
            tx.replace_rules("wiki", &rules).await.unwrap();
            tx.commit().await.unwrap();
        })
        .await;
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.applications_revision().await.unwrap(), before + 16);
        let expected: Vec<_> = (0..16).map(|number| format!("wiki: {number}")).collect();
        assert_eq!(rules(&mut tx).await, expected);
    }
}
