//! Faults hit the calls they are meant for, as often as asked.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Feishu, USER_INFO, V3, reply};

async fn plan(feishu: &Feishu, mut fault: Value) {
    fault["path"] = json!(V3);
    assert_eq!(feishu.post("/_sim/faults", fault).await.0, 200);
}

async fn exchange(feishu: &Feishu, code: &str) -> reqwest::Result<Result<Value, reqwest::Error>> {
    let request = feishu.request("POST", V3).json(&feishu.exchange(code));
    Ok(request.send().await?.json().await)
}

#[tokio::test]
async fn status_and_ratelimit_are_used_up() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    plan(&feishu, json!({ "kind": "status", "status": 503, "times": 2 })).await;
    plan(&feishu, json!({ "kind": "ratelimit", "reset": 7 })).await;
    for _ in 0..2 {
        let (status, body) = feishu.post(V3, feishu.exchange(&code)).await;
        assert_eq!((status, &body["code"]), (503, &json!(20072)));
    }
    let response = feishu.request("POST", V3).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-ogw-ratelimit-reset"]),
        (429, &"7".parse().unwrap())
    );
    assert_eq!(feishu.get("/_sim/counters").await["presented"], 0);
    assert_eq!(feishu.post(V3, feishu.exchange(&code)).await.0, 200);
    let calls = feishu.get("/_sim/calls").await["calls"].clone();
    let faults: Vec<&Value> = calls.as_array().unwrap().iter().map(|call| &call["fault"]).collect();
    assert_eq!(faults, [&json!("status"), &json!("status"), &json!("ratelimit"), &Value::Null]);
}

#[tokio::test]
async fn what_is_held_is_answered_when_faults_are_taken_away() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    plan(&feishu, json!({ "kind": "hold" })).await;
    let mut held = std::pin::pin!(feishu.post(V3, feishu.exchange(&code)));
    let early = tokio::time::timeout(Duration::from_millis(50), &mut held).await;
    assert!(early.is_err(), "{early:?}");
    assert_eq!(feishu.request("DELETE", "/_sim/faults").send().await.unwrap().status(), 200);
    assert_eq!(held.await.0, 200);
}

#[tokio::test]
async fn a_truncated_answer_loses_a_code_that_was_spent() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    plan(&feishu, json!({ "kind": "truncate" })).await;
    assert!(exchange(&feishu, &code).await.unwrap().is_err());
    assert_eq!(exchange(&feishu, &code).await.unwrap().unwrap()["code"], 20065);
}

#[tokio::test]
async fn a_closed_connection_answers_nothing_before_or_after_the_call() {
    let feishu = Feishu::start().await;
    let code = feishu.code("lin", &[]).await;
    plan(&feishu, json!({ "kind": "close" })).await;
    assert!(exchange(&feishu, &code).await.is_err());
    assert_eq!(feishu.get("/_sim/counters").await["presented"], 0);
    plan(&feishu, json!({ "kind": "close", "after": true })).await;
    assert!(exchange(&feishu, &code).await.is_err());
    assert_eq!(feishu.get("/_sim/counters").await["succeeded"], 1);
}

#[tokio::test]
async fn nonsense_redirects_and_huge_bodies() {
    let feishu = Feishu::start().await;
    for kind in ["nonsense", "redirect", "huge"] {
        plan(&feishu, json!({ "kind": kind })).await;
    }
    assert!(exchange(&feishu, "x").await.unwrap().is_err());
    let response = feishu.request("POST", V3).send().await.unwrap();
    assert_eq!((response.status().as_u16(), super::location(&response).as_str()), (307, "/_sim/elsewhere"));
    let response = feishu.request("POST", V3).send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_slow_answer_meets_a_timeout_and_other_paths_are_left_alone() {
    let feishu = Feishu::start().await;
    plan(&feishu, json!({ "kind": "slow", "delay_ms": 60_000 })).await;
    assert_eq!(reply(feishu.request("GET", USER_INFO)).await.0, 400);
    let request = feishu.request("POST", V3).timeout(Duration::from_millis(50));
    assert!(request.send().await.unwrap_err().is_timeout());
    plan(&feishu, json!({ "kind": "close", "times": 9 })).await;
    feishu.request("DELETE", "/_sim/faults").send().await.unwrap();
    assert_eq!(exchange(&feishu, "x").await.unwrap().unwrap()["code"], 20003);
}
