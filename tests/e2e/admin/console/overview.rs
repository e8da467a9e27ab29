//! The overview: what it counts, and what it says of Feishu.

use larkgate::domain::admin::Role;
use serde_json::json;

use super::{browser, gate, seen, signed_in};
use crate::harness::on_each_database;

/// The figures at the top, in their order.
fn figures(page: &crate::harness::Page) -> Vec<String> {
    let top = page.body.split("<dl class=\"figures\">").nth(1).unwrap().split("</dl>").next().unwrap();
    top.split("<dd>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

on_each_database! {
    async fn people_sign_ins_and_refusals_are_counted(kind) {
        let gate = gate(kind).await;
        drop(signed_in(&gate, "zhou").await);
        gate.clock.advance(2 * 24 * 60 * 60);
        drop(signed_in(&gate, "chen").await);
        gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "frozen").await;
        let mut lin = browser(&gate, "lin", Role::Auditor).await;
        let page = seen(&gate, &mut lin, "/admin").await;
        assert_eq!(figures(&page), ["2", "3", "3", "1"], "{}", page.body);
        // A plot's values stand in it, and in the table beneath.
        assert_eq!(page.body.matches("<svg class=\"plot\"").count(), 2);
        assert!(page.body.contains("<td class=\"number\">2</td>"), "{}", page.body);
        assert!(page.body.contains("<bdi>应用 app</bdi><span>2</span>"), "{}", page.body);
        assert!(page.body.contains("账号未激活") || page.body.contains("已冻结"), "{}", page.body);
        // Within a minute nothing is counted anew.
        drop(signed_in(&gate, "wang").await);
        assert_eq!(figures(&seen(&gate, &mut lin, "/admin").await)[0], "2");
        gate.clock.advance(60);
        assert_eq!(figures(&seen(&gate, &mut lin, "/admin").await)[0], "3");
    }

    async fn hours_and_days_are_the_readers(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin", Role::Owner).await;
        assert!(seen(&gate, &mut lin, "/admin").await.body.contains(" · UTC</span>"));
        for (cookie, zone) in [("480", "UTC+8"), ("-210", "UTC−3:30"), ("100000", "UTC"), ("x", "UTC")] {
            lin.plant("larkgate-minutes-ahead", cookie);
            let page = seen(&gate, &mut lin, "/admin").await;
            assert!(page.body.contains(&format!(" · {zone}</span>")), "{cookie}: {}", page.body);
        }
    }

    async fn it_says_when_feishu_does_not_answer(kind) {
        let gate = gate(kind).await;
        let mut lin = browser(&gate, "lin", Role::Owner).await;
        assert!(seen(&gate, &mut lin, "/admin").await.body.contains("正常，最近一次应答于"));
        let fault = json!({ "path": "/open-apis/authen/v1/user_info", "kind": "ratelimit", "reset": 7, "times": 100 });
        gate.control("faults", fault).await;
        gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "zhou").await;
        let page = seen(&gate, &mut lin, "/admin").await;
        assert!(page.body.contains("class=\"state bad\">异常（限流）"), "{}", page.body);
        gate.heal().await;
        drop(signed_in(&gate, "zhou").await);
        assert!(seen(&gate, &mut lin, "/admin").await.body.contains("正常，最近一次应答于"));
    }
}
