//! Consent and a person's own page, by keyboard, without scripts, and with the times of the reader's zone.

use fantoccini::key::Key;
use serde_json::json;

use super::{in_chromium, quiet};
use crate::harness::chrome::{Chrome, Looks};
use crate::harness::sample::Sample;

/// From the sample application, which is somebody else's, to the question.
async fn to_the_question(sample: &Sample, chrome: &Chrome) {
    sample.to_sign_in_page(chrome).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click("#person-lin").await;
    assert_eq!(chrome.text("h1").await, "授权示例应用使用你的账号");
}

in_chromium! {
    async fn consent_is_given_by_keyboard_and_asked_once() {
        let sample = Sample::third_party().await;
        let chrome = Chrome::chinese().await;
        to_the_question(&sample, &chrome).await;
        chrome.tab_to("a[href$='/another']").await;
        chrome.tab_to("button[value=allow]").await;
        chrome.press(Key::Enter).await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        chrome.click("#sign-out").await;
        chrome.click("#sign-in").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        quiet(&chrome).await;
    }

    async fn consent_is_refused_by_keyboard_and_the_application_is_told() {
        let sample = Sample::third_party().await;
        let chrome = Chrome::open(Looks { size: (390, 844), dark: true, ..Looks::default() }).await;
        to_the_question(&sample, &chrome).await;
        chrome.tab_to("button[value=deny]").await;
        chrome.press(Key::Enter).await;
        assert!(chrome.text("#problem").await.contains("access_denied"));
        quiet(&chrome).await;
    }

    async fn without_scripts_consent_and_the_own_page_work() {
        let sample = Sample::third_party().await;
        let chrome = Chrome::open(Looks { scripts: false, ..Looks::default() }).await;
        to_the_question(&sample, &chrome).await;
        chrome.click("button[value=allow]").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("lin"));
        chrome.goto(&sample.gate.url).await;
        chrome.click("a.button[href='/account']").await;
        assert!(chrome.text(".rows time").await.ends_with(" UTC"), "as the server wrote it");
        chrome.click("a[href$='application=sample']").await;
        assert_eq!(chrome.text("h1").await, "撤回示例应用的授权？");
        chrome.click(".pair button").await;
        assert_eq!(chrome.text(".notice").await, "授权已撤回。");
        assert!(!chrome.has("a[href$='application=sample']").await);
        quiet(&chrome).await;
    }

    async fn the_own_page_is_walked_by_keyboard() {
        let sample = Sample::start().await;
        sample.gate.code_for(&mut sample.gate.browser(), &sample.gate.ask("app", &[]), "lin").await;
        let chrome = Chrome::chinese().await;
        chrome.goto(&sample.gate.url).await;
        chrome.tab_to("a.button[href='/account']").await;
        chrome.press(Key::Enter).await;
        assert_eq!(chrome.text("main.sign-in h1").await, "登录示例公司");
        chrome.click("main.sign-in a.button").await;
        chrome.click("#person-lin").await;
        chrome.see(".profile").await;
        chrome.tab_to("form[action='/account/sessions/end'] button").await;
        chrome.press(Key::Enter).await;
        assert_eq!(chrome.text(".notice").await, "会话已结束。");
        chrome.tab_to("a[href$='application=app']").await;
        chrome.press(Key::Enter).await;
        // The way back is as near as the button.
        chrome.see(".pair").await;
        chrome.tab_to(".pair button").await;
        chrome.tab_to(".pair a").await;
        chrome.press(Key::Enter).await;
        chrome.see(".profile").await;
        chrome.tab_to("a[href='/account/sessions/end-all']").await;
        chrome.press(Key::Enter).await;
        chrome.see(".pair").await;
        chrome.tab_to(".pair button").await;
        chrome.press(Key::Enter).await;
        assert_eq!(chrome.text("main [role=status]").await, "已在所有设备上退出登录。");
        chrome.goto(&format!("{}/account", sample.gate.url)).await;
        chrome.see("main.sign-in").await;
        quiet(&chrome).await;
    }

    async fn times_are_told_in_the_readers_zone() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        sample.by_button(&chrome, "lin").await;
        let mut told = Vec::new();
        for zone in ["Asia/Shanghai", "America/New_York"] {
            chrome.cdp("Emulation.setTimezoneOverride", json!({"timezoneId": zone})).await;
            chrome.goto(&format!("{}/account", sample.gate.url)).await;
            chrome.until_true("!document.querySelector('.rows time').textContent.endsWith('UTC')").await;
            let here = "const t = document.querySelector('.rows time'); \
                        const d = new Date(t.dateTime); const two = (n) => String(n).padStart(2, '0'); \
                        return [t.textContent, t.title === t.dateTime, \
                                two(d.getHours()) + ':' + two(d.getMinutes()) === t.textContent.slice(11)]";
            let seen = chrome.run(here).await;
            assert_eq!((&seen[1], &seen[2]), (&json!(true), &json!(true)), "{seen}");
            told.push(seen[0].clone());
        }
        assert_ne!(told[0], told[1]);
        quiet(&chrome).await;
    }
}
