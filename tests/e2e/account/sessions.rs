//! Ending one session, and all of them.

use super::*;
use crate::harness::on_each_database;

/// Presses the button of the one session that has one.
async fn end_the_other(gate: &Gate, browser: &mut Browser) -> Page {
    let page = own_page(gate, browser).await;
    let others = sessions(&page);
    assert_eq!(others.len(), 1, "{}", page.body);
    let form = [("csrf", page.csrf().unwrap()), ("session", others[0].clone())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post(&url(gate, "/account/sessions/end"), &form).await;
    let again = browser.post(&url(gate, "/account/sessions/end"), &form).await;
    assert_eq!(again.location(), answer.location(), "a double click is no error");
    answer
}

on_each_database! {
    async fn another_session_of_mine_ends_with_its_tokens(kind) {
        let gate = gate(kind).await;
        let mut lost = gate.browser();
        let ask = gate.ask("app", &[("scope", "openid")]);
        let code = gate.code_for(&mut lost, &ask, "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let mut here = browser(&gate, "lin").await;
        let answer = end_the_other(&gate, &mut here).await;
        let page = noticed(&mut here, &answer, "会话已结束。").await;
        assert!(sessions(&page).is_empty(), "{}", page.body);
        assert!(!is_signed_in(&gate, &mut lost).await && is_signed_in(&gate, &mut here).await);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.refusal(), (401, "invalid_token"));
        let ended = lines(&gate, "session.ended").await;
        assert_eq!(ended.len(), 1, "{ended:?}");
        assert!(ended[0].account_id.is_some() && ended[0].reason.as_deref().unwrap().starts_with("ses_"));
        assert!(ended[0].reference.is_some());
    }

    async fn ending_this_one_signs_out(kind) {
        let gate = gate(kind).await;
        let mut here = browser(&gate, "lin").await;
        let mut there = browser(&gate, "lin").await;
        // Its own id stands on the page of the other.
        let id = sessions(&own_page(&gate, &mut there).await).remove(0);
        let csrf = own_page(&gate, &mut here).await.csrf().unwrap();
        let answer = here.post(&url(&gate, "/account/sessions/end"), &[("csrf", &csrf), ("session", &id)]).await;
        assert_eq!(here.cookie("larkgate"), None);
        noticed(&mut here, &answer, "已退出登录。").await;
        assert!(!is_signed_in(&gate, &mut here).await && is_signed_in(&gate, &mut there).await);
    }

    async fn signing_out_everywhere_asks_and_leaves_nothing(kind) {
        let gate = gate(kind).await;
        let mut there = gate.browser();
        let code = gate.code_for(&mut there, &gate.ask("app", &[]), "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let mut here = browser(&gate, "lin").await;
        let mut zhou = browser(&gate, "zhou").await;
        let question = here.get(&url(&gate, "/account/sessions/end-all")).await;
        assert!(question.body.contains("退出所有设备？") && question.body.contains("离线访问"), "{}", question.body);
        assert!(is_signed_in(&gate, &mut there).await, "asked, not done");
        let answer = here.post(&question.url, &[("csrf", &question.csrf().unwrap())]).await;
        noticed(&mut here, &answer, "已在所有设备上退出登录。").await;
        assert_eq!(here.cookie("larkgate"), None);
        for browser in [&mut here, &mut there] {
            assert!(!is_signed_in(&gate, browser).await);
        }
        assert!(is_signed_in(&gate, &mut zhou).await);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.refusal(), (401, "invalid_token"));
        let refreshed = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(refreshed.refusal(), (400, "invalid_grant"));
        assert_eq!(lines(&gate, "session.all_ended").await.len(), 1);
    }
}
