//! Signed in once: which requests of which applications that answers, and for how long.

use crate::harness::by_hand::{STATE, jwt};
use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// A gate, and a browser in which `lin` signed in.
async fn signed_in(kind: Kind) -> (Gate, Browser) {
    let gate = gate(kind).await;
    let mut browser = gate.browser();
    gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
    (gate, browser)
}

fn error(page: &Page) -> String {
    assert!(page.reaches_application(), "{} {}", page.status, page.body);
    assert_eq!(page.answer("state").as_deref(), Some(STATE));
    assert!(page.answer("iss").is_some());
    page.answer("error").unwrap_or_else(|| panic!("no error: {page:?}"))
}

async fn claims(gate: &Gate, back: &Page) -> serde_json::Value {
    let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
    jwt(&tokens.text("id_token")).1
}

on_each_database! {
    async fn prompt_none_never_shows_a_page(kind) {
        let gate = gate(kind).await;
        let silent = gate.ask("app", &[("prompt", "none")]);
        let mut browser = gate.browser();
        assert_eq!(error(&browser.get(&silent).await), "login_required");
        browser.plant("larkgate", "guessed");
        assert_eq!(error(&browser.get(&silent).await), "login_required");
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let back = browser.get(&silent).await;
        assert!(back.answer("code").is_some(), "{back:?}");
        let too_old = gate.ask("app", &[("prompt", "none"), ("max_age", "60")]);
        assert!(browser.get(&too_old).await.answer("code").is_some());
        gate.clock.advance(120);
        assert_eq!(error(&browser.get(&too_old).await), "login_required");
    }

    async fn who_came_to_which_application_is_remembered_once(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        for _ in 0..3 {
            assert!(browser.get(&gate.ask("es256", &[("prompt", "none")])).await.answer("code").is_some());
        }
        let lines = gate.audit().await;
        let entered: Vec<_> = lines.iter().filter(|line| line.kind == "application.entered").collect();
        assert_eq!(entered.len(), 1, "{lines:?}");
        assert_eq!(entered[0].client_id.as_deref(), Some("es256"));
        assert!(entered[0].account_id.is_some() && entered[0].address.is_some());
    }

    async fn prompt_login_asks_again(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let first = claims(&gate, &browser.get(&gate.ask("app", &[])).await).await;
        gate.clock.advance(100);
        for prompt in ["login", "select_account", "login consent"] {
            let begun = browser.get(&gate.ask("app", &[("prompt", prompt)])).await;
            assert!(begun.begins_sign_in(), "{prompt}: {begun:?}");
            let back = gate.sign_in(&mut browser, &begun.location().unwrap(), "lin").await;
            let second = claims(&gate, &back).await;
            assert!(second["auth_time"].as_i64().unwrap() >= first["auth_time"].as_i64().unwrap() + 100);
            assert_ne!(second["sid"], first["sid"]);
        }
        let consent = browser.get(&gate.ask("app", &[("prompt", "consent")])).await;
        assert!(consent.answer("code").is_some(), "{consent:?}");
    }

    async fn inside_feishu_too_whoever_must_sign_in_anew_sees_the_page(kind) {
        let gate = gate(kind).await;
        gate.control("client-person", serde_json::json!({ "person": "lin" })).await;
        let mut browser = gate.browser();
        browser.user_agent = "Mozilla/5.0 (iPhone) Lark/7.20.0".into();
        let left = browser.follow(&gate.ask("app", &[])).await;
        assert!(left.location().unwrap().starts_with(gate.feishu.base_url()), "nothing to choose: {left:?}");
        let callback = browser.get(&left.location().unwrap()).await.location().unwrap();
        let first = claims(&gate, &browser.get(&callback).await).await;
        gate.clock.advance(10);
        for again in [("prompt", "login"), ("max_age", "5")] {
            let page = browser.follow(&gate.ask("app", &[again])).await;
            let callback = browser.get(&page.feishu_link()).await.location().unwrap();
            let second = claims(&gate, &browser.get(&callback).await).await;
            assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64(), "{again:?}");
            gate.clock.advance(10);
        }
    }

    async fn max_age_is_how_old_a_session_may_be(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let back = browser.get(&gate.ask("app", &[("max_age", "300")])).await;
        let first = claims(&gate, &back).await;
        gate.clock.advance(360);
        assert!(browser.get(&gate.ask("app", &[("max_age", "600")])).await.answer("code").is_some());
        let begun = browser.get(&gate.ask("app", &[("max_age", "300")])).await;
        assert!(begun.begins_sign_in(), "{begun:?}");
        let back = gate.sign_in(&mut browser, &begun.location().unwrap(), "lin").await;
        let second = claims(&gate, &back).await;
        assert!(second["auth_time"].as_i64().unwrap() >= first["auth_time"].as_i64().unwrap() + 360);
    }

    async fn max_age_zero_is_prompt_login(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let begun = browser.get(&gate.ask("app", &[("max_age", "0")])).await;
        assert!(begun.begins_sign_in(), "{begun:?}");
        let silent = browser.get(&gate.ask("app", &[("max_age", "0"), ("prompt", "none")])).await;
        assert_eq!(error(&silent), "login_required");
    }

    async fn an_application_hears_what_is_wrong_with_its_request(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        for (wrong, expected) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("response_type", ""), "invalid_request"),
            (("scope", "profile"), "invalid_scope"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("prompt", "none login"), "invalid_request"),
            (("prompt", "create"), "invalid_request"),
            (("max_age", "soon"), "invalid_request"),
            (("response_mode", "fragment"), "invalid_request"),
            (("request", "e30."), "request_not_supported"),
            (("request_uri", "https://example.com/r"), "request_uri_not_supported"),
        ] {
            assert_eq!(error(&browser.get(&gate.ask("app", &[wrong])).await), expected, "{wrong:?}");
        }
    }

    async fn nothing_is_sent_to_an_address_that_is_not_registered(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        for (wrong, sentence) in [
            (("client_id", "nobody"), "应用没有登记"),
            (("redirect_uri", "https://attacker.example/"), "回调地址没有登记"),
            (("redirect_uri", "http://127.0.0.1:9/callback/../x"), "回调地址没有登记"),
            (("redirect_uri", "http://127.0.0.1:9/callback?a=b"), "回调地址没有登记"),
            (("redirect_uri", ""), "请求有误"),
            (("client_id", ""), "请求有误"),
        ] {
            for prompt in ["", "none"] {
                let page = browser.get(&gate.ask("app", &[wrong, ("prompt", prompt)])).await;
                assert_eq!((page.status.as_u16(), page.location()), (400, None), "{wrong:?}");
                assert!(page.body.contains(sentence), "{wrong:?} {}", page.body);
            }
        }
    }

    async fn a_session_that_nobody_uses_lapses(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let silent = gate.ask("app", &[("prompt", "none")]);
        // The default is four hours, and use begins them anew.
        for _ in 0..2 {
            gate.clock.advance(4 * 3600 - 60);
            assert!(browser.get(&silent).await.answer("code").is_some());
        }
        gate.clock.advance(4 * 3600 + 1);
        assert_eq!(error(&browser.get(&silent).await), "login_required");

        let (gate, mut browser) = signed_in(kind).await;
        gate.clock.advance(3 * 3600);
        assert_eq!(browser.get(&gate.url).await.status, 200);
        gate.clock.advance(3 * 3600);
        assert!(browser.get(&gate.ask("app", &[("prompt", "none")])).await.answer("code").is_some(), "a look is use");
    }

    async fn no_use_outlives_the_whole_lifetime(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let silent = gate.ask("app", &[("prompt", "none")]);
        for _ in 0..11 {
            gate.clock.advance(3600);
            assert!(browser.get(&silent).await.answer("code").is_some());
        }
        gate.clock.advance(3600);
        assert_eq!(error(&browser.get(&silent).await), "login_required");
    }

    async fn a_session_ends_by_time_and_by_the_next_sign_in(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let silent = gate.ask("app", &[("prompt", "none")]);
        let mut kept = browser.clone();
        gate.code_for(&mut browser, &gate.ask("app", &[("prompt", "login")]), "zhou").await;
        let before = kept.get(&silent).await;
        assert_eq!(error(&before), "login_required", "the cookie of before is worth nothing");
        let back = browser.get(&silent).await;
        assert_eq!(claims(&gate, &back).await["sub"], serde_json::Value::from(gate.feishu.open_id("zhou")));
        gate.clock.advance(12 * 60 * 60);
        assert_eq!(error(&browser.get(&silent).await), "login_required");
        assert!(browser.get(&gate.ask("app", &[])).await.begins_sign_in());
    }
}
