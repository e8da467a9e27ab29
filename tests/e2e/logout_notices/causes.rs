//! What ends sessions: an application, another person, the operator; and who is told of which session.

use super::*;
use crate::harness::receiver::{Manner, Receiver};
use crate::harness::{Outside, on_each_database};

fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(ToString::to_string);
    values
}

on_each_database! {
    async fn every_application_learns_of_every_session_of_the_chain_as_it_knows_it(kind) {
        let (one, two) = (Receiver::start(Manner::Status(200)).await, Receiver::start(Manner::Status(204)).await);
        let clients = [client("one", &one.url, ""), client("two", &two.url, "subject_type = \"pairwise\"")];
        let gate = gate(kind, &clients).await;
        let mut browser = gate.browser();
        let first = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        let mine = signed_in(&gate, &mut browser, "two", "lin", &[]).await;
        let again = signed_in(&gate, &mut browser, "one", "lin", &[("prompt", "login")]).await;
        assert_ne!(claim(&first, "sid"), claim(&again, "sid"));
        // Elsewhere, so neither ends nor is told.
        signed_in(&gate, &mut gate.browser(), "one", "lin", &[]).await;

        // A hint of the older session will do.
        log_out(&gate, &mut browser, &first).await;
        one.wait_for(2).await;
        two.wait_for(1).await;
        until_queue_is_empty(&gate).await;
        let told = one.tokens().iter().map(|token| claim(token, "sid")).collect();
        assert_eq!(sorted(told), sorted(vec![claim(&first, "sid"), claim(&again, "sid")]));
        let [token] = two.tokens().try_into().unwrap();
        assert_eq!((claim(&token, "sid"), claim(&token, "sub")), (claim(&mine, "sid"), claim(&mine, "sub")));
        assert_ne!(claim(&token, "sub"), claim(&first, "sub"), "a pairwise client knows the person by another sub");
    }

    async fn another_person_in_the_same_browser_ends_the_session_before(kind) {
        let application = Receiver::start(Manner::Status(200)).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        let mut browser = gate.browser();
        let lin = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        let zhou = signed_in(&gate, &mut browser, "one", "zhou", &[("prompt", "login")]).await;
        application.wait_for(1).await;
        until_queue_is_empty(&gate).await;
        let [token] = application.tokens().try_into().unwrap();
        assert_eq!((claim(&token, "sid"), claim(&token, "sub")), (claim(&lin, "sid"), claim(&lin, "sub")));
        assert_ne!(claim(&zhou, "sub"), claim(&lin, "sub"));
    }

    async fn a_session_that_lapsed_unattended_still_ends_for_the_applications(kind) {
        let application = Receiver::start(Manner::Status(200)).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        gate.clock.advance(4 * 60 * 60 + 1);
        let asked = browser.get(&format!("{}/oauth2/logout", gate.url)).await;
        assert!(asked.body.contains("name=\"csrf\"") && !asked.body.contains("林小雨"), "{}", asked.body);
        assert!(queue_is_empty(&gate).await, "without a hint for it, nothing ends unasked");
        log_out(&gate, &mut browser, &hint).await;
        application.wait_for(1).await;
    }

    async fn whoever_wants_no_notice_leaves_none_in_the_queue(kind) {
        let gate = gate(kind, &[]).await;
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "app", "lin", &[]).await;
        log_out(&gate, &mut browser, &hint).await;
        until_queue_is_empty(&gate).await;
        assert!(gate.audit().await.iter().all(|row| row.kind != "logout_notice.failed"));
    }

    async fn the_operator_disables_an_account_from_another_process(kind) {
        let application = Receiver::start(Manner::Status(200)).await;
        let clients = client("one", &application.url, "");
        let outside = Outside::start(&Setup { database: kind, clients, ..Setup::default() }).await;
        let mut browser = Browser::new();
        let page = browser.follow(&outside.authorize_url("one", "openid offline_access")).await;
        let callback = outside.at_feishu(Some("lin"), &page.feishu_link()).await;
        let back = browser.get(&callback).await;
        assert!(back.reaches_application(), "{back:?}");
        let list = outside.process.command(&["account", "list"]).output().unwrap();
        let list = String::from_utf8(list.stdout).unwrap();
        let sub = list.split_whitespace().find(|word| word.starts_with("ou_")).unwrap();
        assert!(outside.process.command(&["account", "disable", sub]).status().unwrap().success());
        application.wait_for(1).await;
        let [token] = application.tokens().try_into().unwrap();
        assert_eq!(claim(&token, "sub"), sub);
    }
}
