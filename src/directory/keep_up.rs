//! What is done of itself: reading again, forgetting, signing out.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::MissedTickBehavior;

use super::{Look, warn};
use crate::app::App;
use crate::connectors::{Connector, Directory, Gone, UpstreamError, UpstreamErrorKind};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::time::Timestamp;
use crate::store::{DirectoryTurn, StoreError, Tx};

/// How often it is looked whose turn it is.
const EVERY: Duration = Duration::from_secs(1);
/// How many are read at a time. Each costs Feishu two questions for groups, of which it answers 1000 a minute: 480 leave room
/// for another process and for sign-ins.
const AT_ONCE: i64 = 4;
/// How long others leave a turn alone that somebody took; longer than reading may take.
const CLAIM: Duration = Duration::from_secs(120);
/// How often what is too old is forgotten.
const FORGET: Duration = Duration::from_secs(60);
/// A directory that does not answer is left alone for this long at first, twice as long each time, and never longer than the
/// other.
const PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(15 * 60));

/// Reads again, forgets and signs out for as long as it is polled.
pub async fn keep_up(app: Arc<App>) {
    let (mut state, mut every) = (State::default(), tokio::time::interval(EVERY));
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(error) = round(&app, &mut state).await {
            tracing::warn!(cause = %error, "what is known of the directory could not be kept up");
        }
    }
}

/// What one process remembers between rounds.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether those were let in line who were signed in before the directory was read.
    begun: bool,
    /// When what is too old is forgotten again.
    forget_at: Option<Timestamp>,
    /// By connector.
    pauses: HashMap<String, Pause>,
}

/// A directory that is left alone.
#[derive(Debug, Default)]
struct Pause {
    until: Option<Timestamp>,
    length: Duration,
}

pub(super) async fn round(app: &App, state: &mut State) -> Result<(), StoreError> {
    if state.forget_at.is_none_or(|at| at <= app.now()) {
        forget(app).await?;
        state.forget_at = Some(app.now().plus(FORGET));
    }
    if !state.begun {
        begin(app).await?;
        state.begun = true;
    }
    for connector in &app.connectors {
        let Some(directory) = connector.directory() else { continue };
        let pause = state.pauses.entry(connector.id().to_owned()).or_default();
        if pause.until.is_none_or(|until| until <= app.now()) {
            read_due(app, &**connector, directory, pause).await?;
        }
    }
    Ok(())
}

/// Forgets what is too old, or of a directory that is not read any more.
async fn forget(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    for connector in &app.config.connectors {
        let people = tx.forget_memberships(&connector.id, connector.believed_since(app.now())).await?;
        if people > 0 {
            tracing::warn!(
                connector = connector.id,
                people,
                "where people stand in the directory is forgotten"
            );
        }
    }
    tx.commit().await
}

/// Has read whoever was signed in before the configuration said that the directory is read.
async fn begin(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    for connector in app.connectors.iter().filter(|connector| connector.directory().is_some()) {
        tx.begin_directory(connector.id(), app.now(), app.used_since()).await?;
    }
    tx.commit().await
}

/// Reads a few of those whose turn it is.
async fn read_due(
    app: &App,
    connector: &dyn Connector,
    directory: &dyn Directory,
    pause: &mut Pause,
) -> Result<(), StoreError> {
    let turns = take_turns(app, connector.id()).await?;
    if turns.is_empty() {
        return Ok(());
    }
    let looks = join_all(turns.iter().map(|turn| Look::now(app, directory, &turn.open_id))).await;
    match looks.iter().find_map(Look::unwell) {
        None => *pause = Pause::default(),
        Some(error) => {
            pause.lengthen(app.now(), error);
            warn(connector, error, "the directory is left alone for a while");
        }
    }
    settle(app, connector, turns.into_iter().zip(looks)).await
}

async fn take_turns(app: &App, connector: &str) -> Result<Vec<DirectoryTurn>, StoreError> {
    let now = app.now();
    if !app.store.read().await?.directory_is_due(connector, now).await? {
        return Ok(Vec::new());
    }
    let mut tx = app.store.write().await?;
    tx.retire_from_directory(connector, now, app.used_since()).await?;
    let turns = tx.claim_directory(connector, now, now.plus(CLAIM), AT_ONCE).await?;
    tx.commit().await?;
    Ok(turns)
}

async fn settle(
    app: &App,
    connector: &dyn Connector,
    looks: impl Iterator<Item = (DirectoryTurn, Look)>,
) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    let mut somebody_is_out = false;
    for (turn, look) in looks {
        look.write(&mut tx, (connector.id(), &turn.open_id)).await?;
        if let Some(gone) = look.gone() {
            put_out(app, &mut tx, connector, &turn, gone).await?;
            somebody_is_out = true;
        }
    }
    tx.commit().await?;
    if somebody_is_out {
        app.notices.notify_one();
    }
    Ok(())
}

/// Ends everything that the person has, their API tokens too. The account stays as it is: whoever comes back can sign in
/// again.
async fn put_out(
    app: &App,
    tx: &mut Tx,
    connector: &dyn Connector,
    turn: &DirectoryTurn,
    gone: Gone,
) -> Result<(), StoreError> {
    let now = app.now();
    tx.end_everything_of(&turn.account_id, now).await?;
    let mut event = AuditEvent::new(now, EventKind::AccountGone);
    event.account = Some(turn.account_id.clone());
    event.identity = Some(format!("{}:{}", connector.id(), turn.open_id));
    event.reason = Some(gone.word().to_owned());
    tracing::info!(account = %turn.account_id, reason = gone.word(), "somebody is gone and signed out everywhere");
    tx.append_audit(&event).await?;
    for token in tx.revoke_api_tokens_behind(&turn.account_id, now).await? {
        let mut revoked = AuditEvent { kind: EventKind::ApiTokenRevoked, ..event.clone() };
        revoked.change = Some(serde_json::json!({ "before": token, "after": null }));
        tx.append_audit(&revoked).await?;
    }
    Ok(())
}

impl Pause {
    fn lengthen(&mut self, now: Timestamp, error: &UpstreamError) {
        let (shortest, longest) = PAUSE;
        self.length = (self.length * 2).clamp(shortest, longest);
        let asked = match error.kind {
            UpstreamErrorKind::RateLimited { retry_after } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        self.until = Some(now.plus(self.length.max(asked)));
    }
}
