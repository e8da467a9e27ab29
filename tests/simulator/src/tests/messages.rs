//! Messages: who gets them, and once per uuid.

use serde_json::{Value, json};

use super::{Feishu, Reply, reply};

async fn send(feishu: &Feishu, id_type: &str, id: &str, uuid: &str) -> Reply {
    let body =
        json!({ "receive_id": id, "msg_type": "text", "content": "{\"text\":\"你好\"}", "uuid": uuid });
    post(feishu, id_type, body).await
}

async fn post(feishu: &Feishu, id_type: &str, body: Value) -> Reply {
    let path = format!("/open-apis/im/v1/messages?receive_id_type={id_type}");
    reply(feishu.request("POST", &path).bearer_auth(feishu.tenant_token().await).json(&body)).await
}

#[tokio::test]
async fn a_uuid_is_sent_once_within_an_hour() {
    let feishu = Feishu::start().await;
    let (lin, union) = (feishu.sim.open_id("lin"), feishu.sim.union_id("lin"));
    let first = send(&feishu, "open_id", &lin, "u1").await.1["data"]["message_id"].clone();
    assert_eq!(send(&feishu, "open_id", &lin, "u1").await.1["data"]["message_id"], first);
    feishu.advance(3601).await;
    assert_ne!(send(&feishu, "union_id", &union, "u1").await.1["data"]["message_id"], first);
    let kept = feishu.get("/_sim/messages").await;
    assert_eq!(kept["messages"].as_array().unwrap().len(), 2);
    assert_eq!(kept["messages"][0]["person"], "lin");
    assert_eq!(kept["messages"][0]["content"], "{\"text\":\"你好\"}");
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let feishu = Feishu::start().await;
    let other_app = crate::ids::open_id(&feishu.sim.other_app_id, "lin");
    for (id, code) in [
        (feishu.sim.open_id("outside"), 230_013),
        (feishu.sim.open_id("resigned"), 230_013),
        ("ou_no".into(), 230_001),
        (other_app, 99_992_361),
    ] {
        let (status, body) = send(&feishu, "open_id", &id, "").await;
        assert_eq!((status, &body["code"]), (400, &json!(code)), "{id}");
    }
    let body =
        json!({ "receive_id": feishu.sim.open_id("lin"), "msg_type": "text", "content": { "text": 1 } });
    assert_eq!(
        post(&feishu, "open_id", json!({ "msg_type": "text", "content": "plain" })).await.1["code"],
        230_001
    );
    assert_eq!(post(&feishu, "nickname", body).await.1["code"], 230_001);
    feishu.post("/_sim/app", json!({ "bot": false })).await;
    assert_eq!(send(&feishu, "open_id", "ou_no", "").await.1["code"], 230_006);
    feishu.drop_permission("im:message:send_as_bot").await;
    assert_eq!(send(&feishu, "open_id", "ou_no", "").await.1["code"], 99_991_672);
}

#[tokio::test]
async fn one_person_gets_five_messages_a_second() {
    let feishu = Feishu::start().await;
    feishu.freeze().await;
    let lin = feishu.sim.open_id("lin");
    for _ in 0..5 {
        assert_eq!(send(&feishu, "open_id", &lin, "").await.0, 200);
    }
    assert_eq!(send(&feishu, "open_id", &lin, "").await.1["code"], 230_020);
    feishu.advance(1).await;
    assert_eq!(send(&feishu, "open_id", &lin, "").await.0, 200);
}
