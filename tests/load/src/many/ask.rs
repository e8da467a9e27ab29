//! Every list, search and page of the console, as its browser asks for them, and files with everything.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use larkgate::config::Config;
use larkgate::domain::account::{Identity, Profile};
use larkgate::domain::admin::{Role, Who};
use larkgate::domain::id::SessionId;
use larkgate::domain::session::{Device, Session};
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::domain::token::{Opaque, SystemEntropy};
use larkgate::store::{Bound, Store};
use reqwest::header::COOKIE;
use tokio::time::Instant;

use super::Size;
use super::questions;
use crate::bench::Bench;
use crate::figures::{count, time};
use crate::gate::Place;
use crate::process::Pinned;

/// How often each is asked for, about something else every time.
const TIMES: u64 = 100;
/// How often it is looked how much memory the server has.
const LOOK: Duration = Duration::from_millis(50);

/// Somebody who is signed in as an auditor; returns the cookie's value.
pub(super) async fn admin(config: &Config) -> anyhow::Result<String> {
    let store = Store::connect(&config.database).await?;
    let (entropy, now) = (SystemEntropy, SystemClock.now());
    let mut tx = store.write().await?;
    let identity = Identity {
        connector: "feishu".to_owned(),
        open_id: "ou_auditor".to_owned(),
        union_id: None,
        user_id: None,
        tenant_key: "1a2b3c4d5e6f7a8b".to_owned(),
        profile: Profile { name: Some("审计员".to_owned()), ..Profile::default() },
    };
    let (Bound::New(bound) | Bound::Known(bound)) = tx.bind(&identity, now, &entropy).await? else {
        bail!("somebody else has this sub")
    };
    let account = bound.account.id;
    tx.set_role(&account, Role::Auditor, &Who::CommandLine("load".to_owned()), now).await?;
    let (id, cookie) = (SessionId::new(&entropy), Opaque::new(&entropy));
    tx.insert_session(&Session {
        id: id.clone(),
        token: cookie.hash(),
        account,
        auth_time: now,
        chain: id,
        last_used_at: now,
        expires_at: now.plus(config.lifetimes.session),
        device: Device::default(),
    })
    .await?;
    tx.commit().await?;
    store.close().await;
    Ok(cookie.reveal().to_owned())
}

/// An auditor's browser.
pub(super) struct Browser {
    http: reqwest::Client,
    url: String,
    cookie: String,
}

impl Browser {
    pub(super) fn new(place: &Place, cookie: &str) -> anyhow::Result<Self> {
        let http =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
        Ok(Self { http, url: place.url(), cookie: format!("larkgate={cookie}") })
    }

    async fn get(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        let answer = self.http.get(format!("{}{path}", self.url)).header(COOKIE, &self.cookie).send().await?;
        ensure!(answer.status() == 200, "{path}: {}", answer.status());
        Ok(answer)
    }
}

/// Asks each question, and says how long the answers took.
pub(super) async fn everything(
    bench: &Bench,
    browser: &Browser,
    database: &str,
    size: Size,
) -> anyhow::Result<Vec<[String; 5]>> {
    let mut rows = Vec::new();
    for question in questions::all(size) {
        let mut took = Vec::new();
        for turn in 0..TIMES {
            let (path, word) = question.ask(turn);
            let began = Instant::now();
            let body = browser.get(&path).await?.text().await?;
            took.push(began.elapsed());
            ensure!(body.contains(&word), "{path}: no {word:?} in the answer");
        }
        took.sort_unstable();
        let at = |share: usize| {
            time(took.get(took.len() * share / 100).or(took.last()).copied().unwrap_or_default())
        };
        let row = [question.name.to_owned(), database.to_owned(), at(50), at(95), at(100)];
        bench.say(&row.join(", "));
        rows.push(row);
    }
    Ok(rows)
}

/// Takes whole files away, and looks how much memory the server has meanwhile.
pub(super) async fn files(
    browser: &Browser,
    gate: &Pinned,
    database: &str,
) -> anyhow::Result<Vec<[String; 6]>> {
    let mut rows = Vec::new();
    for (name, path) in [
        ("accounts, CSV", "/admin/accounts.csv"),
        ("accounts, JSON lines", "/admin/accounts.jsonl"),
        ("audit log, CSV", "/admin/audit.csv"),
        ("audit log, JSON lines", "/admin/audit.jsonl"),
    ] {
        let (before, began) = (gate.resident()?, Instant::now());
        let (mut most, mut lines, mut looked) = (before, 0_usize, Instant::now());
        let mut answer = browser.get(path).await?;
        while let Some(piece) = answer.chunk().await.with_context(|| format!("{path} broke off"))? {
            lines += piece.iter().filter(|byte| **byte == b'\n').count();
            if looked.elapsed() >= LOOK {
                (most, looked) = (most.max(gate.resident()?), Instant::now());
            }
        }
        let rate = lines as f64 / began.elapsed().as_secs_f64();
        let megabytes = |amount: f64| format!("{amount:.1} MB");
        rows.push([
            name.to_owned(),
            database.to_owned(),
            count(lines as f64),
            count(rate),
            megabytes(before),
            megabytes(most),
        ]);
    }
    Ok(rows)
}
