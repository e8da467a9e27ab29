//! The directory does not answer, or does not tell: nobody is kept from signing in, and nobody gets in by it.

use super::*;
use crate::harness::on_each_database;

/// Whoever is in 研发部 passes, and nobody of the group 值班.
fn rules() -> String {
    let engineering = department("allow", "engineering");
    format!(
        "rules = [{{ effect = \"deny\", groups = [\"g2b3c4d5\"] }}, {engineering}, {{ effect = \"deny\" }}]"
    )
}

on_each_database! {
    async fn a_sign_in_without_an_answer_opens_nothing_until_there_is_one(kind) {
        let faults = [
            json!({ "kind": "status", "status": 500 }),
            json!({ "kind": "close" }),
            json!({ "kind": "nonsense" }),
            json!({ "kind": "ratelimit", "reset": 30 }),
        ];
        for fault in faults {
            let front = front(kind, &rules()).await;
            break_directory(&front.gate, fault.clone()).await;
            let mut browser = front.gate.browser();
            let back = front.gate.sign_in(&mut browser, &front.gate.ask("app", &[]), "markup").await;
            assert!(back.reaches_application(), "{fault}: {}", back.body);
            let page = front.walk(&mut browser, &front.wiki).await;
            assert_eq!(page.status, 403, "{fault}");
            assert!(page.body.contains("暂时无法确认你对维基的权限"), "{}", page.body);
            let cookies = browser.cookies_for("127.0.0.1");
            assert_eq!(refused(&front, &cookies).await, "memberships_unknown", "{fault}");
            front.gate.heal().await;
            until("the answer comes", async || {
                front.gate.clock.advance(60);
                asked(&front, &cookies).await == 200
            })
            .await;
            assert_eq!(gone(&front.gate).await, [""; 0], "{fault}");
        }
    }

    async fn what_was_read_is_believed_for_a_day_longer(kind) {
        let front = front(kind, &rules()).await;
        let (_browser, cookies) = entered(&front, "markup").await;
        assert_eq!(asked(&front, &cookies).await, 200);
        break_directory(&front.gate, json!({ "kind": "status", "status": 503 })).await;
        looked_again(&front.gate).await;
        assert_eq!(asked(&front, &cookies).await, 200);
        front.gate.clock.advance(23 * HOUR + HOUR / 2);
        assert_eq!(asked(&front, &cookies).await, 200);
        front.gate.clock.advance(HOUR);
        until("it is forgotten", async || asked(&front, &cookies).await == 403).await;
        assert_eq!(refused(&front, &cookies).await, "memberships_unknown");
        assert_eq!(gone(&front.gate).await, [""; 0]);
    }

    async fn whom_it_may_not_tell_of_is_not_known_and_not_gone(kind) {
        let front = front(kind, &rules()).await;
        let (_browser, cookies) = entered(&front, "markup").await;
        assert_eq!(asked(&front, &cookies).await, 200);
        change(&front.gate, "markup", json!({ "in_range": false })).await;
        front.gate.clock.advance(HOUR);
        until("nothing is known", async || asked(&front, &cookies).await == 403).await;
        assert_eq!(refused(&front, &cookies).await, "memberships_unknown");
        assert_eq!(gone(&front.gate).await, [""; 0]);
        // Somebody whom it never told of is denied as well, and signed in all the same.
        let (_browser, cookies) = entered(&front, "markup").await;
        assert_eq!(refused(&front, &cookies).await, "memberships_unknown");
    }

    async fn a_permission_that_is_missing_closes_and_ends_nothing(kind) {
        let all = simulator::Config::default().permissions;
        for missing in [
            "contact:contact.base:readonly",
            "contact:user.department:readonly",
            "contact:user.employee:readonly",
            "contact:department.organize:readonly",
            "contact:group:readonly",
        ] {
            let front = front(kind, &rules()).await;
            let (_browser, known) = entered(&front, "markup").await;
            let granted: Vec<_> = all.iter().filter(|other| *other != missing).collect();
            front.gate.control("permissions", json!({ "granted": granted })).await;
            looked_again(&front.gate).await;
            assert_eq!(asked(&front, &known).await, 200, "{missing}: what was read is believed");
            let (_browser, new) = entered(&front, "zhou").await;
            assert_eq!(refused(&front, &new).await, "memberships_unknown", "{missing}");
            assert_eq!(gone(&front.gate).await, [""; 0], "{missing}");
        }
    }
}
