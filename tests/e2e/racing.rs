//! What may happen once, presented sixteen times at the same moment.

use std::future::Future;

use futures_util::future::join_all;

use crate::harness::by_hand::Answer;
use crate::harness::{Gate, Kind, Setup, on_each_database};

/// The answers to sixteen requests that are under way together.
pub async fn sixteen_at_once<F: Future<Output = Answer>>(request: impl Fn() -> F) -> Vec<Answer> {
    join_all((0..16).map(|_| request())).await
}

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// How often the audit log has a line of this kind.
async fn audited(gate: &Gate, kind: &str) -> usize {
    gate.audit().await.iter().filter(|row| row.kind == kind).count()
}

on_each_database! {
    async fn parallel_redemptions_one_success(kind) {
        let gate = gate(kind).await;
        let other = gate.tokens("app", "lin").await;
        let code = gate.code("app", "lin").await;
        let answers = sixteen_at_once(|| gate.redeem("app", &code, &[])).await;
        let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!((good.len(), bad.len()), (1, 15));
        for answer in bad {
            assert_eq!(answer.refusal(), (400, "invalid_grant"));
        }
        // RFC 9700 §2.1.1 with RFC 6749 §4.1.2: fifteen replays took back what the first had got, once.
        assert_eq!(gate.userinfo(&good[0].text("access_token")).await.refusal(), (401, "invalid_token"));
        let refresh = gate.refresh("app", &good[0].text("refresh_token"), &[]).await;
        assert_eq!(refresh.refusal(), (400, "invalid_grant"));
        assert_eq!(audited(&gate, "code.replayed").await, 1);
        assert_eq!(gate.userinfo(&other.text("access_token")).await.status, 200, "another sign-in goes on");
    }

    async fn parallel_refreshes_one_answer(kind) {
        let gate = gate(kind).await;
        gate.clock.stop();
        let first = gate.tokens("app", "lin").await.text("refresh_token");
        let answers = sixteen_at_once(|| gate.refresh("app", &first, &[])).await;
        for answer in &answers {
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.json, answers[0].json);
        }
        // Within the grace it is still the same, and the family lives on.
        gate.clock.advance(5);
        let late = sixteen_at_once(|| gate.refresh("app", &first, &[])).await;
        assert!(late.iter().all(|answer| answer.json == answers[0].json), "{late:?}");
        assert_eq!(gate.userinfo(&answers[0].text("access_token")).await.status, 200);
        // After it, each is a replay, which ends the family, once.
        gate.clock.advance(6);
        let replays = sixteen_at_once(|| gate.refresh("app", &first, &[])).await;
        assert!(replays.iter().all(|answer| answer.refusal() == (400, "invalid_grant")), "{replays:?}");
        let next = gate.refresh("app", &answers[0].text("refresh_token"), &[]).await;
        assert_eq!(next.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.userinfo(&answers[0].text("access_token")).await.refusal(), (401, "invalid_token"));
        assert_eq!(audited(&gate, "refresh_token.replayed").await, 1);
    }

    async fn a_refresh_and_its_successor_at_once_leave_one_line_of_tokens(kind) {
        let gate = gate(kind).await;
        let first = gate.tokens("app", "lin").await.text("refresh_token");
        let second = gate.refresh("app", &first, &[]).await.text("refresh_token");
        let (replays, honest) = tokio::join!(
            sixteen_at_once(|| gate.refresh("app", &first, &[])),
            gate.refresh("app", &second, &[]),
        );
        // Whichever came first: the old token is answered with the one successor, or it is a replay that ends all.
        let replayed = replays.iter().any(|answer| answer.status != 200);
        for answer in replays.iter().filter(|answer| answer.status == 200) {
            assert_eq!(answer.text("refresh_token"), second);
        }
        if honest.status == 200 {
            let third = gate.refresh("app", &honest.text("refresh_token"), &[]).await;
            assert_eq!(third.status == 200, !replayed, "{third:?}");
        } else {
            assert!(replayed, "{honest:?}");
        }
    }
}
