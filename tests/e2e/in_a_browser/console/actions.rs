//! Every action of the console, done in a browser in both languages, and a look at each page that only a form's answer is.

use std::collections::BTreeSet;

use serde_json::json;

use super::hand::Hand;
use super::scene::{busy, login_link, path_of};
use super::{Chrome, enter, in_chromium, look};
use crate::admin::console::matrix::{OPEN, ROUTES};
use crate::harness::gate::REDIRECT_URI;

async fn accounts(hand: &mut Hand<'_>) {
    let path = path_of(hand.sample, "no-email").await;
    let at = |action: &str| format!("{path}/{action}");
    let button = "form[action$='/end-session'] button";
    hand.pressed("/admin/accounts/{account}/end-session", &path, json!({}), button).await;
    let (note, button) = (json!({ "note": "电脑丢失" }), "form[action$='/note'] button");
    hand.pressed("/admin/accounts/{account}/note", &path, note, button).await;
    hand.sure("/admin/accounts/{account}/end-sessions", &at("end-sessions")).await;
    let disable = "/admin/accounts/{account}/disable";
    hand.see(disable, &at("disable"), json!({ "reason": " " }), "no-reason").await;
    hand.sure(disable, &at("disable")).await;
    hand.sure("/admin/accounts/{account}/enable", &at("enable")).await;
    hand.sure("/admin/accounts/{account}/unbind", &at("unbind")).await;
    let rebind = "/admin/accounts/{account}/rebind";
    let to = |open_id: &str| json!({ "open_id": open_id, "reason": "x" });
    hand.see(rebind, &at("rebind"), to("no id"), "rebind-wrong").await;
    hand.see(rebind, &at("rebind"), to(&hand.sample.gate.feishu.open_id("zhou")), "rebind-taken").await;
    hand.done(rebind, &at("rebind"), to("ou_another")).await;
}

async fn clients(hand: &mut Hand<'_>) {
    let new = "/admin/new-client";
    let form = "/admin/new-client?for=grafana";
    let wrong = json!({ "id": "a b", "redirect_uris": "http://evil.example/#x" });
    hand.see(new, form, wrong, "client-new-wrong").await;
    let uris = json!({ "id": "wiki", "redirect_uris": REDIRECT_URI });
    hand.see(new, form, uris, "client-new-taken").await;
    let uris = json!({ "id": "made", "redirect_uris": REDIRECT_URI });
    hand.see(new, form, uris, "client-secret").await;
    let of = |action: &str| format!("/admin/clients/made/{action}");
    let settings = "/admin/clients/{client}/settings";
    let stale = json!({ "name": "知识库", "revision": "other" });
    hand.see(settings, &of("settings"), stale, "client-settings-stale").await;
    hand.done(settings, &of("settings"), json!({ "name": "知识库" })).await;
    let rules = "/admin/clients/{client}/rules";
    let unread = json!({ "effect-1": "allow", "departments-1": "od-1" });
    hand.see(rules, &of("rules"), unread, "client-rules-wrong").await;
    hand.done(rules, &of("rules"), json!({ "effect-1": "allow" })).await;
    let first = json!({ "effect-2": "deny", "accounts-2": "ou_1", "position-2": "1" });
    hand.done(rules, &of("rules"), first).await;
    let order = hand.chrome.text("section[aria-labelledby=rules] ol").await;
    assert!(order.contains("ou_1") && order.find("ou_1") < order.find('\n'), "{order}");
    let stale = json!({ "effect-1": "deny", "accounts-1": "ou_2", "revision": "other" });
    hand.see(rules, &of("rules"), stale, "client-rules-stale").await;
    hand.open(&of("rules")).await;
    let none = json!({ "effect-1": "", "effect-2": "" });
    hand.fill(rules, none, "main form[method=post] button.button").await;
    assert!(hand.chrome.url().await.contains("/open?revision="), "it asks first");
    hand.fill("/admin/clients/{client}/open", json!({ "reason": "x" }), "button.danger").await;
    let address = json!({ "address": "https://sso.example.com/?client_id=made" });
    hand.see("/admin/clients/{client}/test", &of("test"), address, "client-test-checked").await;
    let overlap = json!({ "overlap_days": "7", "reason": "x" });
    hand.see("/admin/clients/{client}/rotate-secret", &of("rotate-secret"), overlap, "client-rotated").await;
    hand.sure("/admin/clients/{client}/end-old-secret", &of("end-old-secret")).await;
    hand.sure("/admin/clients/{client}/remove", &of("remove")).await;
}

async fn protected(hand: &mut Hand<'_>) {
    let new = "/admin/new-proxy-access";
    let form = |hosts: &str| json!({ "id": "made", "name": "报表", "hosts": hosts });
    hand.see(new, new, form("https://x/"), "protected-new-wrong").await;
    hand.done(new, new, form("made.example.com")).await;
    let of = |action: &str| format!("/admin/proxy-access/made{action}");
    let settings = "/admin/proxy-access/{application}/settings";
    hand.done(settings, &of("/settings"), json!({ "contact": "文档组" })).await;
    let rule = "/admin/proxy-access/{application}/new-rule";
    let wrong = json!({ "effect": "public", "paths": "intern", "accounts": "ou_1" });
    hand.see(rule, &of("/new-rule"), wrong, "rule-wrong").await;
    hand.open(&of("/new-rule")).await;
    hand.fill(rule, json!({ "effect": "deny", "paths": "/intern" }), "button[value=preview]").await;
    look(hand.chrome, hand.language, "rule-preview").await;
    hand.done(rule, &of("/new-rule"), json!({ "effect": "deny", "paths": "/intern" })).await;
    hand.done(rule, &of("/new-rule"), json!({ "effect": "allow" })).await;
    let moved = "/admin/proxy-access/{application}/rules/{number}/move";
    hand.pressed(moved, &of(""), json!({}), "form[action$='/move'] button").await;
    let changed = "/admin/proxy-access/{application}/rules/{number}";
    hand.done(changed, &of("/rules/1"), json!({ "methods": "GET" })).await;
    hand.sure("/admin/proxy-access/{application}/rules/{number}/remove", &of("/rules/2/remove")).await;
    hand.open(&of("")).await;
    let token = "/admin/proxy-access/{application}/tokens";
    hand.fill(token, json!({ "name": "ci" }), "form[action$='/tokens'] button").await;
    look(hand.chrome, hand.language, "service-token-made").await;
    let revoke = hand.link(&of(""), "main a[href$='/revoke']").await;
    hand.sure("/admin/proxy-access/{application}/tokens/{token}/revoke", &revoke).await;
    hand.sure("/admin/proxy-access/{application}/remove", &of("/remove")).await;
}

async fn works(hand: &mut Hand<'_>) {
    let retire = hand.link("/admin/keys", "main a[href$='/retire']").await;
    hand.sure("/admin/rotate-keys", "/admin/rotate-keys").await;
    hand.open("/admin/rotate-keys").await;
    look(hand.chrome, hand.language, "keys-ahead").await;
    hand.sure("/admin/keys/{kid}/retire", &retire).await;
    let check = "/admin/system/connectors/{connector}/check";
    hand.see(check, "/admin/system", json!({}), "system-checked").await;
    for (page, files) in [
        ("/admin/accounts", ["accounts.csv", "accounts.jsonl"]),
        ("/admin/audit", ["audit.csv", "audit.jsonl"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            hand.takes_away(page, file, folder.path()).await;
        }
    }
}

async fn rights(hand: &mut Hand<'_>) {
    let grant = |account: &str| json!({ "account": account, "role": "auditor" });
    hand.see("/admin/roles", "/admin/roles", grant("nobody"), "role-nobody").await;
    let (p2, path) = (hand.sample.gate.feishu.open_id("p2"), path_of(hand.sample, "p2").await);
    hand.done("/admin/roles", "/admin/roles", grant(&p2)).await;
    let revoke = path.replace("/accounts/", "/roles/") + "/revoke";
    hand.sure("/admin/roles/{account}/revoke", &revoke).await;
    let token = json!({ "name": "同步", "role": "auditor" });
    hand.see("/admin/tokens", "/admin/tokens", token, "token-made").await;
    let revoke = hand.link("/admin/tokens", "main a[href$='/revoke']").await;
    hand.sure("/admin/tokens/{token}/revoke", &revoke).await;
}

/// Comes in by a link, as somebody who may see little.
async fn by_link(hand: &mut Hand<'_>) {
    let link = login_link(hand.sample).await;
    hand.open(&link).await;
    hand.fill("/admin/login-link/{secret}", json!({}), "main form button.button").await;
    hand.chrome.see("main#content h1").await;
    hand.open("/admin/roles").await;
    look(hand.chrome, hand.language, "forbidden").await;
}

async fn everything_done(chrome: &Chrome, language: &'static str) {
    let sample = busy().await;
    enter(&sample, chrome, "/admin").await;
    let mut hand = Hand { sample: &sample, chrome, language, sent: BTreeSet::new() };
    accounts(&mut hand).await;
    clients(&mut hand).await;
    protected(&mut hand).await;
    works(&mut hand).await;
    rights(&mut hand).await;
    by_link(&mut hand).await;
    let routes = ROUTES.iter().map(|(method, route, _)| (*method, *route)).chain(OPEN);
    let forms: BTreeSet<_> = routes.filter(|(method, _)| *method == "POST").map(|(_, route)| route).collect();
    assert_eq!(hand.sent, forms, "forms that nobody sent, or that are none");
    // A refusal's status is an error to the browser; nothing else is.
    let complaints = chrome.complaints().await;
    assert!(complaints.iter().all(|text| text.contains("responded with a status of 4")), "{complaints:?}");
}

in_chromium! {
    async fn every_action_of_the_console_in_chinese() {
        everything_done(&Chrome::chinese().await, "zh").await;
    }

    async fn every_action_of_the_console_in_english() {
        everything_done(&Chrome::english().await, "en").await;
    }
}
