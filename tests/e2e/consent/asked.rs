//! Who is asked, when, and what comes of either answer.

use super::*;
use crate::harness::by_hand::STATE;
use crate::harness::on_each_database;

on_each_database! {
    async fn about_a_first_party_application_nobody_is_asked(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        for prompt in ["", "consent", "none"] {
            let back = browser.get(&gate.ask("app", &[("prompt", prompt)])).await;
            assert!(back.answer("code").is_some(), "{prompt}: {back:?}");
        }
        let back = gate.sign_in(&mut gate.browser(), &gate.ask("app", &[("prompt", "consent")]), "zhou").await;
        assert!(back.answer("code").is_some(), "{back:?}");
    }

    async fn after_a_sign_in_the_person_is_asked_once(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let ask = gate.ask("third", &[("scope", "openid email")]);
        let page = browser.follow(&ask).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let signed_in = browser.get(&callback).await;
        assert!(signed_in.asks_consent(), "{signed_in:?}");
        // The same answer a second time, and "back", lead there too.
        for url in [&callback, &page.url] {
            let again = browser.get(url).await;
            assert_eq!(again.location(), signed_in.location(), "{again:?}");
        }
        let page = browser.get(&signed_in.location().unwrap()).await;
        let back = press(&mut browser, &page, "allow").await;
        assert_eq!(back.answer("state").as_deref(), Some(STATE));
        let tokens = gate.redeem("third", &back.answer("code").unwrap(), &[]).await;
        let userinfo = gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!(userinfo.text("email"), "lin@example.com");
        assert_eq!(kinds(&gate).await, ["account.bound", "consent.given", "login.succeeded"]);
        let given = line(&gate, "consent.given").await;
        assert_eq!((given.client_id.as_deref(), given.reason.as_deref()), (Some("third"), Some("openid email")));
        for url in [&ask, &gate.ask("third", &[("scope", "openid"), ("prompt", "none")]), &page.url] {
            assert!(browser.get(url).await.answer("code").is_some(), "{url}");
        }
        // In another browser, years of sessions later.
        let back = gate.sign_in(&mut gate.browser(), &ask, "lin").await;
        assert!(back.answer("code").is_some(), "{back:?}");
        // Another person, and another application, are other matters.
        assert!(gate.sign_in(&mut gate.browser(), &ask, "zhou").await.asks_consent());
        assert!(browser.get(&gate.ask("other", &[("scope", "openid")])).await.asks_consent());
    }

    async fn more_than_was_let_is_asked_again_and_less_is_not(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let third = |changes: &[(&str, &str)]| gate.ask("third", changes);
        allow(&mut browser, &third(&[("scope", "openid email")])).await;
        let claims = r#"{"userinfo":{"email":null}}"#;
        let covered = third(&[("scope", "openid"), ("claims", claims)]);
        assert!(browser.get(&covered).await.answer("code").is_some());
        let claims = r#"{"id_token":{"phone_number":null}}"#;
        let more = [
            third(&[("scope", "openid phone")]),
            third(&[("scope", "openid offline_access")]),
            third(&[("scope", "openid"), ("claims", claims)]),
            third(&[("scope", "openid"), ("resource", "https://api.example.com")]),
        ];
        for url in &more {
            let silent = browser.get(&format!("{url}&prompt=none")).await;
            assert_eq!(silent.answer("error").as_deref(), Some("consent_required"), "{url}");
            assert!(browser.get(url).await.asks_consent(), "{url}");
        }
        for url in [&more[3], &more[2], &more[1]] {
            allow(&mut browser, url).await;
        }
        allow(&mut browser, &more[0]).await;
        // What was let at different times adds up.
        let all = third(&[
            ("scope", "openid email phone offline_access"),
            ("claims", claims),
            ("resource", "https://api.example.com"),
        ]);
        assert!(browser.get(&all).await.answer("code").is_some());
    }

    async fn prompt_consent_asks_though_it_was_given(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let ask = gate.ask("third", &[]);
        allow(&mut browser, &ask).await;
        let page = question(&mut browser, &gate.ask("third", &[("prompt", "consent")])).await;
        assert_eq!(browser.get(&page.url).await.status, 200, "a consent of before does not answer it");
        gate.clock.advance(5);
        assert!(press(&mut browser, &page, "allow").await.answer("code").is_some());
        let reloaded = browser.get(&page.url).await;
        assert!(reloaded.answer("code").is_some(), "given since the attempt began: {reloaded:?}");
        // With a fresh sign-in before it.
        gate.clock.advance(5);
        let both = gate.ask("third", &[("prompt", "login consent")]);
        let signed_in = gate.sign_in(&mut browser, &both, "lin").await;
        assert!(signed_in.asks_consent(), "{signed_in:?}");
    }

    async fn without_consent_prompt_none_says_so(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let silent = gate.ask("third", &[("prompt", "none")]);
        let nobody = gate.browser().get(&silent).await;
        assert_eq!(nobody.answer("error").as_deref(), Some("login_required"));
        let back = browser.get(&silent).await;
        assert_eq!(back.answer("error").as_deref(), Some("consent_required"));
        assert_eq!(back.answer("state").as_deref(), Some(STATE));
        assert_eq!(back.answer("iss").as_deref(), Some(gate.url.as_str()));
    }

    async fn a_refusal_goes_to_the_application_and_nothing_is_kept(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let ask = gate.ask("third", &[]);
        let page = question(&mut browser, &ask).await;
        let back = press(&mut browser, &page, "deny").await;
        assert!(back.reaches_application(), "{back:?}");
        assert_eq!(back.answer("error").as_deref(), Some("access_denied"));
        assert_eq!(back.answer("state").as_deref(), Some(STATE));
        assert_eq!(back.answer("iss").as_deref(), Some(gate.url.as_str()));
        assert_eq!(back.answer("code"), None);
        assert_eq!(line(&gate, "consent.refused").await.client_id.as_deref(), Some("third"));
        let silent = browser.get(&format!("{ask}&prompt=none")).await;
        assert_eq!(silent.answer("error").as_deref(), Some("consent_required"));
        // Back, and allowed this time.
        assert!(press(&mut browser, &page, "allow").await.answer("code").is_some());
    }

    async fn both_answers_can_travel_as_a_form(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let ask = gate.ask("third", &[("response_mode", "form_post")]);
        let page = question(&mut browser, &ask).await;
        for (decision, field) in [("deny", "access_denied"), ("allow", "name=\"code\"")] {
            let back = press(&mut browser, &page, decision).await;
            assert_eq!(back.status, 200);
            assert!(back.body.contains(field) && back.body.contains(REDIRECT_URI), "{}", back.body);
        }
    }
}
