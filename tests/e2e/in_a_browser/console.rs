//! The console in a real browser: every page looked at, walked by keyboard, and judged by axe.

use std::path::PathBuf;

use fantoccini::key::Key;
use larkgate::admin::ops::rules::{Draft, Edit};
use larkgate::admin::ops::{Desk, applications, clients, days, entry, rules, service_tokens};
use larkgate::domain::admin::{Actor, Role};
use larkgate::domain::client::{ClientSettings, EntryEffect, EntryRule};
use larkgate::domain::token::SystemEntropy;
use serde_json::{Value, json};

use super::gallery::pictures;
use super::{in_chromium, quiet};
use crate::admin::console::grant;
use crate::harness::chrome::{Chrome, Looks};
use crate::harness::sample::Sample;
use crate::harness::{Gate, Setup};

/// A gate where people have come and gone, and lin owns it.
async fn busy() -> Sample {
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
    wiki(gate).await;
    docs(gate).await;
    sample
}

/// An application that was registered at run time, with an old secret that still works.
async fn wiki(gate: &Gate) {
    let app = gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    let settings = ClientSettings {
        name: "知识库 Wiki".into(),
        redirect_uris: vec!["https://wiki.example.com/login/oauth2/code/larkgate".into()],
        third_party: true,
        ..ClientSettings::default()
    };
    clients::add(&desk, "wiki", &settings).await.unwrap();
    let rule = |effect| EntryRule { effect, accounts: None, tenants: None, departments: None, groups: None };
    let stranger = EntryRule { accounts: Some(vec!["ou_stranger".into()]), ..rule(EntryEffect::Deny) };
    let entry_rules = [stranger, rule(EntryEffect::Allow)];
    entry::set(&desk, "wiki", &entry_rules, |_any| true, "").await.unwrap();
    clients::rotate_secret(&desk, "wiki", days(7), "").await.unwrap();
}

/// An application behind a proxy with rules of every kind, and two service tokens.
async fn docs(gate: &Gate) {
    let app = gate.server.app();
    let actor = Actor::command_line("test");
    let (store, config, now) = (&app.store, &app.config, app.now());
    let desk = Desk { store, config, entropy: &SystemEntropy, now, actor: &actor };
    let settings = applications::Settings {
        name: Some("内部文档".into()),
        hosts: Some(vec!["docs.example.com".into(), "wiki.example.com:8443".into()]),
        contact: Some("文档组".into()),
        ..applications::Settings::default()
    };
    applications::add(&desk, "docs", &settings).await.unwrap();
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
        rules::edit(&desk, "docs", None, &Edit::Add { draft: &draft, before: None }).await.unwrap();
    }
    service_tokens::add(&desk, "docs", "ci", Some("90d")).await.unwrap();
    let made = service_tokens::add(&desk, "docs", "probe", None).await.unwrap();
    service_tokens::revoke(&desk, None, &made.token.id, "").await.unwrap();
}

/// From the console's address through Feishu, as lin.
async fn enter(sample: &Sample, chrome: &Chrome, path: &str) {
    chrome.goto(&format!("{}{path}", sample.gate.url)).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click("#person-lin").await;
    chrome.see("main#content").await;
}

async fn path_of(sample: &Sample, person: &str) -> String {
    let gate = &sample.gate;
    let mut tx = gate.server.app().store.read().await.unwrap();
    let person = tx.account_named(&gate.feishu.open_id(person)).await.unwrap().unwrap();
    format!("/admin/accounts/{}", person.account.id)
}

/// Every page, under a name each.
async fn pages(sample: &Sample) -> Vec<(&'static str, String)> {
    let (zhou, markup) = (path_of(sample, "zhou").await, path_of(sample, "markup").await);
    let sub = sample.gate.feishu.open_id("zhou");
    let explained =
        format!("/admin/explain?who=account&account={sub}&method=GET&url=http://docs.example.com/intern/x");
    vec![
        ("home", "/admin".to_owned()),
        ("accounts", "/admin/accounts".to_owned()),
        ("accounts-none", "/admin/accounts?q=nobody".to_owned()),
        ("account", zhou.clone()),
        ("account-odd", markup),
        ("disable", format!("{zhou}/disable")),
        ("not-found", "/admin/accounts/acc_nobody".to_owned()),
        ("clients", "/admin/clients".to_owned()),
        ("client-choose", "/admin/new-client".to_owned()),
        ("client-new", "/admin/new-client?for=grafana".to_owned()),
        ("client", "/admin/clients/wiki?for=spring".to_owned()),
        ("client-rules", "/admin/clients/wiki/rules".to_owned()),
        ("client-test", "/admin/clients/wiki/test".to_owned()),
        ("client-settings", "/admin/clients/wiki/settings".to_owned()),
        ("client-rotate", "/admin/clients/wiki/rotate-secret".to_owned()),
        ("client-remove", "/admin/clients/wiki/remove".to_owned()),
        ("proxy-access", "/admin/proxy-access".to_owned()),
        ("proxy-access-new", "/admin/new-proxy-access".to_owned()),
        ("protected", "/admin/proxy-access/docs?kind=nginx".to_owned()),
        ("protected-file", "/admin/proxy-access/protected".to_owned()),
        ("protected-settings", "/admin/proxy-access/docs/settings".to_owned()),
        ("protected-remove", "/admin/proxy-access/docs/remove".to_owned()),
        ("rule-new", "/admin/proxy-access/docs/new-rule?effect=allow&services=ci".to_owned()),
        ("rule", "/admin/proxy-access/docs/rules/1".to_owned()),
        ("rule-remove", "/admin/proxy-access/docs/rules/2/remove".to_owned()),
        ("explain", "/admin/explain".to_owned()),
        ("explain-answer", explained),
        ("system", "/admin/system".to_owned()),
        ("keys", "/admin/keys".to_owned()),
        ("keys-rotate", "/admin/rotate-keys".to_owned()),
        ("audit", "/admin/audit".to_owned()),
        ("audit-filtered", "/admin/audit?account=nobody&address=203.0.113.7".to_owned()),
        ("roles", "/admin/roles".to_owned()),
        ("tokens", "/admin/tokens".to_owned()),
    ]
}

/// axe-core's serious and critical findings on the page.
async fn findings(chrome: &Chrome) -> Vec<String> {
    let folder =
        std::env::var("LARKGATE_TEST_NODE_MODULES").expect("tests/run sets LARKGATE_TEST_NODE_MODULES");
    let axe = std::fs::read_to_string(PathBuf::from(folder).join("axe-core/axe.min.js")).unwrap();
    // Colours change over a moment.
    chrome.until_true("document.getAnimations().every(a => a.playState === 'finished')").await;
    // Through the DevTools protocol, which the page's policy does not hold back, as it would a script element.
    chrome.cdp("Runtime.evaluate", json!({ "expression": axe })).await;
    let run = "axe.run({resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => \
               [v.impact, v.id, v.help, v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3)])))";
    let answer = chrome.cdp("Runtime.evaluate", json!({ "expression": run, "awaitPromise": true })).await;
    let text = answer["result"]["value"].as_str().unwrap_or_else(|| panic!("axe did not run: {answer}"));
    let found: Vec<Value> = serde_json::from_str(text).unwrap();
    found
        .iter()
        .filter(|finding| ["serious", "critical"].iter().any(|impact| finding[0] == *impact))
        .map(Value::to_string)
        .collect()
}

async fn looked_at(chrome: &Chrome, sample: &Sample, language: &str) {
    enter(sample, chrome, "/admin/accounts").await;
    for (name, path) in pages(sample).await {
        chrome.goto(&format!("{}{path}", sample.gate.url)).await;
        chrome.see("main#content h1").await;
        for (size, dark) in [((1280, 800), false), ((1280, 800), true), ((390, 844), false)] {
            chrome.look(size, dark).await;
            assert_eq!(
                findings(chrome).await,
                Vec::<String>::new(),
                "{name} {language} {size:?} dark: {dark}"
            );
        }
        pictures(chrome, language, &format!("console-{name}")).await;
    }
    // A refusal's status is an error to the browser; nothing else is.
    let complaints = chrome.complaints().await;
    assert!(
        complaints.iter().all(|text| text.contains("acc_nobody") && text.contains("404")),
        "{complaints:?}"
    );
}

in_chromium! {
    async fn every_page_of_the_console_in_chinese() {
        let sample = busy().await;
        looked_at(&Chrome::chinese().await, &sample, "zh").await;
    }

    async fn every_page_of_the_console_in_english() {
        let sample = busy().await;
        looked_at(&Chrome::english().await, &sample, "en").await;
    }

    async fn an_account_is_found_and_disabled_by_keyboard() {
        let sample = busy().await;
        let chrome = Chrome::chinese().await;
        enter(&sample, &chrome, "/admin/accounts").await;
        chrome.tab_to(".skip").await;
        chrome.tab_to("a[href='/admin/roles']").await;
        chrome.tab_to("input[name=q]").await;
        chrome.see("input[name=q]").await.send_keys("周").await.unwrap();
        chrome.press(Key::Enter).await;
        chrome.until_true("location.search.includes('q=')").await;
        chrome.tab_to("td a").await;
        chrome.press(Key::Enter).await;
        chrome.see("#history").await;
        chrome.tab_to("a.danger").await;
        chrome.press(Key::Enter).await;
        chrome.see("textarea[name=reason]").await.send_keys("电脑丢失").await.unwrap();
        chrome.tab_to("button.danger").await;
        chrome.press(Key::Enter).await;
        assert!(chrome.text(".notice").await.contains("账号已停用"));
        assert_eq!(chrome.text(".standing .state").await, "已停用");
        quiet(&chrome).await;
    }

    async fn without_scripts_the_console_works() {
        let sample = busy().await;
        let chrome = Chrome::open(Looks { scripts: false, ..Looks::default() }).await;
        enter(&sample, &chrome, "/admin/tokens").await;
        chrome.see("input[name=name]").await.send_keys("同步").await.unwrap();
        chrome.click("form.fields button").await;
        assert!(chrome.text("dl.pairs code").await.starts_with("lgat_"));
        chrome.click("main a.button").await;
        chrome.click("td a.button").await;
        chrome.see("[name=reason]").await.send_keys("不再使用").await.unwrap();
        chrome.click("button.danger").await;
        assert_eq!(chrome.text(".notice").await, "令牌已作废。");
        quiet(&chrome).await;
    }

    async fn an_id_is_copied() {
        let sample = busy().await;
        let chrome = Chrome::english().await;
        enter(&sample, &chrome, "/admin/accounts").await;
        let origin = json!({ "origin": sample.gate.url, "permissions": ["clipboardReadWrite"] });
        chrome.cdp("Browser.grantPermissions", origin).await;
        chrome.cdp("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
        chrome.tab_to("button.copy").await;
        chrome.press(Key::Enter).await;
        chrome.see("button.copy[data-done]").await;
        let both = "return navigator.clipboard.readText().then(t => \
                    [t, document.querySelector('button.copy[data-done]').previousElementSibling.textContent])";
        let both = chrome.run(both).await;
        assert_eq!(both[0], both[1]);
        quiet(&chrome).await;
    }
}
