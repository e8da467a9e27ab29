//! Refused, too late, or with a code that is worth nothing: what the person and the application get.

use serde_json::json;

use crate::harness::by_hand::STATE;
use crate::harness::{Gate, Kind, Page, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// The application gets a code that works, with its own `state`.
async fn arrived(gate: &Gate, back: &Page) {
    assert!(back.reaches_application(), "{}", back.body);
    assert_eq!(back.answer("state").as_deref(), Some(STATE));
    assert_eq!(back.answer("iss").as_deref(), Some(gate.url.as_str()));
    let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
}

on_each_database! {
    async fn a_refusal_at_feishu_goes_to_the_application(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let link = page.feishu_link();
        let refusal = gate.at_feishu(None, &link).await;
        let back = browser.get(&refusal).await;
        assert!(back.reaches_application(), "{}", back.body);
        assert_eq!(back.answer("error").as_deref(), Some("access_denied"));
        assert_eq!(back.answer("state").as_deref(), Some(STATE));
        assert_eq!(back.answer("iss").as_deref(), Some(gate.url.as_str()));
        assert_eq!(back.answer("code"), None);
        let audit = gate.audit().await;
        let row = &audit[0];
        assert_eq!((row.kind.as_str(), row.reason.as_deref()), ("login.refused", Some("denied")));
        assert!(row.reference.is_some());

        // Back, and allowed this time: a fresh attempt, not an error.
        let allowed = gate.at_feishu(Some("lin"), &link).await;
        let fresh = browser.get(&allowed).await;
        assert!(fresh.begins_sign_in(), "{fresh:?}");
        let back = gate.sign_in(&mut browser, &fresh.location().unwrap(), "lin").await;
        arrived(&gate, &back).await;
    }

    async fn an_expired_code_is_a_page_and_its_second_try_arrives(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        gate.control("expire-codes", json!({})).await;
        let failed = browser.get(&callback).await;
        rejected(&gate, &failed, "20004").await;
        arrived(&gate, &gate.try_again(&mut browser, &failed, "lin").await).await;
        assert_eq!(gate.most_presented().await, 1);
    }

    async fn a_code_that_somebody_used_is_a_page_and_its_second_try_arrives(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        // By the QR code, which binds its codes to no verifier.
        let callback = gate.by_phone("lin", &page).await;
        spend(&gate, &callback).await;
        let failed = browser.get(&callback).await;
        rejected(&gate, &failed, "20065").await;
        arrived(&gate, &gate.try_again(&mut browser, &failed, "lin").await).await;
    }

    async fn a_forged_code_is_a_page_and_its_second_try_arrives(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let (start, _code) = callback.split_once("code=").unwrap();
        let state = callback.split_once("&state=").unwrap().1;
        let failed = browser.get(&format!("{start}code=forged&state={state}")).await;
        rejected(&gate, &failed, "20003").await;
        arrived(&gate, &gate.try_again(&mut browser, &failed, "lin").await).await;
    }

    async fn an_answer_without_a_code_is_a_page_and_its_second_try_arrives(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let state = callback.split_once("&state=").unwrap().1;
        let failed = browser.get(&format!("{}/login/callback/feishu?state={state}&code=", gate.url)).await;
        assert_eq!(failed.status, 400, "{}", failed.body);
        arrived(&gate, &gate.try_again(&mut browser, &failed, "lin").await).await;
    }

    async fn whoever_takes_too_long_is_told_so_and_no_code_is_spent(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        gate.clock.advance(30 * 60);
        for url in [page.url.clone(), callback] {
            for (language, sentence) in [("zh-CN", "登录超时"), ("en", "The sign-in took too long")] {
                browser.accept_language = language.into();
                let late = browser.get(&url).await;
                assert_eq!(late.status, 400);
                assert!(late.body.contains(sentence), "{}", late.body);
            }
        }
        assert_eq!(gate.most_presented().await, 0, "no code was sent to Feishu");
        arrived(&gate, &gate.sign_in(&mut browser, &gate.ask("app", &[]), "lin").await).await;
    }
}

/// "Start again", with Feishu's code and a reference that is in the audit log.
async fn rejected(gate: &Gate, failed: &Page, code: &str) {
    assert_eq!(failed.status, 400, "{}", failed.body);
    assert!(failed.body.contains("登录没有完成"), "{}", failed.body);
    assert!(failed.body.contains(&format!("Feishu {code} · log id")), "{}", failed.body);
    let row = gate.refusal(failed).await;
    assert_eq!(row.kind, "login.refused");
    assert_eq!(row.reason, Some(format!("code_rejected ({code})")));
}

/// Somebody else redeems the code of `callback` before we do.
async fn spend(gate: &Gate, callback: &str) {
    let code = url::Url::parse(callback).unwrap();
    let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", gate.feishu.app_id.as_str()),
        ("client_secret", gate.feishu.app_secret.as_str()),
        ("code", &code),
    ];
    let url = format!("{}/oauth/v3/token", gate.feishu.base_url());
    assert_eq!(gate.http().post(url).form(&form).send().await.unwrap().status(), 200);
}
