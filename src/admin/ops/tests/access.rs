//! Protected applications, their rules, service tokens, and what is explained of them.

use super::*;
use crate::admin::ops::applications::Settings;
use crate::admin::ops::explain::Question;
use crate::admin::ops::rules::{Draft, Edit};
use crate::domain::access::{CookieDomain, Decision, FlawKind, RuleNumber, Verdict};
use crate::domain::client::Source;

const WIKI: &str = r#"
listen.trusted_proxies = ["127.0.0.1"]
applications = [{ id = "wiki", name = "Wiki", hosts = ["wiki.example.com"], rules = [{ effect = "deny", paths = ["/admin"] }] }]
"#;

fn settings(name: &str, hosts: &[&str]) -> Settings {
    let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
    Settings { name: Some(name.to_owned()), hosts: Some(hosts), ..Settings::default() }
}

fn draft(effect: &str, lists: &[(&'static str, &str)]) -> Draft {
    let mut draft = Draft::new(effect);
    for (matcher, entry) in lists {
        draft.set(matcher, vec![(*entry).to_owned()]);
    }
    draft
}

async fn texts(desk: &Desk<'_>, id: &str) -> Vec<String> {
    let set = rules::list(desk, id).await.unwrap();
    set.rules.into_iter().map(|rule| format!("{}: {}", rule.number, rule.text)).collect()
}

#[tokio::test]
async fn rules_are_edited_by_number_and_every_edit_is_audited() {
    let scene = Scene::with(WIKI).await;
    let admin = scene.person("ou_admin", None).await;
    let actor = acting(&admin, Role::Admin);
    let desk = scene.desk(&actor);
    let edit = async |edit: Edit<'_>| rules::edit(&desk, "wiki", None, &edit).await.unwrap();
    let (allow, deny) = (draft("allow", &[]), draft("deny", &[("accounts", "ou_1")]));
    edit(Edit::Add { draft: &allow, before: None }).await;
    edit(Edit::Add { draft: &deny, before: None }).await;
    edit(Edit::Replace { number: 2, draft: &draft("allow", &[("methods", "GET")]) }).await;
    edit(Edit::Move { number: 2, to: 1 }).await;
    assert_eq!(
        edit(Edit::Remove { number: 2, reason: "" }).await.rule,
        "effect = \"deny\", accounts = [\"ou_1\"]"
    );
    let expected = ["rule 1 of the database: allow methods=GET", "rule 1: deny paths=/admin"];
    assert_eq!(texts(&desk, "wiki").await, expected);
    let mut lines: Vec<_> = scene.audit().await.into_iter().map(|line| line.change.unwrap()).collect();
    lines.sort();
    let moved = r#"{"after":"rule 1: effect = \"allow\", methods = [\"GET\"]","before":"rule 2: effect = \"allow\", methods = [\"GET\"]"}"#;
    assert!(lines.iter().any(|line| line == moved), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.starts_with(r#"{"after":null,"before":"rule 2: effect = \"deny\""#))
    );
    assert_eq!(lines.len(), 5);
    let line = scene.audit().await.pop().unwrap();
    assert_eq!((line.client_id.as_deref(), line.actor), (Some("wiki"), Some(admin.account.id.to_string())));
}

#[tokio::test]
async fn a_rule_is_replaced_and_moved_to_places_that_exist_alone() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let allow = draft("allow", &[]);
    rules::edit(&desk, "wiki", None, &Edit::Add { draft: &allow, before: None }).await.unwrap();
    for edit in [
        Edit::Add { draft: &allow, before: Some(0) },
        Edit::Add { draft: &allow, before: Some(3) },
        Edit::Move { number: 1, to: 2 },
    ] {
        let refused = rules::edit(&desk, "wiki", None, &edit).await;
        assert!(matches!(refused, Err(OpError::Invalid(_))), "{edit:?}: {refused:?}");
    }
    for edit in [
        Edit::Remove { number: 0, reason: "" },
        Edit::Remove { number: 2, reason: "" },
        Edit::Replace { number: usize::MAX, draft: &allow },
    ] {
        let refused = rules::edit(&desk, "wiki", None, &edit).await;
        assert!(matches!(refused, Err(OpError::NotFound { what: "rule", .. })), "{edit:?}: {refused:?}");
    }
    assert_eq!(texts(&desk, "wiki").await.len(), 2);
}

#[tokio::test]
async fn whoever_saw_something_older_changes_nothing() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let (allow, deny) = (draft("allow", &[]), draft("deny", &[]));
    let seen = rules::list(&desk, "wiki").await.unwrap().revision;
    let first = Edit::Add { draft: &allow, before: None };
    rules::preview(&desk, "wiki", Some(seen), &first).await.unwrap();
    rules::edit(&desk, "wiki", Some(seen), &first).await.unwrap();
    let late = rules::edit(&desk, "wiki", Some(seen), &Edit::Replace { number: 1, draft: &deny }).await;
    assert!(matches!(late, Err(OpError::Conflict(Conflict::ApplicationsChanged))), "{late:?}");
    let late = applications::set(&desk, "wiki", &settings("x", &[]), Some(i64::MAX)).await;
    assert!(matches!(late, Err(OpError::Conflict(Conflict::ApplicationsChanged))), "{late:?}");
    assert_eq!(texts(&desk, "wiki").await[0], "rule 1 of the database: allow");
}

#[tokio::test]
async fn what_is_typed_stays_text() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let hostile = "x\"]\neffect = \"public\"\n#";
    let tricky = "\"]} '''\\u0022 \u{7f}".replace('\u{7f}', "");
    for matcher in ["accounts", "tenants", "groups", "paths", "methods", "networks", "services", "hosts"] {
        let bad = draft("deny", &[(matcher, hostile)]);
        let refused = rules::edit(&desk, "wiki", None, &Edit::Add { draft: &bad, before: None }).await;
        let Err(OpError::Invalid(flaws)) = refused else { panic!("{matcher}: {refused:?}") };
        assert!(flaws.iter().any(|flaw| flaw.field == matcher), "{matcher}: {flaws:?}");
    }
    let kept = draft("deny", &[("accounts", &tricky)]);
    rules::edit(&desk, "wiki", None, &Edit::Add { draft: &kept, before: None }).await.unwrap();
    let rules = rules::list(&desk, "wiki").await.unwrap().rules;
    assert_eq!(rules[0].draft.as_ref(), Some(&kept));
    let refused = applications::add(&desk, "late", &settings(hostile, &["late.example.com"])).await;
    assert!(matches!(refused, Err(OpError::Invalid(_))), "{refused:?}");
    for id in ["a b", "a\"\nname = \"x", "", "*.example.com"] {
        let refused = applications::add(&desk, id, &settings("x", &["x.example.com"])).await;
        let Err(OpError::Invalid(flaws)) = refused else { panic!("{id}: {refused:?}") };
        assert_eq!(flaws[0].field, "id");
    }
}

#[tokio::test]
async fn what_is_wrong_is_a_kind_at_a_field() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let found = |text: &str| FlawKind::Unreadable(text.to_owned());
    for (draft, field, kind) in [
        (draft("permit", &[]), "effect", found("permit")),
        (draft("", &[]), "effect", FlawKind::Missing),
        (draft("deny", &[("paths", "x")]), "paths", found("x")),
        (draft("public", &[("services", "ci")]), "effect", FlawKind::PublicNames),
        (draft("deny", &[("groups", "g")]), "groups", FlawKind::NoDirectory),
    ] {
        let refused = rules::edit(&desk, "wiki", None, &Edit::Add { draft: &draft, before: None }).await;
        let Err(OpError::Invalid(flaws)) = refused else { panic!("{draft:?}: {refused:?}") };
        let Problem::Access(flaw) = &flaws[0].problem else { panic!("{flaws:?}") };
        assert_eq!((flaws[0].field, &flaw.kind, flaw.rule), (field, &kind, Some(1)), "{draft:?}");
    }
    for host in ["wiki.example.com", "wiki.example.com:8443"] {
        let taken = applications::add(&desk, "late", &settings("Late", &[host])).await;
        let Err(OpError::Invalid(flaws)) = taken else { panic!("{taken:?}") };
        assert!(
            matches!(&flaws[0].problem, Problem::Access(flaw) if matches!(flaw.kind, FlawKind::TakenHost { .. })),
            "{host}"
        );
    }
}

#[tokio::test]
async fn what_is_closed_is_shown_with_the_reason_and_can_be_mended() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let mut tx = scene.store.write().await.unwrap();
    tx.hold_applications().await.unwrap();
    tx.replace_rules("wiki", &["effect = \"deny\"\nmoon = [\"full\"]".into(), "effect = \"x\"".into()])
        .await
        .unwrap();
    tx.replace_rules("gone", &["effect = \"deny\"".into()]).await.unwrap();
    tx.commit().await.unwrap();
    let listed = applications::list(&desk).await.unwrap();
    assert_eq!((listed.orphans.len(), listed.applications.len()), (1, 1));
    let wiki = &listed.applications[0];
    assert!(!wiki.is_open && wiki.source == Source::Config && wiki.flaws.len() == 2);
    let drafts: Vec<_> = wiki.rules.iter().map(|rule| rule.draft.is_some()).collect();
    assert_eq!(drafts, [false, true, true], "the first has a matcher that nobody here wrote");
    rules::edit(&desk, "wiki", None, &Edit::Remove { number: 1, reason: "" }).await.unwrap();
    rules::edit(&desk, "wiki", None, &Edit::Replace { number: 1, draft: &draft("allow", &[]) })
        .await
        .unwrap();
    assert!(applications::show(&desk, "wiki").await.unwrap().is_open);
}

#[tokio::test]
async fn an_application_of_the_database_comes_changes_and_goes() {
    let scene = Scene::with(WIKI).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    let late = Settings { contact: Some("文档组".into()), ..settings("迟到", &["late.example.com"]) };
    applications::add(&desk, "late", &late).await.unwrap();
    let again = applications::add(&desk, "late", &late).await;
    assert!(matches!(again, Err(OpError::Conflict(Conflict::ApplicationExists { .. }))));
    let changed =
        Settings { contact: Some(String::new()), headers: Some("remote".into()), ..Settings::default() };
    applications::set(&desk, "late", &changed, None).await.unwrap();
    let shown = applications::show(&desk, "late").await.unwrap();
    assert_eq!((shown.name.as_str(), shown.contact, shown.preset.as_deref()), ("迟到", None, Some("remote")));
    let made = service_tokens::add(&desk, "late", "ci", Some("90d")).await.unwrap();
    assert!(!made.is_named && made.value.reveal().starts_with("lgs_"));
    let wrong = service_tokens::revoke(&desk, Some("wiki"), &made.token.id, "").await;
    assert!(matches!(wrong, Err(OpError::NotFound { .. })), "it is another application's");
    assert_eq!(service_tokens::list(&desk, Some("late")).await.unwrap()[0].revoked_at, None);
    applications::remove(&desk, "late", "gone").await.unwrap();
    assert!(service_tokens::list(&desk, Some("late")).await.unwrap()[0].revoked_at.is_some());
    for id in ["late", "nobody"] {
        assert!(matches!(applications::show(&desk, id).await, Err(OpError::NotFound { .. })));
        assert!(matches!(applications::remove(&desk, id, "").await, Err(OpError::NotFound { .. })));
    }
    let of_file = applications::remove(&desk, "wiki", "").await;
    assert!(matches!(of_file, Err(OpError::Conflict(Conflict::ConfiguredApplication { .. }))));
    let lines = format!("{:?}", scene.audit().await);
    assert!(!lines.contains(made.value.reveal()) && lines.contains("文档组"));
}

#[tokio::test]
async fn a_question_is_answered_as_a_check_would_be() {
    let scene = Scene::with(WIKI).await;
    scene.person("ou_z", None).await;
    let root = Actor::command_line("root");
    let desk = scene.desk(&root);
    rules::edit(&desk, "wiki", None, &Edit::Add { draft: &draft("allow", &[]), before: None }).await.unwrap();
    let nobody = Question {
        account: None,
        service: None,
        method: "get",
        url: "http://wiki.example.com/a",
        address: None,
    };
    let explained = explain::of(&desk, &nobody).await.unwrap();
    assert_eq!((explained.decision, explained.path.as_str()), (Decision::SignIn, "/a"));
    let explained = explain::of(&desk, &Question { account: Some("ou_z"), ..nobody }).await.unwrap();
    let rule = RuleNumber { source: Source::Database, number: 1 };
    assert_eq!(explained.decision, Decision::Allow { rule });
    let verdicts: Vec<_> = explained.steps.iter().map(|step| step.verdict).collect();
    assert_eq!(verdicts, [Some(Verdict::Decides), None]);
    for (question, field) in [
        (Question { url: "wiki", ..nobody }, "url"),
        (Question { url: "http://wiki.example.com/a/../b", ..nobody }, "url"),
        (Question { address: Some("10.0.0.0/8"), ..nobody }, "address"),
        (Question { account: Some("ou_z"), service: Some("ci"), ..nobody }, "service"),
    ] {
        let Err(OpError::Invalid(flaws)) = explain::of(&desk, &question).await else {
            panic!("{question:?}")
        };
        assert_eq!(flaws[0].field, field);
    }
    accounts::disable(&desk, "ou_z", "").await.unwrap();
    let refused = explain::of(&desk, &Question { account: Some("ou_z"), ..nobody }).await;
    assert!(matches!(refused, Err(OpError::Conflict(Conflict::Disabled { .. }))));
}

#[tokio::test]
async fn the_helpdesk_reads_nothing_of_it_and_the_auditor_changes_nothing() {
    let scene = Scene::with(WIKI).await;
    let person = scene.person("ou_p", None).await;
    let (allow, id) = (draft("allow", &[]), crate::domain::id::ServiceTokenId::received("svc_x"));
    let question = Question {
        account: None,
        service: None,
        method: "GET",
        url: "http://wiki.example.com/",
        address: None,
    };
    for role in [Role::Helpdesk, Role::Auditor] {
        let actor = acting(&person, role);
        let desk = scene.desk(&actor);
        let reads = [
            applications::list(&desk).await.map(drop),
            applications::show(&desk, "wiki").await.map(drop),
            rules::list(&desk, "wiki").await.map(drop),
            service_tokens::list(&desk, None).await.map(drop),
            explain::of(&desk, &question).await.map(drop),
        ];
        for outcome in reads {
            assert_eq!(matches!(outcome, Err(OpError::Forbidden(_))), role == Role::Helpdesk, "{outcome:?}");
        }
        let add = Edit::Add { draft: &allow, before: None };
        for outcome in [
            applications::add(&desk, "x", &Settings::default()).await,
            applications::set(&desk, "x", &Settings::default(), None).await,
            applications::remove(&desk, "x", "").await,
            rules::edit(&desk, "wiki", None, &add).await.map(drop),
            rules::preview(&desk, "wiki", None, &add).await.map(drop),
            service_tokens::add(&desk, "wiki", "ci", None).await.map(drop),
            service_tokens::revoke(&desk, None, &id, "").await.map(drop),
        ] {
            assert!(matches!(outcome, Err(OpError::Forbidden(_))), "{outcome:?}");
        }
    }
    assert!(scene.audit().await.is_empty());
}

/// A form must not forget what cannot be judged at present.
#[tokio::test]
async fn what_is_closed_keeps_its_own_cookie() {
    let mut scene = Scene::with("listen.trusted_proxies = [\"127.0.0.1\"]\n").await;
    scene.config.forward_auth.cookie_domain = CookieDomain::parse("example.com").ok();
    scene.config.directory_is_read = true;
    let root = Actor::command_line("root");
    let own = Settings { own_cookie: Some(true), ..settings("Docs", &["wiki.example.com"]) };
    applications::add(&scene.desk(&root), "docs", &own).await.unwrap();
    assert!(applications::show(&scene.desk(&root), "docs").await.unwrap().own_cookie);
    let rule = draft("allow", &[("departments", "od-1")]);
    rules::edit(&scene.desk(&root), "docs", None, &Edit::Add { draft: &rule, before: None }).await.unwrap();
    scene.config.directory_is_read = false;
    let closed = applications::show(&scene.desk(&root), "docs").await.unwrap();
    assert_eq!((closed.is_open, closed.own_cookie), (false, true));
}
