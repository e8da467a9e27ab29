//! Who a browser is: by a cookie that each login makes anew, and by an answer of the upstream's that counts once.

use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// Whose page this browser sees.
async fn home(gate: &Gate, browser: &mut Browser) -> Page {
    browser.get(&format!("{}/", gate.url)).await
}

on_each_database! {
    async fn session_fixation_new_id_at_login(kind) {
        let gate = gate(kind).await;
        let (mut attacker, mut victim) = (gate.browser(), gate.browser());
        gate.code_for(&mut attacker, &gate.ask("app", &[]), "zhou").await;
        let planted = attacker.cookie("larkgate").unwrap().to_owned();
        victim.plant("larkgate", &planted);
        gate.code_for(&mut victim, &gate.ask("app", &[("prompt", "login")]), "lin").await;
        assert_ne!(victim.cookie("larkgate").unwrap(), planted);
        assert!(home(&gate, &mut victim).await.body.contains("林小雨"));
        let old = home(&gate, &mut attacker).await.body;
        assert!(!old.contains("林小雨") && !old.contains("周明"), "the planted one is worth nothing now: {old}");

        // A value that was never a session is not taken for one, and each login of one browser makes another.
        let mut browser = gate.browser();
        browser.plant("larkgate", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let mut seen = vec![browser.cookie("larkgate").unwrap().to_owned()];
        for _ in 0..3 {
            gate.code_for(&mut browser, &gate.ask("app", &[("prompt", "login")]), "lin").await;
            let value = browser.cookie("larkgate").unwrap().to_owned();
            assert!(!seen.contains(&value));
            for old in &seen {
                let mut kept = gate.browser();
                kept.plant("larkgate", old);
                assert!(!home(&gate, &mut kept).await.body.contains("林小雨"));
            }
            seen.push(value);
        }
    }

    async fn malformed_cookies_sign_nobody_in(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let good = browser.cookie("larkgate").unwrap().to_owned();
        let silent = gate.ask("app", &[("prompt", "none")]);
        let cut = good.split_at(20).0;
        for bad in ["", "\"", "null", "%00", "{}", "..", cut, &format!("{good}="), &"A".repeat(4096)] {
            browser.plant("larkgate", bad);
            assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("login_required"), "{bad}");
            assert!(!home(&gate, &mut browser).await.body.contains("林小雨"), "{bad}");
            assert!(browser.get(&gate.ask("app", &[])).await.begins_sign_in(), "{bad}");
        }
        browser.plant("larkgate", &good);
        assert!(browser.get(&silent).await.answer("code").is_some());
    }

    async fn upstream_state_one_use(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let before = browser.clone();
        let first = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let second = gate.at_feishu(Some("zhou"), &page.feishu_link()).await;
        let refusal = gate.at_feishu(None, &page.feishu_link()).await;
        assert!(browser.get(&first).await.reaches_application());
        assert_eq!(gate.observe("counters").await["presented"], 1);
        // The state is spent: no other code goes to Feishu with it, and nobody is signed in or refused by it.
        for answer in [&second, &refusal, &first] {
            let page = before.clone().get(answer).await;
            assert!(page.begins_sign_in(), "{answer}: {} {}", page.status, page.body);
        }
        assert_eq!(gate.observe("counters").await["presented"], 1);
        let signed_in = gate.audit().await.iter().filter(|row| row.kind == "login.succeeded").count();
        assert_eq!(signed_in, 1);
    }
}
