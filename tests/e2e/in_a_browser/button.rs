//! The plain button, in both languages, by mouse, by keyboard, and without scripts.

use fantoccini::key::Key;

use super::{in_chromium, quiet};
use crate::harness::chrome::{Chrome, Looks};
use crate::harness::sample::Sample;

const PHONE: (u32, u32) = (390, 844);

in_chromium! {
    async fn a_button_leads_to_the_application_in_chinese() {
        let sample = Sample::start().await;
        let mut subs = Vec::new();
        for _ in 0..2 {
            let chrome = Chrome::chinese().await;
            sample.to_sign_in_page(&chrome).await;
            assert_eq!(chrome.text("h1").await, "登录示例应用");
            assert_eq!(chrome.text("a.button.wide").await, "使用飞书登录");
            subs.push(sample.by_button(&chrome, "lin").await);
            assert_eq!(chrome.text("#userinfo td[data-claim=name]").await, "林小雨");
            quiet(&chrome).await;
        }
        assert_eq!(subs, [sample.sub_of("lin"), sample.sub_of("lin")]);
    }

    async fn a_button_leads_to_the_application_in_english() {
        let sample = Sample::start().await;
        let chrome = Chrome::english().await;
        sample.to_sign_in_page(&chrome).await;
        assert_eq!(chrome.text("h1").await, "Sign in to 示例应用");
        assert_eq!(chrome.text("a.button.wide").await, "Continue with Feishu");
        assert_eq!(sample.by_button(&chrome, "zhou").await, sample.sub_of("zhou"));
        quiet(&chrome).await;
    }

    async fn who_is_signed_in_comes_back_without_a_page() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        let first = sample.by_button(&chrome, "chen").await;
        chrome.click("#sign-out").await;
        chrome.click("#sign-in").await;
        assert_eq!(sample.landed(&chrome).await, first);
        chrome.goto(&sample.gate.url).await;
        assert_eq!(chrome.text(".person").await, "已登录：陈伟");
        quiet(&chrome).await;
    }

    async fn the_language_switch_is_remembered() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        sample.to_sign_in_page(&chrome).await;
        assert_eq!(chrome.text(".foot a").await, "English");
        chrome.click(".foot a").await;
        chrome.see("html[lang=en] main.sign-in").await;
        chrome.see("#qr iframe").await;
        assert_eq!(chrome.text("h1").await, "Sign in to 示例应用");
        // The next attempt and the other pages are in English too; the switch leads back.
        sample.to_sign_in_page(&chrome).await;
        assert_eq!(chrome.text("h1").await, "Sign in to 示例应用");
        chrome.goto(&sample.gate.url).await;
        chrome.see("html[lang=en]").await;
        chrome.click(".foot a").await;
        chrome.see("html[lang=zh-CN]").await;
        sample.to_sign_in_page(&chrome).await;
        assert_eq!(chrome.text("h1").await, "登录示例应用");
        quiet(&chrome).await;
    }

    async fn the_keyboard_is_enough() {
        let sample = Sample::start().await;
        for looks in [Looks::default(), Looks { size: PHONE, dark: true, ..Looks::default() }] {
            let chrome = Chrome::open(looks).await;
            sample.to_sign_in_page(&chrome).await;
            chrome.tab_to(".foot a").await;
            chrome.press(Key::Enter).await;
            chrome.see("html[lang=en] main.sign-in").await;
            chrome.tab_to("a.button.wide").await;
            chrome.press(Key::Enter).await;
            chrome.see("#person-wang").await;
            chrome.tab_to("#person-wang").await;
            chrome.press(Key::Enter).await;
            assert_eq!(sample.landed(&chrome).await, sample.sub_of("wang"));
            quiet(&chrome).await;
        }
    }

    async fn without_scripts_the_button_is_all_there_is_and_works() {
        let sample = Sample::start().await;
        let chrome = Chrome::open(Looks { scripts: false, ..Looks::default() }).await;
        sample.to_sign_in_page(&chrome).await;
        assert!(!chrome.has("iframe").await);
        assert!(!chrome.client.find(fantoccini::Locator::Css("#qr")).await.unwrap().is_displayed().await.unwrap());
        assert_eq!(sample.by_button(&chrome, "lin").await, sample.sub_of("lin"));
        quiet(&chrome).await;
    }

    async fn a_phone_has_one_big_button() {
        let sample = Sample::start().await;
        let chrome = Chrome::open(Looks { size: PHONE, ..Looks::default() }).await;
        sample.to_sign_in_page(&chrome).await;
        chrome.until_true("document.readyState === 'complete'").await;
        assert!(!chrome.has("iframe").await);
        let button = chrome.see("a.button.wide").await;
        let (x, _, width, height) = button.rectangle().await.unwrap();
        assert!(x >= 16.0 && width >= 300.0 && x + width <= 390.0, "{x} {width}");
        assert!(height >= 48.0, "{height}");
        assert_eq!(chrome.run("return document.documentElement.scrollWidth").await, 390);
        assert_eq!(sample.by_button(&chrome, "lin").await, sample.sub_of("lin"));
        quiet(&chrome).await;
    }

    async fn inside_the_client_there_is_no_page_at_all() {
        let sample = Sample::start().await;
        sample.gate.control("client-person", serde_json::json!({"person": "zhou"})).await;
        let agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36 Lark/7.20.0";
        let chrome = Chrome::open(Looks { size: PHONE, user_agent: Some(agent), ..Looks::default() }).await;
        chrome.goto(&sample.url).await;
        chrome.click("#sign-in").await;
        assert_eq!(sample.landed(&chrome).await, sample.sub_of("zhou"));
        // The application's page before, the application's page after.
        assert_eq!(chrome.run("return history.length").await, 3);
        quiet(&chrome).await;
    }
}
