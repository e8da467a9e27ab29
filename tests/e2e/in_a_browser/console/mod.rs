//! The console in a real browser: every page looked at, walked by keyboard, and judged by axe; every action done.

mod actions;
mod hand;
mod pages;
mod scene;

use std::path::PathBuf;

use fantoccini::key::Key;
use serde_json::{Value, json};

use self::scene::busy;
use super::gallery::{SCHEMES, SIZES, picture};
use super::{in_chromium, quiet};
use crate::harness::chrome::{Chrome, Looks};
use crate::harness::sample::Sample;

/// From the console's address through Feishu, as lin.
async fn enter(sample: &Sample, chrome: &Chrome, path: &str) {
    chrome.goto(&format!("{}{path}", sample.gate.url)).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click("#person-lin").await;
    chrome.see("main#content").await;
}

/// Looks at the page that is shown: on a desk and on a phone, light and dark. Pictures are kept, and axe has nothing to say.
async fn look(chrome: &Chrome, language: &str, name: &str) {
    chrome.see("h1").await;
    for (size, pixels) in SIZES {
        for (scheme, dark) in SCHEMES {
            chrome.look(pixels, dark).await;
            picture(chrome, &format!("console-{name}-{language}-{size}-{scheme}")).await;
            // Colours are the same on a phone.
            if !(dark && pixels == SIZES[1].1) {
                assert_eq!(findings(chrome).await, Vec::<String>::new(), "{name} {language} {size} {scheme}");
            }
        }
    }
    chrome.look(SIZES[0].1, false).await;
}

/// axe-core's serious and critical findings on the page.
async fn findings(chrome: &Chrome) -> Vec<String> {
    if chrome.run("return !window.axe").await == Value::Bool(false) {
        return audited(chrome).await;
    }
    let folder =
        std::env::var("LARKGATE_TEST_NODE_MODULES").expect("tests/run sets LARKGATE_TEST_NODE_MODULES");
    let axe = std::fs::read_to_string(PathBuf::from(folder).join("axe-core/axe.min.js")).unwrap();
    // Through the DevTools protocol, which the page's policy does not hold back, as it would a script element.
    chrome.cdp("Runtime.evaluate", json!({ "expression": axe })).await;
    audited(chrome).await
}

async fn audited(chrome: &Chrome) -> Vec<String> {
    // Colours change over a moment.
    chrome.until_true("document.getAnimations().every(a => a.playState === 'finished')").await;
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

in_chromium! {
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
