//! What holds for every page: it works under a strict policy, names its language and has one heading.

use super::refusal::tests::every_refusal;
use super::*;
use crate::config::Brand;

/// Every kind of page with everything on it, under a name each.
fn every_page(locale: Locale) -> Vec<(String, String)> {
    let sign_in = SignInPage {
        locale,
        organization: "示例科技",
        application: "Grafana",
        brand: Brand::Feishu,
        link: "https://accounts.feishu.cn/authorize?client_id=cli_a&state=s",
        qr: Some(QrCode {
            frame: "https://passport.feishu.cn/suite/passport/sso/qr?goto=g",
            origin: "https://passport.feishu.cn",
            goto: "https://passport.feishu.cn/suite/passport/oauth/authorize?client_id=cli_a",
        }),
        others: &[],
        switch_language: "/login/a?lang=en",
    };
    let home =
        HomePage {
            locale, organization: "示例科技", person: Some("李雷"), switch_language: "/?lang=en"
        };
    let mut pages = vec![
        ("sign-in".to_owned(), sign_in.render().unwrap()),
        ("sign-in-without-qr".to_owned(), SignInPage { qr: None, ..sign_in }.render().unwrap()),
        ("home".to_owned(), home.render().unwrap()),
        ("signed-out".to_owned(), signed_out(locale)),
    ];
    for (number, case) in every_refusal(Brand::Feishu).iter().enumerate() {
        let texts = refusal(locale, case);
        let page = MessagePage {
            contact: Some("IT 服务台（飞书群「登录问题」）"),
            reference: Some("7f3k-92qd"),
            small_print: Some("Feishu 20010 · log id 202511220019340A1B2C3D4E5F"),
            action: Some(Action {
                label: locale.words().try_again,
                href: "https://grafana.example.com/login",
            }),
            ..texts.page(locale, "示例科技")
        };
        pages.push((format!("refusal-{number:02}"), page.render().unwrap()));
    }
    pages
}

fn signed_out(locale: Locale) -> String {
    let names = ["Grafana".to_owned(), "报销系统".to_owned()];
    let page = SignedOutPage {
        locale,
        organization: "示例科技",
        told: &names,
        untold: &names,
        kept: "飞书",
        frames: &["https://grafana.example.com/logout?iss=i&sid=s".to_owned()],
        next: Some("https://grafana.example.com/bye"),
    };
    page.render().unwrap()
}

#[test]
fn every_page_works_under_a_strict_policy() {
    for (name, html) in [Locale::Zh, Locale::En].into_iter().flat_map(every_page) {
        for inline in ["style=", "<style", " onclick", " onload", "javascript:", "<base", "http-equiv"] {
            assert!(!html.contains(inline), "{name}: {inline}");
        }
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{name}: inline script");
        }
        for address in html.split("/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(asset(&format!("/assets/{address}")).is_some(), "{name}: {address} leads nowhere");
        }
    }
}

#[test]
fn every_page_has_its_landmarks() {
    for locale in [Locale::Zh, Locale::En] {
        for (name, html) in every_page(locale) {
            assert!(
                html.starts_with(&format!("<!doctype html>\n<html lang=\"{}\">", locale.lang())),
                "{name}"
            );
            for once in
                ["<main", "<h1>", "<title>", "content=\"noindex\"", "content=\"no-referrer\"", "\"viewport\""]
            {
                assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
            }
        }
    }
}
