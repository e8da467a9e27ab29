//! The path everything else stands on: a person signs in with Feishu and the application gets our JWTs.

use serde_json::Value;

use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Setup, on_each_database};

on_each_database! {
    async fn an_application_learns_who_signed_in(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for client in ["app", "es256", "eddsa", "public"] {
            let application = gate.application(client).await;
            let mut browser = gate.browser();
            let sign_in = application.begin(&["profile", "email", "feishu", "offline_access"]);
            let back = gate.sign_in(&mut browser, &sign_in.url, "lin").await;
            assert!(back.location().unwrap().starts_with(REDIRECT_URI), "{}", back.body);
            assert_eq!(back.answer("state").as_deref(), Some(sign_in.state.secret().as_str()));
            assert_eq!(back.answer("iss").as_deref(), Some(gate.url.as_str()));
            let verified = application.finish(sign_in, &back.answer("code").unwrap()).await.unwrap();
            assert_eq!(verified.id_token["sub"], Value::from(gate.feishu.open_id("lin")));
            assert_eq!(verified.userinfo["name"], "林小雨");
            assert_eq!(verified.userinfo["feishu_open_id"], Value::from(gate.feishu.open_id("lin")));
            let refreshed = application.refresh(&verified.refresh_token.unwrap()).await.unwrap();
            assert!(refreshed.is_some());
        }
    }

    async fn the_same_person_keeps_their_sub(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let application = gate.application("app").await;
        let mut subs = Vec::new();
        for _ in 0..2 {
            let sign_in = application.begin(&[]);
            let back = gate.sign_in(&mut gate.browser(), &sign_in.url, "zhou").await;
            subs.push(application.finish(sign_in, &back.answer("code").unwrap()).await.unwrap().id_token["sub"].clone());
        }
        assert_eq!(subs[0], subs[1]);
        assert_eq!(subs[0], Value::from(gate.feishu.open_id("zhou")));
    }

    async fn a_second_application_needs_no_second_visit_to_feishu(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut browser = gate.browser();
        let (first, second) = (gate.application("app").await, gate.application("es256").await);
        let sign_in = first.begin(&[]);
        gate.sign_in(&mut browser, &sign_in.url, "lin").await;
        let sign_in = second.begin(&[]);
        let back = browser.follow(&sign_in.url).await;
        assert!(back.location().unwrap().starts_with(REDIRECT_URI), "{}", back.body);
        let verified = second.finish(sign_in, &back.answer("code").unwrap()).await.unwrap();
        assert_eq!(verified.id_token["sub"], Value::from(gate.feishu.open_id("lin")));
    }
}
