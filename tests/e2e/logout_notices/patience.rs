//! Applications that are slow, down, or refuse.

use super::*;
use crate::harness::receiver::{Manner, Receiver};
use crate::harness::{Port, on_each_database};

on_each_database! {
    async fn slow_and_dead_applications_hold_up_neither_people_nor_others(kind) {
        let (slow, well) = (Receiver::start(Manner::Silence).await, Receiver::start(Manner::Status(200)).await);
        let nobody = Port::take();
        let dead = format!("http://{}", nobody.address());
        let clients = [client("slow", &slow.url, ""), client("dead", &dead, ""), client("well", &well.url, "")];
        let gate = gate(kind, &clients).await;
        // More than the slow one is told at a time, and faster than a call is given up.
        let mut browsers = Vec::new();
        for _ in 0..6 {
            let mut browser = gate.browser();
            for id in ["slow", "dead"] {
                signed_in(&gate, &mut browser, id, "lin", &[]).await;
            }
            let hint = signed_in(&gate, &mut browser, "well", "lin", &[]).await;
            browsers.push((browser, hint));
        }
        for (browser, hint) in &mut browsers {
            log_out(&gate, browser, hint).await;
        }
        slow.wait_for(4).await;
        well.wait_for(6).await;
        assert_eq!(slow.most_at_once(), 4, "it never answers, and gets no more than four at a time");
    }

    async fn an_application_that_was_down_is_told_when_it_is_back(kind) {
        let application = Receiver::start(Manner::Status(503)).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        gate.clock.stop();
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        log_out(&gate, &mut browser, &hint).await;
        application.wait_for(1).await;
        until_tried(&gate).await;
        application.behave(Manner::Status(200));
        gate.clock.advance(5);
        gate.server.app().notices.notify_one();
        application.wait_for(2).await;
        until_queue_is_empty(&gate).await;
        let [first, second] = application.tokens().try_into().unwrap();
        assert_eq!(claim(&first, "sid"), claim(&second, "sid"));
        assert_ne!(claim(&first, "jti"), claim(&second, "jti"), "every try signs its own");
        assert!(claim(&second, "iat").as_i64() >= claim(&first, "iat").as_i64().map(|at| at + 5));
        assert_eq!(application.received().len(), 2);
    }

    async fn after_a_day_it_is_given_up_and_said(kind) {
        let application = Receiver::start(Manner::Status(503)).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        log_out(&gate, &mut browser, &hint).await;
        let row = given_up(&gate, 30 * 60).await;
        assert_eq!((row.client_id.as_deref(), row.reason.as_deref()), (Some("one"), Some("status_503")));
        assert!(row.account_id.is_some() && queue_is_empty(&gate).await);
        let tries = application.received().len();
        assert!((12..=40).contains(&tries), "{tries} tries in a day");
    }

    async fn a_refusal_is_final(kind) {
        let application = Receiver::start(Manner::Status(400)).await;
        let gate = gate(kind, &[client("one", &application.url, "")]).await;
        let mut browser = gate.browser();
        let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
        log_out(&gate, &mut browser, &hint).await;
        let row = given_up(&gate, 0).await;
        assert_eq!(row.reason.as_deref(), Some("status_400"));
        assert!(queue_is_empty(&gate).await);
        assert_eq!(application.received().len(), 1);
    }
}
