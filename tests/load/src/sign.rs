//! What one core can sign: the key ring itself, which keeps its keys parsed, on the claims of a service's token.

use std::sync::Arc;
use std::time::Duration;

use larkgate::config::Database;
use larkgate::domain::key::Algorithm;
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::keys::{KeyRing, Seal};
use larkgate::store::Store;
use serde_json::json;
use tokio::time::Instant;

use crate::process::{Cores, output, pinned};

/// How many signatures are made between two looks at the clock.
const AT_ONCE: u32 = 20;

/// Signs for `time`; returns how many were made a second.
pub(crate) async fn sign(algorithm: Algorithm, time: Duration) -> anyhow::Result<f64> {
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
    let (began, mut made) = (Instant::now(), 0);
    while began.elapsed() < time {
        for _ in 0..AT_ONCE {
            ring.sign(algorithm, "at+jwt", &claims, now)?;
        }
        made += AT_ONCE;
    }
    Ok(f64::from(made) / began.elapsed().as_secs_f64())
}

/// The same in a process of its own, on larkgate's core.
pub(crate) fn on_its_core(cores: Cores, algorithm: Algorithm, time: Duration) -> anyhow::Result<f64> {
    let said = output(
        pinned(cores.server, std::env::current_exe()?)
            .args(["sign", algorithm.as_str(), "--milliseconds", &time.as_millis().to_string()]),
    )?;
    Ok(said.trim().parse()?)
}
