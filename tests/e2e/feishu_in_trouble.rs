//! Feishu slow, broken, overloaded or mis-set at each of its endpoints: a clear page, a line in the audit log, and a
//! second try that arrives.

use serde_json::{Value, json};

use crate::harness::by_hand::STATE;
use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

const EXCHANGE: &str = "/oauth/v3/token";
const V1_EXCHANGE: &str = "/open-apis/authen/v1/access_token";
const USER_INFO: &str = "/open-apis/authen/v1/user_info";
const APP_TOKEN: &str = "/open-apis/auth/v3/app_access_token/internal";
const TENANT_TOKEN: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const TENANT_QUERY: &str = "/open-apis/tenant/v2/tenant/query";

struct Trouble {
    fault: Value,
    status: u16,
    reason: &'static str,
    retry_after: Option<&'static str>,
    sentence: &'static str,
}

/// What the simulator does, and what comes of it.
fn troubles() -> Vec<Trouble> {
    let unavailable = "没有回应";
    let malformed = "的回应有误";
    let row = |fault: Value, status, reason, sentence| Trouble {
        fault,
        status,
        reason,
        retry_after: None,
        sentence,
    };
    vec![
        row(json!({ "kind": "status", "status": 500 }), 503, "unavailable (20050)", unavailable),
        row(json!({ "kind": "status", "status": 503 }), 503, "unavailable (20072)", unavailable),
        row(
            json!({ "kind": "status", "status": 502, "body": "<html>bad gateway" }),
            503,
            "unavailable",
            unavailable,
        ),
        row(json!({ "kind": "truncate" }), 503, "unavailable", unavailable),
        row(json!({ "kind": "close" }), 503, "unavailable", unavailable),
        row(json!({ "kind": "close", "after": true }), 503, "unavailable", unavailable),
        row(json!({ "kind": "nonsense" }), 502, "malformed", malformed),
        row(json!({ "kind": "nonsense", "body": "{\"code\":0}" }), 502, "malformed (0)", malformed),
        row(json!({ "kind": "redirect", "location": "/elsewhere" }), 502, "malformed", malformed),
        row(json!({ "kind": "huge" }), 502, "malformed", malformed),
        row(
            json!({ "kind": "status", "status": 404, "body": "404 page not found" }),
            502,
            "misconfigured",
            "设置有误",
        ),
        Trouble {
            fault: json!({ "kind": "ratelimit", "reset": 7 }),
            status: 503,
            reason: "rate_limited (99991400)",
            retry_after: Some("7"),
            sentence: "在 7 秒后",
        },
    ]
}

/// Signs in while `path` is in trouble, and returns what stands for it.
async fn fails(gate: &Gate, path: &str, trouble: &Trouble) -> (Browser, Page) {
    let mut fault = trouble.fault.clone();
    fault["path"] = path.into();
    fault["times"] = 100.into();
    gate.control("faults", fault).await;
    let mut browser = gate.browser();
    let failed = gate.sign_in(&mut browser, &gate.ask("app", &[]), "lin").await;
    gate.heal().await;
    let what = format!("{path} {}: {}", trouble.fault, failed.body);
    assert_eq!(failed.status, trouble.status, "{what}");
    assert_eq!(failed.location(), None, "{what}");
    assert!(failed.body.contains(trouble.sentence), "{what}");
    let retry_after = failed.headers.get("retry-after").map(|value| value.to_str().unwrap());
    assert_eq!(retry_after, trouble.retry_after, "{what}");
    let row = gate.refusal(&failed).await;
    assert_eq!((row.kind.as_str(), row.reason.as_deref()), ("login.refused", Some(trouble.reason)), "{what}");
    assert_eq!(row.account_id, None, "{what}");
    (browser, failed)
}

/// The second try reaches the application with the `state` of the first.
async fn recovers(gate: &Gate, browser: &mut Browser, failed: &Page) {
    let back = gate.try_again(browser, failed, "lin").await;
    assert!(back.reaches_application(), "{}", back.body);
    assert_eq!(back.answer("state").as_deref(), Some(STATE));
    let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
    let claims = gate.userinfo(&tokens.text("access_token")).await.json;
    assert_eq!(claims["sub"], Value::from(gate.feishu.open_id("lin")));
}

/// Every trouble at `path`; then all who met one try again. What is asked once in the life of a process fails for each.
async fn survives(kind: Kind, api: &'static str, path: &str) {
    let gate = Gate::with(Setup { database: kind, api: Some(api), ..Setup::default() }).await;
    let mut met = Vec::new();
    for trouble in troubles() {
        met.push(fails(&gate, path, &trouble).await);
    }
    assert_eq!(gate.calls("/elsewhere").await, 0, "a redirect was followed");
    for (mut browser, failed) in met {
        recovers(&gate, &mut browser, &failed).await;
    }
    assert_eq!(gate.most_presented().await, 1);
}

on_each_database! {
    async fn the_exchange_may_fail(kind) {
        survives(kind, "v3", EXCHANGE).await;
    }

    async fn the_first_generations_exchange_may_fail(kind) {
        survives(kind, "v1", V1_EXCHANGE).await;
    }

    async fn the_profile_may_fail(kind) {
        survives(kind, "v3", USER_INFO).await;
    }

    async fn the_app_token_may_fail(kind) {
        survives(kind, "v1", APP_TOKEN).await;
    }

    async fn the_tenant_token_may_fail(kind) {
        survives(kind, "v3", TENANT_TOKEN).await;
    }

    async fn the_question_for_the_tenant_may_fail(kind) {
        survives(kind, "v3", TENANT_QUERY).await;
    }

    async fn nobody_waits_longer_than_was_configured(kind) {
        for (api, path) in [
            ("v3", EXCHANGE),
            ("v3", USER_INFO),
            ("v1", APP_TOKEN),
            ("v3", TENANT_TOKEN),
            ("v3", TENANT_QUERY),
        ] {
            let connector = "timeout = \"3s\"";
            let setup = Setup { database: kind, api: Some(api), connector, ..Setup::default() };
            let gate = Gate::with(setup).await;
            let slow = Trouble {
                fault: json!({ "kind": "slow", "delay_ms": 10_000, "after": true }),
                status: 503,
                reason: "unavailable",
                retry_after: None,
                sentence: "没有回应",
            };
            let (mut browser, failed) = fails(&gate, path, &slow).await;
            recovers(&gate, &mut browser, &failed).await;
            assert_eq!(gate.most_presented().await, 1);
        }
    }

    async fn a_wrong_app_secret_is_an_administrators_matter(kind) {
        for (api, reason) in [("v3", "misconfigured (20002)"), ("v1", "misconfigured (10014)")] {
            let gate = Gate::with(Setup { database: kind, api: Some(api), ..Setup::default() }).await;
            // The tenant is known already, so that it is the exchange that meets the change.
            gate.tokens("app", "lin").await;
            gate.clock.advance(2 * 60 * 60);
            gate.control("app", json!({ "app_secret": "rotated-at-feishu" })).await;
            let mut browser = gate.browser();
            let failed = gate.sign_in(&mut browser, &gate.ask("app", &[]), "lin").await;
            assert_eq!(failed.status, 502, "{}", failed.body);
            assert!(failed.body.contains("设置有误"), "{}", failed.body);
            assert_eq!(gate.refusal(&failed).await.reason.as_deref(), Some(reason));
            gate.control("app", json!({ "app_secret": gate.feishu.app_secret })).await;
            recovers(&gate, &mut browser, &failed).await;
            assert_eq!(gate.most_presented().await, 1);
        }
    }

    async fn a_moments_weakness_at_the_profile_goes_unnoticed(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for fault in ["close", "truncate", "status"] {
            gate.control("faults", json!({ "path": USER_INFO, "kind": fault, "times": 1 })).await;
            let back = gate.sign_in(&mut gate.browser(), &gate.ask("app", &[]), "lin").await;
            assert!(back.reaches_application(), "{fault}: {}", back.body);
        }
        assert_eq!((gate.calls(USER_INFO).await, gate.most_presented().await), (6, 1));
    }

    async fn a_lapsed_app_token_is_replaced_and_no_code_sent_twice(kind) {
        let gate = Gate::with(Setup { database: kind, api: Some("v1"), ..Setup::default() }).await;
        gate.tokens("app", "lin").await;
        // Feishu forgets the app's token before we do.
        gate.control("clock", json!({ "advance_seconds": 3 * 60 * 60 })).await;
        let mut browser = gate.browser();
        let failed = gate.sign_in(&mut browser, &gate.ask("app", &[]), "lin").await;
        assert_eq!(failed.status, 503, "{}", failed.body);
        assert_eq!(gate.refusal(&failed).await.reason.as_deref(), Some("unavailable (20014)"));
        recovers(&gate, &mut browser, &failed).await;
        assert_eq!((gate.calls(APP_TOKEN).await, gate.most_presented().await), (2, 1));
    }
}
