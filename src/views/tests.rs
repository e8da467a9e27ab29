//! What holds for every page: it works under a strict policy, names its language and has one heading.

use super::refusal::tests::every_refusal;
use super::*;
use crate::config::Brand;
use crate::domain::scope::Scope;

/// Every kind of page with everything on it, under a name each.
fn every_page(locale: Locale) -> Vec<(String, String)> {
    let sign_in = SignInPage {
        locale,
        organization: "示例科技",
        application: Some("Grafana"),
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
    let home = HomePage {
        locale,
        organization: "示例科技",
        person: Some("李雷"),
        notice: Some(locale.words().account.signed_out),
        account: "/account",
        sign_out: "/oauth2/logout",
        switch_language: "/?lang=en",
    };
    let mut pages = vec![
        ("sign-in".to_owned(), sign_in.render().unwrap()),
        ("sign-in-without-qr".to_owned(), SignInPage { qr: None, ..sign_in }.render().unwrap()),
        ("home".to_owned(), home.render().unwrap()),
        ("home-signed-out".to_owned(), HomePage { person: None, ..home }.render().unwrap()),
        ("consent".to_owned(), consent(locale)),
        ("account".to_owned(), account(locale)),
        ("confirm".to_owned(), confirm(locale)),
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

fn consent(locale: Locale) -> String {
    let person = given::tests::person();
    let scope = Scope::all();
    let extent = Extent { scope: &scope, claims: &[], resources: &["https://api.example.com".into()] };
    let page = ConsentPage {
        locale,
        organization: "示例科技",
        application: "外部日历",
        host: "calendar.example.com",
        person: person.account.display_name(),
        another: Some("/login/a/another"),
        gets: &extent.lines(locale, Brand::Feishu, &person, &person.account.sub),
        action: "/login/a/consent",
        csrf: "token",
        switch_language: "/login/a/consent?lang=en",
    };
    page.render().unwrap()
}

fn account(locale: Locale) -> String {
    let (person, words) = (given::tests::person(), &locale.words().account);
    let at = When(person.account.updated_at);
    let session = SessionView {
        id: "ses_1".into(),
        is_this: true,
        device: Some("Chrome · Windows".into()),
        address: Some("192.0.2.7".into()),
        signed_in: at,
        last_used: at,
    };
    let other = SessionView { is_this: false, device: None, address: None, ..session.clone() };
    let application = ApplicationView {
        id: "calendar".into(),
        name: "外部日历".into(),
        kind: words.third_party,
        may: "邮箱".into(),
        since: at,
        withdraw: "/account/applications/withdraw?application=calendar".into(),
    };
    let event = ActivityView {
        at,
        what: words.login_succeeded,
        application: Some("外部日历".into()),
        address: Some("192.0.2.7".into()),
    };
    let page = AccountPage {
        locale,
        organization: "示例科技",
        notice: Some(words.session_ended),
        profile: ProfileView {
            name: person.account.display_name(),
            sub: &person.account.sub,
            email: Some("lin@example.com"),
            phone: Some("+8613800000001"),
            employee_no: Some("1001"),
            provider: locale.words().feishu,
            refreshed: at,
        },
        sessions: &[session, other],
        applications: &[application],
        activity: &[event.clone(), ActivityView { application: None, address: None, ..event }],
        paths: AccountPaths { end_session: "/end", end_all: "/end-all", sign_out: "/out" },
        csrf: "token",
        switch_language: "/account?lang=en",
    };
    page.render().unwrap()
}

fn confirm(locale: Locale) -> String {
    let words = &locale.words().account;
    let page = ConfirmPage {
        locale,
        organization: "示例科技",
        title: words.end_all_title,
        what: words.end_all_what,
        kept: words.kept,
        action: "/end-all",
        fields: &[("csrf", "token".into())],
        button: words.end_all,
        back: "/account",
    };
    page.render().unwrap()
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

#[test]
fn new_words_have_no_open_inserts_and_chinese_no_western_punctuation() {
    for (name, html) in [Locale::Zh, Locale::En].into_iter().flat_map(every_page) {
        assert!(!html.contains(['{', '}']), "{name}: insert left open");
    }
    let words = Locale::Zh.words();
    let (account, consent) = (&words.account, &words.consent);
    for text in [
        account.end_all_what,
        account.withdraw_first_party,
        account.withdraw_third_party,
        account.kept,
        account.no_applications,
        consent.can_be_withdrawn,
        &consent.third_party("host"),
    ] {
        assert!(!text.contains([',', ';', ':', '?', '!']), "{text}");
    }
}
