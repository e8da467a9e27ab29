//! Telling applications that a session ended (OpenID Connect Back-Channel Logout 1.0): works off the queue of notices,
//! beside the requests of people, who never wait for it.

mod delivery;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinSet};

use crate::app::App;
use crate::domain::client::Client;
use crate::domain::logout::LogoutNotice;
use crate::store::StoreError;

/// How often the queue is looked at when nobody rings: what other processes queued, and what is due again.
const POLL: Duration = Duration::from_secs(2);
/// How many notices one application gets at a time, so that a slow or dead one holds up nobody but itself.
const AT_ONCE: usize = 4;
/// How long a claimed notice is left alone; longer than one call may take.
const CLAIM: Duration = Duration::from_secs(30);

/// The calls under way, each to a client.
#[derive(Default)]
struct Calls {
    tasks: JoinSet<()>,
    clients: HashMap<Id, String>,
}

/// Delivers notices for as long as it is polled. Whatever is under way when this is dropped is tried again once its claim
/// lapses.
pub async fn tell_applications(app: Arc<App>) {
    let mut calls = Calls::default();
    let mut poll = tokio::time::interval(POLL);
    loop {
        tokio::select! {
            () = app.notices.notified() => {}
            _ = poll.tick() => {}
            () = calls.one_ended() => {}
        }
        if let Err(error) = start_due(&app, &mut calls).await {
            tracing::warn!(cause = %error, "the queue of logout notices could not be worked off");
            // Whatever is wrong with the database is not mended by asking at once again.
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Calls {
    /// Waits until one of them ends; for ever when there is none.
    async fn one_ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => drop(self.clients.remove(&id)),
            Some(Err(panicked)) => drop(self.clients.remove(&panicked.id())),
            None => std::future::pending().await,
        }
    }

    /// How many more a client may get now.
    fn free(&self, client_id: &str) -> usize {
        AT_ONCE.saturating_sub(self.clients.values().filter(|client| *client == client_id).count())
    }

    fn start(&mut self, app: &Arc<App>, client: &Arc<Client>, notice: LogoutNotice) {
        let call = self.tasks.spawn(delivery::attempt(Arc::clone(app), Arc::clone(client), notice));
        self.clients.insert(call.id(), client.id.clone());
    }
}

/// Starts what is due and may start.
async fn start_due(app: &Arc<App>, calls: &mut Calls) -> Result<(), StoreError> {
    let due = app.store.read().await?.clients_to_notify(app.now()).await?;
    for client_id in due {
        let free = calls.free(&client_id);
        if free == 0 {
            continue;
        }
        let client = app.client(&client_id).await?;
        let now = app.now();
        let mut tx = app.store.write().await?;
        match client.filter(|client| client.backchannel_logout_uri.is_some()) {
            None => {
                tx.drop_notices_to(&client_id).await?;
                tx.commit().await?;
            }
            Some(client) => {
                let limit = i64::try_from(free).unwrap_or(i64::MAX);
                let notices = tx.claim_notices(&client_id, now, now.plus(CLAIM), limit).await?;
                tx.commit().await?;
                let client = Arc::new(client);
                for notice in notices {
                    calls.start(app, &client, notice);
                }
            }
        }
    }
    Ok(())
}
