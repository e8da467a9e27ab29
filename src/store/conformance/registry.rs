//! Clients, the audit log, and the connection itself.

use super::changes::Told;
use super::*;
use crate::domain::access::{Effect, Rule};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::{Client, Credentials, GrantTypes, OldSecret, Source, SubjectType};
use crate::domain::key::Algorithm;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::scope::ServiceScope;
use crate::domain::token::TokenHash;
use crate::store::{AuditFilter, Change};

fn client(id: &str, secret: Option<&str>) -> Client {
    Client {
        credentials: secret.map_or(Credentials::None, |secret| Credentials::Secret(TokenHash::of(secret))),
        redirect_uris: vec![RedirectUri::parse("https://app.example.com/cb").unwrap()],
        post_logout_redirect_uris: vec![RedirectUri::parse("https://app.example.com/bye").unwrap()],
        scope: Scope::parse("openid email").unwrap(),
        id_token_alg: Algorithm::EdDsa,
        audience: Some("https://api.example.com".into()),
        grant_types: GrantTypes::parse("client_credentials").unwrap(),
        service_scope: ServiceScope::parse("reports.read").unwrap(),
        claims_in_id_token: true,
        userinfo_alg: Some(Algorithm::Es256),
        subject_type: SubjectType::Pairwise,
        third_party: true,
        backchannel_logout_uri: Some("https://app.example.com/out".parse().unwrap()),
        frontchannel_logout_uri: Some("https://app.example.com/gone?x=1".parse().unwrap()),
        ..Client::new(id, "应用 & Co", Source::Database, NOW)
    }
}

on_each_database! {
    async fn clients_come_back_as_they_were_registered(store: Store) {
        let mut tx = store.write().await.unwrap();
        let original = client("app", Some("s"));
        assert!(tx.insert_client(&original).await.unwrap());
        assert!(!tx.insert_client(&client("app", None)).await.unwrap(), "an id is registered once");
        assert!(tx.insert_client(&client("browser", None)).await.unwrap());
        let read = tx.client("app").await.unwrap().unwrap();
        assert_eq!(format!("{read:?}"), format!("{original:?}"));
        assert!(matches!(read.credentials, Credentials::Secret(secret) if secret.matches(&TokenHash::of("s"))));
        let uri = "https://app.example.com/keys".parse().unwrap();
        for (id, credentials) in [("set", Credentials::Jwks("{}".into())), ("address", Credentials::JwksUri(uri))] {
            let keyed = Client { credentials, ..client(id, None) };
            assert!(tx.insert_client(&keyed).await.unwrap());
            assert_eq!(format!("{:?}", tx.client(id).await.unwrap().unwrap()), format!("{keyed:?}"));
        }
        assert!(tx.client("browser").await.unwrap().unwrap().is_public());
        assert!(tx.client("nobody").await.unwrap().is_none());
        assert_eq!(tx.clients().await.unwrap().len(), 4);
    }

    async fn a_client_is_held_and_written_anew(store: Store) {
        let mut tx = store.write().await.unwrap();
        tx.insert_client(&client("app", Some("s"))).await.unwrap();
        tx.insert_client(&client("other", Some("s"))).await.unwrap();
        let held = tx.hold_client("app").await.unwrap().unwrap();
        let old = OldSecret { hash: TokenHash::of("s"), ends_at: later(60) };
        let changed = Client {
            name: "Another".into(),
            credentials: Credentials::Secret(TokenHash::of("t")),
            old_secret: Some(old),
            require_pkce: false,
            rules: vec![Rule { groups: Some(vec!["g_1".into()]), ..Rule::new(Effect::Deny) }, Rule::new(Effect::Allow)],
            ..held
        };
        assert!(tx.update_client(&changed).await.unwrap());
        let read = tx.client("app").await.unwrap().unwrap();
        assert_eq!(format!("{read:?}"), format!("{changed:?}"));
        assert!(read.has_secret(&TokenHash::of("s"), NOW) && read.has_secret(&TokenHash::of("t"), NOW));
        assert_eq!(tx.client("other").await.unwrap().unwrap().name, "应用 & Co");
        assert!(tx.hold_client("nobody").await.unwrap().is_none());
        assert!(!tx.update_client(&client("nobody", None)).await.unwrap());
    }

    async fn whatever_changes_a_client_is_told(store: Store) {
        let told = Told::of(&store);
        for (way, is_news) in [
            ("insert", true),
            ("insert", false),
            ("hold", false),
            ("update", true),
            ("update another", false),
            ("remove", true),
            ("remove", false),
        ] {
            let mut tx = store.write().await.unwrap();
            let changed = match way {
                "insert" => tx.insert_client(&client("app", Some("s"))).await,
                "hold" => tx.hold_client("app").await.map(|held| held.is_none()),
                "update" => tx.update_client(&client("app", Some("t"))).await,
                "remove" => tx.remove_client("app", NOW).await,
                _ => tx.update_client(&client("another", Some("t"))).await,
            };
            assert_eq!(changed.unwrap(), is_news, "{way}");
            assert_eq!(told.take(), [], "{way}: not before the commit");
            tx.commit().await.unwrap();
            assert_eq!(told.take(), vec![Change::Clients; usize::from(is_news)], "{way}");
        }
    }

    async fn what_a_client_has_is_counted(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(tx.had_by_client(&grant.client_id, NOW).await.unwrap(), (1, 1));
        tx.revoke_grant(&grant.id, NOW).await.unwrap();
        assert_eq!(tx.had_by_client(&grant.client_id, NOW).await.unwrap(), (0, 0));
    }

    async fn a_removed_client_leaves_no_live_grant(store: Store) {
        let (grant, _code) = grant_with_code(&store, "ou_1").await;
        let mut tx = store.write().await.unwrap();
        tx.insert_client(&client("app", Some("s"))).await.unwrap();
        assert!(tx.remove_client("app", NOW).await.unwrap());
        assert!(!tx.remove_client("app", NOW).await.unwrap());
        assert!(tx.live_grant(&grant.id).await.unwrap().is_none());
    }

    async fn audit_lines_are_read_newest_first(store: Store) {
        let mut tx = store.write().await.unwrap();
        for (at, kind) in [(NOW, EventKind::AccountBound), (later(1), EventKind::LoginRefused)] {
            let mut event = AuditEvent::new(at, kind);
            event.identity = Some("feishu:ou_1".into());
            event.reason = Some("frozen".into());
            tx.append_audit(&event).await.unwrap();
        }
        let lines = tx.audit(&AuditFilter::default(), None, 10).await.unwrap().lines;
        let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
        assert_eq!(kinds, ["login.refused", "account.bound"]);
        assert_eq!(lines[0].identity.as_deref(), Some("feishu:ou_1"));
        assert_eq!((lines[0].account_id.as_ref(), lines[0].reason.as_deref()), (None, Some("frozen")));
        assert_eq!(tx.audit(&AuditFilter::default(), None, 1).await.unwrap().lines.len(), 1);
    }

    async fn what_is_not_committed_never_was(store: Store) {
        let mut tx = store.write().await.unwrap();
        tx.insert_client(&client("app", None)).await.unwrap();
        drop(tx);
        assert!(store.read().await.unwrap().client("app").await.unwrap().is_none());
    }

    async fn a_reading_transaction_cannot_write(store: Store) {
        let mut tx = store.read().await.unwrap();
        tx.ping().await.unwrap();
        assert!(tx.insert_client(&client("app", None)).await.is_err());
    }

    async fn a_closed_store_answers_with_an_error(store: Store) {
        store.close().await;
        assert!(store.read().await.is_err());
        assert!(store.write().await.is_err());
    }
}
