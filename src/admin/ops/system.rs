//! The system: what runs, on what, how it was told to, and whether it is well.

use super::{Desk, OpError};
use crate::app::App;
use crate::connectors::UpstreamError;
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::time::Timestamp;
use crate::store::{DatabaseFacts, FailingNotices, Forwarding};

/// How many applications that fail are named.
const MOST: i64 = 20;

/// What is known of the whole, by the process that is asked.
#[derive(Debug)]
pub struct System {
    /// The program's version.
    pub version: &'static str,
    /// When this process started.
    pub started: Timestamp,
    /// The database.
    pub database: DatabaseFacts,
    /// Whether this process hears of every change that another makes.
    pub is_current: bool,
    /// When what lapsed was removed last by this process.
    pub swept_at: Option<Timestamp>,
    /// How far the audit log is forwarded, where it is.
    pub forwarding: Option<Forwarding>,
    /// Since when the first line waits that is not forwarded, where lines are.
    pub waiting_since: Option<Timestamp>,
    /// Applications that do not take their logout notices.
    pub notices: Vec<FailingNotices>,
    /// Every option in effect, without secrets.
    pub options: Vec<(String, String)>,
}

/// What is known of it.
///
/// # Errors
/// When the actor may not see it, or the database fails.
pub async fn state(desk: &Desk<'_>, app: &App) -> Result<System, OpError> {
    let mut tx = desk.reading(Permission::ReadSystem).await?;
    let is_forwarded = desk.config.audit.forward.is_some();
    Ok(System {
        version: env!("CARGO_PKG_VERSION"),
        started: app.started,
        database: tx.database_facts().await?,
        is_current: desk.store.feed().is_current(),
        swept_at: app.swept_at(),
        forwarding: if is_forwarded { Some(tx.forwarding().await?) } else { None },
        waiting_since: if is_forwarded { tx.unforwarded_since().await? } else { None },
        notices: tx.failing_notices(MOST).await?,
        options: desk.config.shown(),
    })
}

/// Has a connector show its credentials to its upstream, and says what that has against them. It is asked at most every ten
/// seconds; the audit log takes note.
///
/// # Errors
/// When the actor may not, there is no such connector, or the database fails.
pub async fn check(desk: &Desk<'_>, app: &App, id: &str) -> Result<Result<(), UpstreamError>, OpError> {
    desk.actor.require(Permission::CheckSystem)?;
    let not_found = || OpError::NotFound { what: "connector", name: id.to_owned() };
    let connector = app.connector(id).ok_or_else(not_found)?;
    let outcome = app.checks.of(connector, desk.now).await;
    app.health.note(id, desk.now, &outcome);
    let mut event = desk.event(EventKind::ConnectorChecked);
    event.identity = Some(id.to_owned());
    event.reason = Some(match &outcome {
        Ok(()) => "ok".to_owned(),
        Err(error) => {
            let code = error.code.map_or_else(String::new, |code| format!(" ({code})"));
            format!("{}{code}", error.kind.word())
        }
    });
    let mut tx = desk.store.write().await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(outcome)
}
