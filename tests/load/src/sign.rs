//! What one core can sign: the key ring itself, which keeps its keys parsed, on the claims of a service's token.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use larkgate::config::Database;
use larkgate::domain::key::Algorithm;
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::keys::{KeyRing, Seal};
use larkgate::store::Store;
use serde_json::json;
use tokio::time::Instant;

use crate::process::{self, Cores, output, pinned};

/// How many signatures are made between two looks at the clock.
const AT_ONCE: u32 = 20;

/// How many signatures one core makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed {
    pub(crate) per_second: f64,
    /// Processor time of one, in microseconds: the same on a busy machine.
    pub(crate) cpu: f64,
}

/// Signs for `time`, which is a second or more.
pub(crate) async fn sign(algorithm: Algorithm, time: Duration) -> anyhow::Result<Signed> {
    let folder = tempfile::tempdir()?;
    let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await?;
    let seal = Arc::new(Seal::new(&[7; 32])?);
    let now = SystemClock.now();
    let ring = KeyRing::open(&store, &seal, now).await?;
    let claims = json!({
        "iss": "https://sso.example.com", "sub": "service", "aud": ["https://sso.example.com"], "client_id": "service",
        "scope": "reports.read", "exp": now.seconds() + 600, "iat": now.seconds(),
        "jti": "client.Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm8",
    });
    let (began, before, mut made) = (Instant::now(), process::own_cpu()?, 0);
    while began.elapsed() < time {
        for _ in 0..AT_ONCE {
            ring.sign(algorithm, "at+jwt", &claims, now)?;
        }
        made += AT_ONCE;
    }
    let made = f64::from(made);
    let cpu = (process::own_cpu()? - before).as_secs_f64() * 1e6 / made;
    Ok(Signed { per_second: made / began.elapsed().as_secs_f64(), cpu })
}

/// The same in a process of its own, on larkgate's core.
pub(crate) fn on_its_core(cores: Cores, algorithm: Algorithm, time: Duration) -> anyhow::Result<Signed> {
    let said = output(pinned(cores.server, std::env::current_exe()?).args([
        "sign",
        algorithm.as_str(),
        "--milliseconds",
        &time.as_millis().to_string(),
    ]))?;
    let (per_second, cpu) = said.trim().split_once(' ').context("two numbers")?;
    Ok(Signed { per_second: per_second.parse()?, cpu: cpu.parse()? })
}
