//! Who passes, and from when on no longer.

use super::*;
use crate::harness::on_each_database;

on_each_database! {
    async fn whoever_is_beneath_a_department_passes_its_rule_until_they_move(kind) {
        let rules = format!("rules = [{}]", department("allow", "engineering"));
        let front = front(kind, &rules).await;
        change(&front.gate, "zhou", departments(&["platform"])).await;
        let (_browser, zhou) = entered(&front, "zhou").await;
        assert_eq!(asked(&front, &zhou).await, 200);
        let (_browser, wang) = entered(&front, "wang").await;
        assert_eq!(refused(&front, &wang).await, "no_rule");

        change(&front.gate, "zhou", departments(&["finance"])).await;
        front.gate.clock.advance(HOUR / 2);
        assert_eq!(asked(&front, &zhou).await, 200, "nobody has asked yet");
        front.gate.clock.advance(HOUR / 2);
        until("the move is noticed", async || asked(&front, &zhou).await == 403).await;
        assert_eq!(refused(&front, &zhou).await, "no_rule");
        change(&front.gate, "zhou", departments(&["engineering"])).await;
        front.gate.clock.advance(HOUR);
        until("the way back is noticed too", async || asked(&front, &zhou).await == 200).await;
    }

    async fn a_sign_in_knows_of_a_move_at_once(kind) {
        let rules = format!("rules = [{}, {{ effect = \"allow\" }}]", department("deny", "finance"));
        let front = front(kind, &rules).await;
        let (mut browser, wang) = entered(&front, "wang").await;
        assert_eq!(refused(&front, &wang).await, "rule_denies");
        change(&front.gate, "wang", departments(&["product"])).await;
        front.gate.clock.advance(1);
        let ask = front.gate.ask("app", &[("prompt", "login")]);
        front.gate.sign_in(&mut browser, &ask, "wang").await;
        assert_eq!(asked(&front, &wang).await, 200);
    }

    async fn groups_of_either_kind_count(kind) {
        let group = |id: &str| format!("rules = [{{ effect = \"allow\", groups = [{id:?}] }}]");
        // 值班 is a normal group, 全体研发 a dynamic one.
        for id in ["g2b3c4d5", "g3c4d5e6"] {
            let front = front(kind, &group(id)).await;
            for (person, status) in [("chen", 200), ("lin", 403)] {
                let (_browser, cookies) = entered(&front, person).await;
                assert_eq!(asked(&front, &cookies).await, status, "{person} {id}");
            }
        }
    }

    async fn whoever_was_signed_in_before_is_read_when_it_is_turned_on_and_forgotten_when_it_is_turned_off(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        gate.tokens("app", "zhou").await;
        assert_eq!((looks(&gate).await, memberships(&gate, "zhou").await), (0, Memberships::default()));
        let mut config = gate.config.clone();
        config.connectors[0].directory = true;
        let on = Gate::another(&config, &gate.clock).await;
        until("it is read", async || memberships(&gate, "zhou").await.all_departments).await;
        on.stop().await.unwrap();
        config.connectors[0].directory = false;
        let off = Gate::another(&config, &gate.clock).await;
        until("it is forgotten", async || memberships(&gate, "zhou").await == Memberships::default()).await;
        off.stop().await.unwrap();
    }

    async fn nobody_is_asked_about_who_has_nothing_alive(kind) {
        let front = front(kind, &format!("rules = [{}]", department("allow", "engineering"))).await;
        let (mut browser, _cookies) = entered(&front, "zhou").await;
        looked_again(&front.gate).await;
        let question = browser.get(&format!("{}/oauth2/logout", front.gate.url)).await;
        let confirm = format!("{}/oauth2/logout/confirm", front.gate.url);
        browser.post(&confirm, &[("csrf", &question.csrf().unwrap())]).await;
        // Chen's turn comes with Zhou's, so when Chen was asked about, Zhou would have been too.
        let (_browser, _cookies) = entered(&front, "chen").await;
        let before = looks(&front.gate).await;
        looked_again(&front.gate).await;
        assert_eq!(looks(&front.gate).await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_knows_departments_and_groups() {
    let rules = format!("rules = [{}]", department("allow", "engineering"));
    let front = front(crate::harness::Kind::Sqlite, &rules).await;
    entered(&front, "chen").await;
    let open_id = front.gate.feishu.open_id("chen");
    let shown = command(&front.gate, &["account", "show", &open_id]);
    let [engineering, platform] = ["engineering", "platform"].map(Simulator::open_department_id);
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert!(line("departments").contains(&engineering) && line("departments").contains(&platform), "{shown}");
    assert!(line("groups").ends_with("g2b3c4d5 g3c4d5e6") && line("directory read").contains("T"), "{shown}");
    let url = format!("{}/", front.wiki);
    let why = command(&front.gate, &["explain", "--url", &url, "--user", &open_id]);
    assert!(why.contains("rule 1 allows it") && why.contains(&format!("departments={engineering}")), "{why}");
}
