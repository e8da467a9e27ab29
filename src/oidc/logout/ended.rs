//! What a logout ended: which applications are told of it, and which keep a session of their own.

use actix_web::HttpRequest;
use url::Url;

use crate::app::App;
use crate::domain::audit::EventKind;
use crate::domain::session::Session;
use crate::store::StoreError;
use crate::web::{audit, urls};

/// What ended beside our own session; nothing, when there was none.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// Names of the applications that are told, through the back or the front.
    pub(super) told: Vec<String>,
    /// Names of the applications that cannot be told.
    pub(super) untold: Vec<String>,
    /// What the browser is to load (OpenID Connect Front-Channel Logout §2).
    pub(super) frames: Vec<String>,
    /// Where those come from.
    pub(super) origins: Vec<String>,
}

/// Ends the session's chain and what was granted in it, queues the notices, and remembers who asked.
pub(super) async fn end(
    app: &App,
    request: &HttpRequest,
    session: &Session,
    client: Option<&str>,
) -> Result<Ended, StoreError> {
    let now = app.now();
    let mut event = audit::event(app, request, EventKind::LoggedOut);
    event.account = Some(session.account.clone());
    event.client_id = client.map(str::to_owned);
    event.reason = Some(session.id.to_string());
    let mut tx = app.store.write().await?;
    if !tx.end_chain(&session.chain, now).await? {
        return Ok(Ended::default());
    }
    let applications = tx.applications_of_chain(&session.chain).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    app.notices.notify_one();
    let mut ended = Ended::default();
    for (id, session) in applications {
        let Some(known) = app.client(&id).await? else { continue };
        let front = known.frontchannel_logout_uri.as_ref();
        if let Some(address) = front {
            let fields = [("iss", app.issuer.clone()), ("sid", app.sid_of(&known, &session))];
            ended.frames.push(urls::with_query(address.as_str(), &fields));
            ended.origin(address);
        }
        if front.is_some() || known.backchannel_logout_uri.is_some() {
            ended.told.push(known.name.clone());
        } else if client != Some(id.as_str()) {
            // Who asked has ended its own.
            ended.untold.push(known.name.clone());
        }
    }
    Ok(ended)
}

impl Ended {
    fn origin(&mut self, address: &Url) {
        let origin = address.origin().ascii_serialization();
        if !self.origins.contains(&origin) {
            self.origins.push(origin);
        }
    }
}
