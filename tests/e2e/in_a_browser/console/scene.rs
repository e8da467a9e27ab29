//! A gate with something on every page of its console.

use larkgate::admin::ops::rules::{Draft, Edit};
use larkgate::admin::ops::{
    Desk, applications, clients, days, entry, login_links, rules, service_tokens, tokens,
};
use larkgate::domain::admin::{Actor, Role};
use larkgate::domain::client::{ClientSettings, EntryEffect, EntryRule};
use larkgate::domain::token::SystemEntropy;
use serde_json::json;

use crate::admin::console::grant;
use crate::harness::Setup;
use crate::harness::sample::Sample;

/// A gate where people have come and gone, and lin owns it.
pub(super) async fn busy() -> Sample {
    let sample = Sample::with(Setup::default()).await;
    let gate = &sample.gate;
    let markup = json!({ "name": "<b>李雷</b> \u{202e}& \"Co\" 🎉" });
    gate.control("people/markup", markup).await;
    for (number, name) in [
        "欧阳修远",
        "司马青",
        "王晓明",
        "张伟",
        "刘洋",
        "杨静怡",
        "黄磊",
        "赵敏",
        "Alexandra von Hohenberg-Österreich",
        "吴昊",
    ]
    .into_iter()
    .enumerate()
    {
        gate.control(&format!("people/p{number}"), json!({ "name": name })).await;
        drop(gate.code(if number % 3 == 0 { "es256" } else { "app" }, &format!("p{number}")).await);
        gate.clock.advance(1700);
    }
    for person in ["zhou", "wang", "chen", "no-email", "markup", "lin"] {
        drop(gate.code("app", person).await);
        gate.clock.advance(340);
    }
    for person in ["resigned", "frozen", "outside"] {
        gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), person).await;
    }
    for (person, role) in
        [("lin", Role::Owner), ("zhou", Role::Admin), ("wang", Role::Helpdesk), ("chen", Role::Auditor)]
    {
        grant(gate, person, role).await;
    }
    let app = gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    wiki(&desk).await;
    docs(&desk).await;
    tokens::add(&desk, "每晚同步离职名单", Role::Auditor, tokens::USUAL).await.unwrap();
    sample
}

/// An application that was registered at run time, with an old secret that still works.
async fn wiki(desk: &Desk<'_>) {
    let settings = ClientSettings {
        name: "知识库 Wiki".into(),
        redirect_uris: vec!["https://wiki.example.com/login/oauth2/code/larkgate".into()],
        third_party: true,
        ..ClientSettings::default()
    };
    clients::add(desk, "wiki", &settings).await.unwrap();
    let rule = |effect| EntryRule { effect, accounts: None, tenants: None, departments: None, groups: None };
    let stranger = EntryRule { accounts: Some(vec!["ou_stranger".into()]), ..rule(EntryEffect::Deny) };
    let entry_rules = [stranger, rule(EntryEffect::Allow)];
    entry::set(desk, "wiki", &entry_rules, |_any| true, "").await.unwrap();
    clients::rotate_secret(desk, "wiki", days(7), "").await.unwrap();
}

/// An application behind a proxy with rules of every kind, and two service tokens.
async fn docs(desk: &Desk<'_>) {
    let settings = applications::Settings {
        name: Some("内部文档".into()),
        hosts: Some(vec!["docs.example.com".into(), "wiki.example.com:8443".into()]),
        contact: Some("文档组".into()),
        ..applications::Settings::default()
    };
    applications::add(desk, "docs", &settings).await.unwrap();
    for (effect, lists) in [
        ("allow", vec![("tenants", vec!["2ed263bf32cf1651"])]),
        ("allow", vec![("services", vec!["ci", "probe"]), ("paths", vec!["/api"]), ("methods", vec!["GET"])]),
        ("public", vec![("paths", vec!["=/health", "/assets"])]),
        ("deny", vec![("paths", vec!["/intern"]), ("networks", vec!["192.0.2.0/24"])]),
        ("deny", vec![("accounts", vec!["ou_0000000000000000000000000000000a", "<b>ou_1</b>"])]),
    ] {
        let mut draft = Draft::new(effect);
        for (matcher, entries) in lists {
            draft.set(matcher, entries.into_iter().map(str::to_owned).collect());
        }
        rules::edit(desk, "docs", None, &Edit::Add { draft: &draft, before: None }).await.unwrap();
    }
    service_tokens::add(desk, "docs", "ci", Some("90d")).await.unwrap();
    let made = service_tokens::add(desk, "docs", "probe", None).await.unwrap();
    service_tokens::revoke(desk, None, &made.token.id, "").await.unwrap();
}

/// The path of a link that lets in somebody who may see little of the console.
pub(super) async fn login_link(sample: &Sample) -> String {
    let app = sample.gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    let made = login_links::make(&desk, &sample.gate.feishu.open_id("wang")).await.unwrap();
    format!("/admin/login-link/{}", made.secret.reveal())
}

/// The path of somebody's page.
pub(super) async fn path_of(sample: &Sample, person: &str) -> String {
    let gate = &sample.gate;
    let mut tx = gate.server.app().store.read().await.unwrap();
    let person = tx.account_named(&gate.feishu.open_id(person)).await.unwrap().unwrap();
    format!("/admin/accounts/{}", person.account.id)
}
