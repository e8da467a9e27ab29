//! Withdrawing what an application has.

use super::*;
use crate::harness::on_each_database;

/// Lets `third` have what it asks for; what its application gets.
async fn consented(gate: &Gate, browser: &mut Browser) -> crate::harness::by_hand::Answer {
    let begun = browser.get(&gate.ask("third", &[])).await;
    let page = browser.get(&begun.location().unwrap()).await;
    let back = browser.post(&page.url, &[("csrf", &page.csrf().unwrap()), ("decision", "allow")]).await;
    let code = back.answer("code").unwrap_or_else(|| panic!("no code: {back:?}"));
    gate.redeem("third", &code, &[]).await
}

/// Asks to withdraw `application`, and confirms.
async fn withdraw(gate: &Gate, browser: &mut Browser, application: &str) -> Page {
    let path = format!("/account/applications/withdraw?application={application}");
    let question = browser.get(&url(gate, &path)).await;
    assert_eq!(question.status, 200, "{}", question.body);
    let form = [("csrf", question.csrf().unwrap()), ("application", application.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post(&url(gate, "/account/applications/withdraw"), &form).await;
    let again = browser.post(&url(gate, "/account/applications/withdraw"), &form).await;
    assert_eq!(again.location(), answer.location(), "a double click is no error");
    answer
}

on_each_database! {
    async fn a_withdrawn_application_has_nothing_left_and_must_ask_again(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin").await;
        let tokens = consented(&gate, &mut lin).await;
        let unredeemed = lin.get(&gate.ask("third", &[])).await.answer("code").unwrap();
        let mut zhou = browser(&gate, "zhou").await;
        let of_zhou = consented(&gate, &mut zhou).await;
        let page = own_page(&gate, &mut lin).await;
        assert!(page.body.contains("外部日历") && page.body.contains("第三方应用"), "{}", page.body);
        let answer = withdraw(&gate, &mut lin, "third").await;
        let page = noticed(&mut lin, &answer, "授权已撤回。").await;
        assert!(!page.body.contains("application=third"), "{}", page.body);
        assert!(page.body.contains("application=app"), "others stay: {}", page.body);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.refusal(), (401, "invalid_token"));
        let refreshed = gate.refresh("third", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(refreshed.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.redeem("third", &unredeemed, &[]).await.refusal(), (400, "invalid_grant"));
        let silent = lin.get(&gate.ask("third", &[("prompt", "none")])).await;
        assert_eq!(silent.answer("error").as_deref(), Some("consent_required"));
        assert!(lin.get(&gate.ask("third", &[])).await.asks_consent());
        assert_eq!(gate.userinfo(&of_zhou.text("access_token")).await.status, 200, "another person's stays");
        assert!(zhou.get(&gate.ask("third", &[])).await.answer("code").is_some());
        let withdrawn = lines(&gate, "consent.withdrawn").await;
        assert_eq!(withdrawn.len(), 1, "{withdrawn:?}");
        assert_eq!((withdrawn[0].client_id.as_deref(), withdrawn[0].account_id.is_some()), (Some("third"), true));
    }

    async fn a_consent_withdrawn_while_a_page_is_open_is_asked_for_anew(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin").await;
        consented(&gate, &mut lin).await;
        // Another tab is at Feishu's page when the consent goes.
        let mut tab = gate.browser();
        let page = tab.follow(&gate.ask("third", &[])).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        withdraw(&gate, &mut lin, "third").await;
        let back = tab.get(&callback).await;
        assert!(back.asks_consent(), "{back:?}");
    }

    async fn a_company_application_gets_it_again_at_the_next_sign_in(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        let mut lin = browser(&gate, "lin").await;
        let answer = withdraw(&gate, &mut lin, "app").await;
        let page = noticed(&mut lin, &answer, "授权已撤回。").await;
        assert!(page.body.contains("目前没有应用"), "{}", page.body);
        let refreshed = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(refreshed.refusal(), (400, "invalid_grant"));
        assert!(lin.get(&gate.ask("app", &[])).await.answer("code").is_some());
    }

    async fn only_what_has_something_is_asked_about(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin").await;
        for application in ["third", "nobody", "", "%3Cb%3EYou+won%3C/b%3E", "app&application=app"] {
            let path = format!("/account/applications/withdraw?application={application}");
            let page = lin.get(&url(&gate, &path)).await;
            assert_eq!(page.status, 404, "{application}: {}", page.body);
            assert!(!page.body.contains("You won"), "{}", page.body);
        }
    }
}
