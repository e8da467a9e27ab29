//! Owns pushing events: the url_verification challenge, deliveries, and retries on the simulated clock.

use actix_web::web::{Data, Json, ServiceConfig, get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::{Host, Url};

use crate::answer::Answer;
use crate::chance;
use crate::config::Events;
use crate::event_crypto::{encrypt, signature};
use crate::event_shapes::{Wanted, body};
use crate::record::Record;
use crate::world::{Sim, World};

/// Seconds from each failure to the next try.
const RETRY_AFTER: [i64; 4] = [15, 300, 3600, 21_600];

/// Settings and everything that was pushed.
pub(crate) struct EventBox {
    callback_url: Option<String>,
    encrypt_key: Option<String>,
    pub(crate) verification_token: String,
    pushed: Vec<Pushed>,
}

#[derive(Clone, Serialize)]
struct Attempt {
    at: i64,
    /// Null when nothing answered.
    status: Option<u16>,
    body: String,
}

/// One event; retries send the same bytes and headers.
#[derive(Clone, Serialize)]
struct Pushed {
    event_id: String,
    event_type: String,
    #[serde(skip)]
    headers: Vec<(&'static str, String)>,
    #[serde(skip)]
    body: String,
    attempts: Vec<Attempt>,
    next_at: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    callback_url: Option<String>,
    encrypt_key: Option<String>,
    verification_token: Option<String>,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/_sim/events", post().to(push))
        .route("/_sim/events", get().to(list))
        .route("/_sim/events/challenge", post().to(challenge))
        .route("/_sim/event-settings", post().to(settings));
}

impl EventBox {
    pub(crate) fn new(settings: &Events, record: &mut Record) -> Self {
        record.secret("verification_token", &settings.verification_token);
        if let Some(key) = &settings.encrypt_key {
            record.secret("encrypt_key", key);
        }
        Self {
            callback_url: settings.callback_url.clone(),
            encrypt_key: settings.encrypt_key.clone(),
            verification_token: settings.verification_token.clone(),
            pushed: Vec::new(),
        }
    }

    /// The callback address, if it is on this computer.
    fn target(&self) -> Option<Url> {
        let url = Url::parse(self.callback_url.as_deref()?).ok()?;
        let loopback = match url.host()? {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            Host::Domain(name) => name == "localhost",
        };
        loopback.then_some(url)
    }

    fn envelope(&self, text: &Value, plain: bool) -> String {
        match self.encrypt_key.as_deref().filter(|_| !plain) {
            None => text.to_string(),
            Some(key) => {
                let sealed = encrypt(key, chance::bytes(), &text.to_string()).unwrap_or_default();
                json!({ "encrypt": sealed }).to_string()
            }
        }
    }

    fn headers(&self, wanted: &Wanted, now: i64, body: &str) -> Vec<(&'static str, String)> {
        let Some(key) = self.encrypt_key.as_deref().filter(|_| !wanted.unsigned) else { return Vec::new() };
        let (timestamp, nonce) = (now.to_string(), chance::hex_text::<8>());
        let key = if wanted.bad_signature { "not-the-key" } else { key };
        let signature = signature(&timestamp, &nonce, key, body);
        vec![
            ("X-Lark-Request-Timestamp", timestamp),
            ("X-Lark-Request-Nonce", nonce),
            ("X-Lark-Signature", signature),
        ]
    }
}

async fn settings(sim: Data<Sim>, new: Json<Settings>) -> Answer {
    let mut world = sim.world();
    let new = new.into_inner();
    if let Some(url) = new.callback_url {
        world.events.callback_url = Some(url);
    }
    if let Some(key) = new.encrypt_key {
        world.record.secret("encrypt_key", &key);
        world.events.encrypt_key = Some(key).filter(|key| !key.is_empty());
    }
    if let Some(token) = new.verification_token {
        world.record.secret("verification_token", &token);
        world.events.verification_token = token;
    }
    let events = &world.events;
    Answer::flat(json!({ "callback_url": events.callback_url, "loopback": events.target().is_some() }))
}

async fn list(sim: Data<Sim>) -> Answer {
    Answer::flat(json!({ "events": sim.world().events.pushed }))
}

/// Saving the request URL in the console: an unsigned challenge, which must come back.
async fn challenge(sim: Data<Sim>) -> Answer {
    let word = chance::hex_text::<16>();
    let (target, body) = {
        let events = &sim.world().events;
        let text =
            json!({ "challenge": word, "token": events.verification_token, "type": "url_verification" });
        (events.target(), events.envelope(&text, false))
    };
    let Some(target) = target else { return nowhere() };
    let (status, answer) = send(&sim, target, &[], body).await;
    let parsed: Value = serde_json::from_str(&answer).unwrap_or_default();
    let ok = status == Some(200) && parsed.get("challenge") == Some(&json!(word));
    Answer::flat(json!({ "ok": ok, "status": status, "body": answer }))
}

fn nowhere() -> Answer {
    Answer::refused(400, 400, "no callback_url on a loopback address is set")
}

async fn push(sim: Data<Sim>, wanted: Json<Wanted>) -> Answer {
    let prepared = prepare(&mut sim.world(), &wanted);
    let index = match prepared {
        Ok(index) => index,
        Err(refusal) => return refusal,
    };
    let tries = if wanted.duplicate { 2 } else { 1 };
    for _ in 0..tries {
        let now = sim.world().now();
        attempt(&sim, index, now).await;
    }
    let world = sim.world();
    Answer::flat(json!(world.events.pushed.get(index)))
}

fn prepare(world: &mut World, wanted: &Wanted) -> Result<usize, Answer> {
    if world.events.target().is_none() {
        return Err(nowhere());
    }
    let (event_id, text) = body(world, wanted)?;
    let body = world.events.envelope(&text, wanted.plain);
    let headers = world.events.headers(wanted, world.now(), &body);
    let event_type = wanted.kind.clone();
    world.events.pushed.push(Pushed {
        event_id,
        event_type,
        headers,
        body,
        attempts: Vec::new(),
        next_at: None,
    });
    Ok(world.events.pushed.len() - 1)
}

/// One delivery; a failure plans the next.
async fn attempt(sim: &Sim, index: usize, at: i64) {
    let prepared = {
        let world = sim.world();
        let target = world.events.target();
        target.zip(world.events.pushed.get(index).map(|event| (event.headers.clone(), event.body.clone())))
    };
    let Some((target, (headers, body))) = prepared else { return };
    let (status, body) = send(sim, target, &headers, body).await;
    let mut world = sim.world();
    let Some(event) = world.events.pushed.get_mut(index) else { return };
    let failures = event.attempts.iter().filter(|attempt| attempt.status != Some(200)).count();
    event.next_at = match status {
        Some(200) => None,
        _ => RETRY_AFTER.get(failures).map(|pause| at + pause),
    };
    event.attempts.push(Attempt { at, status, body });
}

/// Every retry that the clock has passed, in the order of their times.
pub(crate) async fn deliver_due(sim: &Sim) {
    loop {
        let due = {
            let world = sim.world();
            let now = world.now();
            let waiting = world.events.pushed.iter().enumerate();
            let due =
                waiting.filter_map(|(index, event)| Some((event.next_at.filter(|at| *at <= now)?, index)));
            due.min()
        };
        let Some((at, index)) = due else { return };
        attempt(sim, index, at).await;
    }
}

async fn send(
    sim: &Sim,
    target: Url,
    headers: &[(&'static str, String)],
    body: String,
) -> (Option<u16>, String) {
    let mut request =
        sim.http.post(target).header("Content-Type", "application/json; charset=utf-8").body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            (Some(status), response.text().await.unwrap_or_default())
        }
        Err(error) => (None, error.to_string()),
    }
}
