//! What the console asks: accounts that are looked for, figures, bindings, and links by which somebody comes in.

use std::time::Duration;

use super::logout_notices::{grant, session};
use super::*;
use crate::domain::audit::{AuditEvent, EventKind};

async fn append(store: &Store, kind: EventKind, at: Timestamp, more: impl Fn(&mut AuditEvent)) {
    let mut event = AuditEvent::new(at, kind);
    more(&mut event);
    let mut tx = store.write().await.unwrap();
    tx.append_audit(&event).await.unwrap();
    tx.commit().await.unwrap();
}

on_each_database! {
    async fn a_binding_is_taken_away_and_given_and_the_sub_stays(store: Store) {
        let (lin, zhou) = (account(&store, "ou_1").await, account(&store, "ou_2").await);
        let mut tx = store.write().await.unwrap();
        tx.unbind(&lin.account.id, later(1)).await.unwrap();
        tx.unbind(&zhou.account.id, later(1)).await.unwrap();
        let unbound = tx.account(&lin.account.id).await.unwrap().unwrap();
        assert!(!unbound.binding.is_bound() && unbound.account.sub == "ou_1");
        assert!(tx.account_bound_to("feishu", "ou_1").await.unwrap().is_none());
        assert!(tx.rebind(&lin.account.id, "feishu", "ou_2", later(2)).await.unwrap());
        let bound = tx.account_bound_to("feishu", "ou_2").await.unwrap().unwrap();
        assert_eq!((bound.account.id, bound.account.sub.as_str()), (lin.account.id, "ou_1"));
        assert!(!tx.rebind(&zhou.account.id, "feishu", "ou_2", later(2)).await.unwrap());
    }

    async fn a_link_is_good_once_and_not_for_long(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let (first, second) = (Opaque::new(&SystemEntropy).hash(), Opaque::new(&SystemEntropy).hash());
        let mut tx = store.write().await.unwrap();
        for link in [&first, &second] {
            tx.insert_login_link(link, &lin, NOW, later(600)).await.unwrap();
        }
        assert_eq!(tx.live_login_link(&first, later(599)).await.unwrap(), Some(lin.clone()));
        assert_eq!(tx.spend_login_link(&first, later(599)).await.unwrap(), Some(lin));
        assert_eq!(tx.spend_login_link(&first, later(599)).await.unwrap(), None);
        assert_eq!(tx.live_login_link(&first, later(599)).await.unwrap(), None);
        assert_eq!(tx.live_login_link(&second, later(600)).await.unwrap(), None);
        assert_eq!(tx.spend_login_link(&second, later(600)).await.unwrap(), None);
        assert_eq!(tx.sweep(later(600 + 3601)).await.unwrap().spent, 2);
    }

    async fn a_session_of_the_console_opens_nothing_else(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let session = session(&store, &lin, None, NOW).await;
        let mut tx = store.write().await.unwrap();
        assert!(tx.live_session(&session.token, NOW, NOW).await.unwrap().is_some());
        assert!(tx.live_session_for_console(&session.token, NOW, NOW).await.unwrap().is_some());
        tx.keep_to_console(&session.id).await.unwrap();
        assert!(tx.live_session(&session.token, NOW, NOW).await.unwrap().is_none());
        assert!(tx.live_session_for_console(&session.token, NOW, NOW).await.unwrap().is_some());
        assert!(tx.live_session_for_console(&session.token, later(600), NOW).await.unwrap().is_none());
    }

    async fn what_happened_is_counted_by_period(store: Store) {
        for after in [0, 59, 60, 61, 299] {
            append(&store, EventKind::LoginSucceeded, later(after), |event| event.client_id = Some("a".into())).await;
        }
        append(&store, EventKind::LoginSucceeded, later(300), |_| {}).await;
        append(&store, EventKind::ApplicationEntered, later(1), |event| event.client_id = Some("b".into())).await;
        for reason in ["frozen", "denied", "frozen"] {
            append(&store, EventKind::LoginRefused, later(7), |event| event.reason = Some(reason.into())).await;
        }
        let mut tx = store.read().await.unwrap();
        let minute = Duration::from_secs(60);
        let counts = tx.events_over_time(EventKind::LoginSucceeded, NOW, minute, 5).await.unwrap();
        assert_eq!(counts, [2, 2, 0, 0, 1]);
        assert_eq!(tx.events_since(EventKind::LoginSucceeded, later(60)).await.unwrap(), 4);
        let reasons = tx.refusals_by_reason(NOW, 10).await.unwrap();
        assert_eq!(reasons, [("frozen".to_owned(), 2), ("denied".to_owned(), 1)]);
        assert!(tx.refusals_by_reason(later(8), 10).await.unwrap().is_empty());
        let used = tx.applications_used(NOW, 10).await.unwrap();
        assert_eq!(used, [("a".to_owned(), 5), ("b".to_owned(), 1)]);
        assert!(tx.failing_notices(10).await.unwrap().is_empty());
    }

    async fn what_an_application_has_and_whether_it_is_told(store: Store) {
        let lin = account(&store, "ou_1").await.account.id;
        let opened = session(&store, &lin, None, NOW).await;
        grant(&store, &opened, "grafana", "openid email").await;
        let mut tx = store.write().await.unwrap();
        let had = tx.had_by_applications(&lin, NOW).await.unwrap();
        assert_eq!(had.iter().map(|one| one.client_id.as_str()).collect::<Vec<_>>(), ["grafana"]);
        tx.end_chain(&opened.chain, later(1)).await.unwrap();
        assert!(tx.failing_notices(10).await.unwrap().is_empty());
        for notice in tx.claim_notices("grafana", later(1), later(2), 10).await.unwrap() {
            tx.postpone_notice(&notice, later(9), "500").await.unwrap();
        }
        let failing = tx.failing_notices(10).await.unwrap().pop().unwrap();
        assert_eq!((failing.client_id.as_str(), failing.count, failing.since), ("grafana", 1, later(1)));
        assert_eq!(failing.failure, "500");
    }

    async fn people_are_counted_by_their_last_sign_in(store: Store) {
        let person = account(&store, "ou_1").await.account;
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.people_since(person.last_login_at).await.unwrap(), 1);
        assert_eq!(tx.people_since(person.last_login_at.plus(Duration::from_secs(1))).await.unwrap(), 0);
    }
}
