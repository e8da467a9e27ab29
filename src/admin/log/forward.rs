//! Forwards every line of the audit log, in order and at least once. How far is noted in the database, so no crash loses
//! one; and of several servers one forwards at a time.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::sink;
use crate::admin::api::audit::AuditLine;
use crate::app::App;
use crate::config::{Database, ForwardTo};
use crate::domain::id::AuditId;
use crate::domain::token::{Entropy, Opaque};
use crate::store::{AuditRow, Settled, StoreError};

/// How often new lines are looked for.
const POLL: Duration = Duration::from_secs(1);
/// How long it is waited after a failure.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a server that fell silent keeps the others from forwarding.
const LEASE: Duration = Duration::from_secs(15);
/// How many lines are written at a time.
const BATCH: i64 = 500;

/// Why lines wait.
#[derive(Debug, thiserror::Error)]
enum ForwardError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sink(#[from] io::Error),
}

/// Whoever forwards in this process.
#[derive(Debug, Clone)]
pub struct Forwarder {
    /// By which the database knows it.
    name: String,
    is_one_of_several: bool,
}

/// A line on its way. The mark tells it from the other lines where both are on standard output.
#[derive(Serialize)]
struct Forwarded {
    log: &'static str,
    #[serde(flatten)]
    line: AuditLine,
}

impl Forwarder {
    /// One for this database. A SQLite file has one server, which after a crash need not wait for itself.
    pub fn new(database: &Database, entropy: &dyn Entropy) -> Self {
        match database {
            Database::Sqlite(_) => Self { name: "the server".to_owned(), is_one_of_several: false },
            Database::Postgres(_) => {
                Self { name: Opaque::new(entropy).reveal().to_owned(), is_one_of_several: true }
            }
        }
    }

    /// Forwards for as long as it is polled, if that is asked for.
    pub async fn forward(self, app: Arc<App>) {
        let Some(to) = app.config.audit.forward.clone() else { return };
        let mut settled = Settled::default();
        let mut is_failing = false;
        loop {
            match self.look(&app, &to, &mut settled).await {
                Ok(()) => {
                    if std::mem::take(&mut is_failing) {
                        tracing::info!("audit lines are forwarded again");
                    }
                    tokio::time::sleep(POLL).await;
                }
                Err(error) => {
                    if !std::mem::replace(&mut is_failing, true) {
                        tracing::error!(cause = %error, "audit lines cannot be forwarded; they wait in the database");
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Lets another server forward at once, when this one stops.
    pub async fn release(&self, app: &App) {
        if app.config.audit.forward.is_none() {
            return;
        }
        let released = async {
            let mut tx = app.store.write().await?;
            tx.release_forwarding(&self.name).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(cause = %error, "forwarding could not be handed over");
        }
    }

    async fn look(&self, app: &App, to: &ForwardTo, settled: &mut Settled) -> Result<(), ForwardError> {
        let mut tx = app.store.read().await?;
        tx.settle_audit(settled).await?;
        let known = tx.forwarding().await?;
        drop(tx);
        let end = settled.to().filter(|end| **end > known.forwarded_to);
        let is_held = known.holder.as_ref() == Some(&self.name);
        let renew_from = if is_held { known.held_until.minus(LEASE / 2) } else { known.held_until };
        let must_renew = self.is_one_of_several && renew_from < app.now();
        if end.is_none() && !must_renew {
            return Ok(());
        }
        let mut tx = app.store.write().await?;
        let from = tx.hold_forwarding(&self.name, app.now(), app.now().plus(LEASE)).await?;
        tx.commit().await?;
        match (from, end) {
            (Some(from), Some(end)) => self.forward_between(app, to, from, end).await,
            _ => Ok(()),
        }
    }

    async fn forward_between(
        &self,
        app: &App,
        to: &ForwardTo,
        mut from: AuditId,
        end: &AuditId,
    ) -> Result<(), ForwardError> {
        loop {
            let rows = app.store.read().await?.audit_between(&from, end, BATCH).await?;
            let Some(last) = rows.last().map(|row| row.id.clone()) else { return Ok(()) };
            let (to, lines) = (to.clone(), lines(rows)?);
            // A full disk or a reader that stands still holds up nothing but this.
            tokio::task::spawn_blocking(move || sink::write(&to, &lines))
                .await
                .map_err(io::Error::other)??;
            let mut tx = app.store.write().await?;
            let is_ours = tx.note_forwarded(&self.name, &last, app.now().plus(LEASE)).await?;
            tx.commit().await?;
            if !is_ours {
                return Ok(());
            }
            from = last;
        }
    }
}

fn lines(rows: Vec<AuditRow>) -> Result<String, io::Error> {
    let mut lines = String::new();
    for row in rows {
        lines.push_str(&serde_json::to_string(&Forwarded { log: "audit", line: row.into() })?);
        lines.push('\n');
    }
    Ok(lines)
}
