//! Event pushes: signed, encrypted, retried on the simulated clock.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Feishu;
use crate::event_crypto::signature;
use crate::ids::sha256;
use crate::{Config, Events};

const KEY: &str = "test key";

/// Header lines (lower case) and body of one request.
type Received = (Vec<String>, String);

/// A callback that remembers what came; answers 200, or the statuses it was told, and echoes challenges.
#[derive(Clone, Default)]
struct Callback {
    received: Arc<Mutex<Vec<Received>>>,
    statuses: Arc<Mutex<VecDeque<u16>>>,
}

impl Callback {
    fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hooks/feishu/events", listener.local_addr().unwrap());
        let callback = self.clone();
        std::thread::spawn(move || listener.incoming().for_each(|stream| callback.answer(&stream.unwrap())));
        address
    }

    fn answer(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim() {
                "" => break,
                line => headers.push(line.to_owned()),
            }
        }
        let length = value(&headers, "content-length").parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        let status = self.statuses.lock().unwrap().pop_front().unwrap_or(200);
        let text = json!({ "challenge": opened(&body)["challenge"] }).to_string();
        self.received.lock().unwrap().push((headers, body));
        let head =
            format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", text.len());
        stream.write_all(format!("{head}{text}").as_bytes()).unwrap();
    }

    fn taken(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.lock().unwrap())
    }
}

fn value(headers: &[String], name: &str) -> String {
    let split = headers.iter().filter_map(|line| line.split_once(": "));
    split
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.to_owned())
        .next()
        .unwrap_or_default()
}

fn opened(body: &str) -> Value {
    let envelope: Value = serde_json::from_str(body).unwrap();
    let Some(sealed) = envelope["encrypt"].as_str() else { return envelope };
    let raw = STANDARD.decode(sealed).unwrap();
    let (iv, sealed) = raw.split_at(16);
    let key = UnboundCipherKey::new(&AES_256, &sha256(KEY.as_bytes())).unwrap();
    let iv = DecryptionContext::Iv128(FixedLength::from(<[u8; 16]>::try_from(iv).unwrap()));
    let mut sealed = sealed.to_vec();
    let text = PaddedBlockDecryptingKey::cbc_pkcs7(key).unwrap().decrypt(&mut sealed, iv).unwrap().to_vec();
    serde_json::from_slice(&text).unwrap()
}

async fn started() -> (Feishu, Callback) {
    let callback = Callback::default();
    let events = Events {
        callback_url: Some(callback.listen()),
        encrypt_key: Some(KEY.into()),
        verification_token: "vt".into(),
    };
    (Feishu::with(Config { events, ..Config::default() }).await, callback)
}

#[tokio::test]
async fn an_event_is_encrypted_and_signed_over_the_raw_body() {
    let (feishu, callback) = started().await;
    let wanted = json!({ "type": "contact.user.deleted_v3", "person": "chen" });
    let (_, pushed) = feishu.post("/_sim/events", wanted).await;
    let (headers, body) = callback.taken().pop().unwrap();
    let expected = signature(
        &value(&headers, "X-Lark-Request-Timestamp"),
        &value(&headers, "X-Lark-Request-Nonce"),
        KEY,
        &body,
    );
    assert_eq!(value(&headers, "X-Lark-Signature"), expected);
    let event = opened(&body);
    assert_eq!(event["header"]["event_id"], pushed["event_id"]);
    assert_eq!((&event["schema"], &event["header"]["token"]), (&json!("2.0"), &json!("vt")));
    assert_eq!(event["header"]["app_id"], feishu.sim.app_id);
    assert_eq!(event["event"]["object"]["open_id"], feishu.sim.open_id("chen"));
    assert_eq!(event["event"]["object"]["department_ids"], json!([]));
    assert_eq!(event["event"]["old_object"]["open_id"], feishu.sim.open_id("chen"));
}

#[tokio::test]
async fn the_challenge_is_encrypted_and_unsigned() {
    let (feishu, callback) = started().await;
    assert_eq!(feishu.post("/_sim/events/challenge", json!({})).await.1["ok"], true);
    let (headers, body) = callback.taken().pop().unwrap();
    assert_eq!(value(&headers, "X-Lark-Signature"), "");
    assert!(body.starts_with("{\"encrypt\":"));
    assert_eq!(opened(&body)["type"], "url_verification");
}

#[tokio::test]
async fn failures_are_retried_at_fifteen_seconds_five_minutes_one_and_six_hours() {
    let (feishu, callback) = started().await;
    feishu.freeze().await;
    callback.statuses.lock().unwrap().extend([500; 5]);
    feishu.post("/_sim/events", json!({ "type": "contact.user.updated_v3", "person": "lin" })).await;
    let mut bodies = callback.taken();
    for pause in [15, 300, 3600, 21_600] {
        feishu.advance(pause - 1).await;
        assert!(callback.taken().is_empty());
        feishu.advance(1).await;
        bodies.extend(callback.taken());
    }
    feishu.advance(1_000_000).await;
    assert!(callback.taken().is_empty());
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|received| *received == bodies[0]));
}

#[tokio::test]
async fn one_large_step_delivers_every_due_retry_until_one_succeeds() {
    let (feishu, callback) = started().await;
    callback.statuses.lock().unwrap().extend([500, 500, 200]);
    feishu.post("/_sim/events", json!({ "type": "contact.user.updated_v3", "person": "lin" })).await;
    feishu.advance(100_000).await;
    assert_eq!(callback.taken().len(), 3);
    let listed = feishu.get("/_sim/events").await;
    assert_eq!(listed["events"][0]["next_at"], Value::Null);
    assert_eq!(listed["events"][0]["attempts"][1]["status"], 500);
}

#[tokio::test]
async fn variants_are_wrong_in_one_thing_each() {
    let (feishu, callback) = started().await;
    let kind = "contact.user.updated_v3";
    for (flag, pointer, right) in [
        ("wrong_token", "/header/token", "vt".to_owned()),
        ("wrong_app_id", "/header/app_id", feishu.sim.app_id.clone()),
        ("wrong_tenant", "/header/tenant_key", feishu.sim.tenant_key.clone()),
    ] {
        feishu.post("/_sim/events", json!({ "type": kind, "person": "lin", flag: true })).await;
        let event = opened(&callback.taken()[0].1);
        assert_ne!(event.pointer(pointer).unwrap(), &json!(right), "{flag}");
    }
    feishu.post("/_sim/events", json!({ "type": kind, "person": "lin", "duplicate": true })).await;
    let twice = callback.taken();
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0], twice[1]);
    feishu.post("/_sim/events", json!({ "type": kind, "shape": "1.0", "event": { "a": 1 } })).await;
    let event = opened(&callback.taken()[0].1);
    assert!(event.get("schema").is_none());
    assert_eq!((&event["type"], &event["event"]["type"]), (&json!("event_callback"), &json!(kind)));
    feishu.post("/_sim/events", json!({ "type": kind, "unsigned": true, "plain": true })).await;
    let (headers, body) = callback.taken().pop().unwrap();
    assert_eq!(value(&headers, "X-Lark-Signature"), "");
    assert!(body.contains("\"schema\""));
}

#[tokio::test]
async fn only_loopback_addresses_are_called() {
    let feishu = Feishu::start().await;
    let wanted = json!({ "type": "contact.user.updated_v3", "person": "lin" });
    for url in ["http://192.0.2.1/hook", "http://example.com/hook"] {
        feishu.post("/_sim/event-settings", json!({ "callback_url": url })).await;
        assert_eq!(feishu.post("/_sim/events", wanted.clone()).await.0, 400);
    }
}
