//! Who may do what to whom, and what the audit log says of it.

mod access;
mod figures;
mod owners;

use std::path::Path;

use super::*;
use crate::app::role_of;
use crate::domain::account::{BoundAccount, Identity, Profile};
use crate::domain::admin::{Role, Who};
use crate::domain::client::{ClientSettings, EntryRule};
use crate::domain::token::SystemEntropy;
use crate::store::{AuditFilter, Bound};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const CONFIG: &str = r#"
issuer = "http://127.0.0.1:1"
organization = "Example"
database = { url = "sqlite:larkgate.db" }
connectors = { feishu = { app_id = "cli_1", app_secret_env = "SECRET" } }
admin = { owners = ["ou_founder"] }
"#;

struct Scene {
    store: Store,
    config: Config,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        Self::with("").await
    }

    /// With more in its configuration.
    async fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = |_name: &str| Some("0123456789abcdef0123456789abcdef".to_owned());
        let config = Config::parse(&format!("{CONFIG}{more}"), Path::new(folder.path()), &secret).unwrap();
        let store = Store::connect(&config.database).await.unwrap();
        Self { store, config, _folder: folder }
    }

    async fn person(&self, open_id: &str, role: Option<Role>) -> BoundAccount {
        let identity = Identity {
            connector: "feishu".into(),
            open_id: open_id.into(),
            union_id: None,
            user_id: None,
            tenant_key: "t".into(),
            profile: Profile::default(),
        };
        let mut tx = self.store.write().await.unwrap();
        let Bound::New(person) = tx.bind(&identity, NOW, &SystemEntropy).await.unwrap() else { panic!() };
        if let Some(role) = role {
            tx.set_role(&person.account.id, role, &Who::CommandLine("root".into()), NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        person
    }

    fn desk<'a>(&'a self, actor: &'a Actor) -> Desk<'a> {
        Desk { store: &self.store, config: &self.config, entropy: &SystemEntropy, now: NOW, actor }
    }

    async fn audit(&self) -> Vec<crate::store::AuditRow> {
        self.store.read().await.unwrap().audit(&AuditFilter::default(), None, 100).await.unwrap().lines
    }

    async fn is_enabled(&self, person: &BoundAccount) -> bool {
        self.store.read().await.unwrap().account(&person.account.id).await.unwrap().unwrap().account.enabled
    }
}

fn acting(person: &BoundAccount, role: Role) -> Actor {
    let (who, address) = (Who::Account(person.account.id.clone()), Some("10.1.2.3".to_owned()));
    Actor { who, role, address, reference: Some("AAAA-BBBB".to_owned()) }
}

#[tokio::test]
async fn what_a_role_lacks_is_refused_before_anything_is_read() {
    let scene = Scene::new().await;
    let (auditor, zhou) = (scene.person("ou_a", None).await, scene.person("ou_z", None).await);
    let actor = acting(&auditor, Role::Auditor);
    let desk = scene.desk(&actor);
    for outcome in [
        accounts::disable(&desk, "ou_z", "").await,
        accounts::enable(&desk, "nobody", "").await,
        accounts::end_sessions(&desk, "ou_z", "").await,
        accounts::note(&desk, "ou_z", "x").await,
        roles::grant(&desk, "ou_z", Role::Owner).await,
        roles::revoke(&desk, "ou_z", "").await,
    ] {
        assert!(matches!(outcome, Err(OpError::Forbidden(_))), "{outcome:?}");
    }
    let actor = acting(&auditor, Role::Helpdesk);
    let desk = scene.desk(&actor);
    assert!(matches!(roles::list(&desk).await, Err(OpError::Forbidden(_))));
    assert!(matches!(audit::page(&desk, &AuditFilter::default(), None, 1).await, Err(OpError::Forbidden(_))));
    let made = tokens::add(&desk, "x", Role::Owner, tokens::USUAL).await;
    assert!(matches!(made, Err(OpError::Forbidden(_))));
    assert!(scene.is_enabled(&zhou).await);
    assert!(scene.audit().await.is_empty());
}

#[tokio::test]
async fn a_change_and_its_audit_line_are_one() {
    let scene = Scene::new().await;
    let (helper, zhou) = (scene.person("ou_h", None).await, scene.person("ou_z", None).await);
    let actor = acting(&helper, Role::Helpdesk);
    accounts::disable(&scene.desk(&actor), "ou_z", "  lost laptop ").await.unwrap();
    assert!(!scene.is_enabled(&zhou).await);
    let line = scene.audit().await.pop().unwrap();
    assert_eq!(line.kind, "account.disabled");
    assert_eq!(line.account_id, Some(zhou.account.id));
    assert_eq!(line.actor, Some(helper.account.id.to_string()));
    assert_eq!(line.reason.as_deref(), Some("lost laptop"));
    assert_eq!(line.change.as_deref(), Some(r#"{"after":"disabled","before":"enabled"}"#));
    assert_eq!((line.address.as_deref(), line.reference.as_deref()), (Some("10.1.2.3"), Some("AAAA-BBBB")));
}

#[tokio::test]
async fn nobody_stops_those_with_as_many_rights_or_themselves() {
    let scene = Scene::new().await;
    let admin = scene.person("ou_admin", Some(Role::Admin)).await;
    scene.person("ou_other", Some(Role::Admin)).await;
    scene.person("ou_helper", Some(Role::Helpdesk)).await;
    scene.person("ou_founder", None).await;
    let actor = acting(&admin, Role::Admin);
    let desk = scene.desk(&actor);
    for name in ["ou_other", "ou_founder", "ou_admin"] {
        assert!(matches!(accounts::disable(&desk, name, "").await, Err(OpError::Conflict(_))), "{name}");
    }
    accounts::disable(&desk, "ou_helper", "").await.unwrap();
    accounts::end_sessions(&desk, "ou_admin", "").await.unwrap();
    accounts::disable(&scene.desk(&Actor::command_line("root")), "ou_founder", "").await.unwrap();
}

#[tokio::test]
async fn roles_are_anothers_and_the_files_owners_are_the_files() {
    let scene = Scene::new().await;
    let founder = scene.person("ou_founder", None).await;
    scene.person("ou_z", None).await;
    let mut tx = scene.store.read().await.unwrap();
    assert_eq!(role_of(&scene.config, &mut tx, &founder).await.unwrap(), Some(Role::Owner));
    drop(tx);
    let actor = acting(&founder, Role::Owner);
    let desk = scene.desk(&actor);
    assert!(matches!(roles::grant(&desk, "ou_founder", Role::Auditor).await, Err(OpError::Conflict(_))));
    roles::grant(&desk, "ou_z", Role::Auditor).await.unwrap();
    roles::grant(&desk, "ou_z", Role::Admin).await.unwrap();
    assert_eq!(roles::list(&desk).await.unwrap()[0].role, Role::Admin);
    let line = scene.audit().await.into_iter().find(|line| line.change.as_deref().unwrap().contains("admin"));
    assert_eq!(line.unwrap().change.as_deref(), Some(r#"{"after":"admin","before":"auditor"}"#));
    roles::revoke(&desk, "ou_z", "").await.unwrap();
    assert!(matches!(roles::revoke(&desk, "ou_z", "").await, Err(OpError::Conflict(_))));
    let root = Actor::command_line("root");
    assert!(matches!(
        roles::grant(&scene.desk(&root), "ou_founder", Role::Admin).await,
        Err(OpError::Conflict(_))
    ));
}

#[tokio::test]
async fn clients_are_the_admins_and_an_auditors_to_see() {
    let scene = Scene::new().await;
    let person = scene.person("ou_a", None).await;
    let settings = ClientSettings { name: "A".into(), public: true, ..ClientSettings::default() };
    for role in [Role::Auditor, Role::Helpdesk] {
        let actor = acting(&person, role);
        let desk = scene.desk(&actor);
        assert!(matches!(clients::add(&desk, "a", &settings).await, Err(OpError::Forbidden(_))));
        assert!(matches!(
            clients::change_settings(&desk, "a", &settings, |_| true).await,
            Err(OpError::Forbidden(_))
        ));
        assert!(matches!(clients::rotate_secret(&desk, "a", days(99), "").await, Err(OpError::Forbidden(_))));
        assert!(matches!(clients::end_old_secret(&desk, "a", "").await, Err(OpError::Forbidden(_))));
        assert!(matches!(clients::remove(&desk, "a", "").await, Err(OpError::Forbidden(_))));
        assert_eq!(clients::list(&desk).await.is_ok(), role == Role::Auditor);
        assert_eq!(clients::held(&desk, "a").await.is_ok(), role == Role::Auditor);
    }
    let actor = acting(&person, Role::Admin);
    let desk = scene.desk(&actor);
    // Nothing is changed, and nothing told, where nothing differs.
    let settings = ClientSettings { redirect_uris: vec!["https://a.example/".into()], ..settings };
    clients::add(&desk, "a", &settings).await.unwrap();
    clients::change_settings(&desk, "a", &settings, |_| true).await.unwrap();
    let lines = scene.audit().await;
    assert_eq!(lines.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(), ["client.added"]);
    assert!(lines[0].change.as_deref().unwrap().contains("https://a.example/"));
}

#[tokio::test]
async fn rules_that_were_not_seen_are_not_replaced() {
    let scene = Scene::new().await;
    let actor = Actor::command_line("root");
    let desk = scene.desk(&actor);
    let settings = ClientSettings { name: "A".into(), public: true, ..ClientSettings::default() };
    let settings = ClientSettings { redirect_uris: vec!["https://a.example/".into()], ..settings };
    clients::add(&desk, "a", &settings).await.unwrap();
    let rules = |text: &str| serde_json::from_str::<Vec<EntryRule>>(text).unwrap();
    let denied = rules(r#"[{ "effect": "deny", "accounts": ["ou_1"] }, { "effect": "allow" }]"#);
    entry::set(&desk, "a", &denied, <[EntryRule]>::is_empty, "").await.unwrap();
    let late = entry::set(&desk, "a", &[], <[EntryRule]>::is_empty, "").await;
    assert!(matches!(late, Err(OpError::Conflict(Conflict::ClientChanged { .. }))), "{late:?}");
    let kept = clients::details(&desk, "a").await.unwrap();
    assert_eq!(entry::of(&kept), denied);
    entry::set(&desk, "a", &[], |present| present == denied, "everybody's now").await.unwrap();
    let said: Vec<_> = scene.audit().await.into_iter().filter_map(|line| line.reason).collect();
    assert_eq!(said, ["everybody's now"]);
}

#[tokio::test]
async fn tokens_have_a_name_and_an_end() {
    let scene = Scene::new().await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    for (name, lifetime) in [
        ("", tokens::USUAL),
        (" \t", tokens::USUAL),
        ("a\u{1b}b", tokens::USUAL),
        ("x", Duration::ZERO),
        ("x", tokens::LONGEST + Duration::from_secs(1)),
    ] {
        let made = tokens::add(&desk, name, Role::Auditor, lifetime).await;
        assert!(matches!(made, Err(OpError::Invalid(_))), "{name:?} {lifetime:?}");
    }
    let (token, value) = tokens::add(&desk, "ci", Role::Auditor, tokens::USUAL).await.unwrap();
    assert!(value.reveal().starts_with("lgat_"));
    let lines = format!("{:?}", scene.audit().await);
    assert!(lines.contains(token.id.as_str()) && !lines.contains(value.reveal()));
    tokens::revoke(&desk, &token.id, "").await.unwrap();
    assert!(matches!(tokens::revoke(&desk, &token.id, "").await, Err(OpError::NotFound { .. })));
    assert!(tokens::list(&desk).await.unwrap().is_empty());
}
