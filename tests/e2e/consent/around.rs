//! Ways around the question that lead nowhere.

use super::*;
use crate::harness::on_each_database;

/// Nobody was asked, and nothing was given.
async fn gave_nothing(gate: &Gate) {
    assert!(!kinds(gate).await.iter().any(|kind| kind.starts_with("consent.")), "{:?}", kinds(gate).await);
}

on_each_database! {
    async fn the_buttons_work_only_on_the_page_they_were_shown_on(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        // The token of another session, also of the same person.
        let mut elsewhere = gate.browser();
        gate.code_for(&mut elsewhere, &gate.ask("app", &[]), "lin").await;
        let foreign = question(&mut elsewhere, &gate.ask("third", &[])).await.csrf().unwrap();
        let own = page.csrf().unwrap();
        for form in [
            &[("decision", "allow")][..],
            &[("decision", "allow"), ("csrf", "")],
            &[("decision", "allow"), ("csrf", "guess")],
            &[("decision", "allow"), ("csrf", &foreign)],
            &[("decision", "allow"), ("csrf", &own), ("csrf", &own)],
        ] {
            let again = browser.post(&page.url, form).await;
            assert_eq!((again.status.as_u16(), again.location()), (200, None), "{form:?}: {again:?}");
            assert!(again.body.contains("value=\"allow\""), "asked again: {}", again.body);
        }
        for form in [&[("csrf", own.as_str())][..], &[("csrf", &own), ("decision", "perhaps")]] {
            let refused = browser.post(&page.url, form).await;
            assert_eq!((refused.status.as_u16(), refused.location()), (400, None), "{form:?}");
        }
        gave_nothing(&gate).await;
    }

    async fn another_browser_sees_no_question(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        // Signed in itself, and lured to the address.
        let mut stranger = gate.browser();
        gate.code_for(&mut stranger, &gate.ask("app", &[]), "zhou").await;
        let csrf = page.csrf().unwrap();
        let another = page.url.replace("/consent", "/another");
        for answer in [
            stranger.get(&page.url).await,
            stranger.get(&another).await,
            stranger.post(&page.url, &[("csrf", &csrf), ("decision", "allow")]).await,
        ] {
            assert_eq!((answer.status.as_u16(), answer.location()), (400, None));
            assert!(answer.body.contains("登录链接无效"), "{}", answer.body);
        }
        gave_nothing(&gate).await;
    }

    async fn a_fresh_sign_in_is_not_stepped_around(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let csrf = question(&mut browser, &gate.ask("third", &[])).await.csrf().unwrap();
        gate.clock.advance(100);
        for wish in [("prompt", "login"), ("max_age", "60"), ("max_age", "0"), ("id_token_hint", "nonsense")] {
            for client in ["third", "app"] {
                let begun = browser.get(&gate.ask(client, &[wish])).await;
                assert!(begun.begins_sign_in() && !begun.asks_consent(), "{wish:?}: {begun:?}");
                let sign_in = begun.location().unwrap();
                let url = format!("{sign_in}/consent");
                let shown = browser.get(&url).await;
                let decided = browser.post(&url, &[("csrf", &csrf), ("decision", "allow")]).await;
                for answer in [shown, decided] {
                    assert_eq!(answer.location().as_ref(), Some(&sign_in), "{wish:?}: {answer:?}");
                }
            }
        }
        gave_nothing(&gate).await;
    }

    async fn a_session_that_ends_meanwhile_gives_nothing(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        let out = browser.get(&format!("{}/oauth2/logout", gate.url)).await;
        let confirm = format!("{}/oauth2/logout/confirm", gate.url);
        browser.post(&confirm, &[("csrf", &out.csrf().unwrap())]).await;
        let answer = press(&mut browser, &page, "allow").await;
        assert!(answer.begins_sign_in(), "{answer:?}");
        gave_nothing(&gate).await;
        // Signed in again, the same attempt goes on.
        let signed_in = gate.sign_in(&mut browser, &answer.location().unwrap(), "lin").await;
        assert_eq!(signed_in.location().as_ref(), Some(&page.url));
        let page = browser.get(&page.url).await;
        assert!(press(&mut browser, &page, "allow").await.answer("code").is_some());
    }

    async fn a_question_that_waited_too_long_is_told_so(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        gate.clock.advance(30 * 60);
        for late in [browser.get(&page.url).await, press(&mut browser, &page, "allow").await] {
            assert_eq!(late.status, 400);
            assert!(late.body.contains("登录超时"), "{}", late.body);
        }
        gave_nothing(&gate).await;
    }

    async fn somebody_else_can_answer_by_signing_in(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        let another = page.links().into_iter().find(|href| href.ends_with("/another")).unwrap();
        let another = url::Url::parse(&page.url).unwrap().join(&another).unwrap();
        let begun = browser.get(another.as_str()).await;
        assert!(begun.begins_sign_in() && !begun.asks_consent(), "{begun:?}");
        // The session at hand does not do for it, not even in this second.
        let url = format!("{}/consent", begun.location().unwrap());
        assert_eq!(browser.get(&url).await.location(), begun.location());
        let signed_in = gate.sign_in(&mut browser, &begun.location().unwrap(), "zhou").await;
        assert!(signed_in.asks_consent(), "{signed_in:?}");
        let page = browser.get(&signed_in.location().unwrap()).await;
        assert!(page.body.contains("周明") && !page.body.contains("林小雨"), "{}", page.body);
        let back = press(&mut browser, &page, "allow").await;
        let tokens = gate.redeem("third", &back.answer("code").unwrap(), &[]).await;
        let userinfo = gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!(userinfo.text("sub"), gate.feishu.open_id("zhou"));
    }

    async fn who_is_not_meant_is_not_asked(kind) {
        let gate = gate(kind).await;
        let mut lin = gate.browser();
        let ask = gate.ask("third", &[]);
        let signed_in = gate.sign_in(&mut lin, &ask, "lin").await;
        let page = lin.get(&signed_in.location().unwrap()).await;
        let back = press(&mut lin, &page, "allow").await;
        let hint = gate.redeem("third", &back.answer("code").unwrap(), &[]).await.text("id_token");
        // Lin is meant, Zhou signs in: the application is told, and Zhou is asked nothing.
        let back = gate.sign_in(&mut gate.browser(), &format!("{ask}&id_token_hint={hint}"), "zhou").await;
        assert_eq!(back.answer("error").as_deref(), Some("login_required"), "{back:?}");
    }
}
