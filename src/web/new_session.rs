//! A session is opened in a browser.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::id::SessionId;
use crate::domain::session::{Device, Session};
use crate::domain::token::Opaque;
use crate::store::{StoreError, Tx};
use crate::web::client_ip;

/// How much of a `User-Agent` is kept.
const LONGEST_USER_AGENT: usize = 256;
/// How long a session is good that no upstream stands behind.
const CONSOLE_ONLY: Duration = Duration::from_secs(60 * 60);

/// What a session opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// Everything: the person has proven at the upstream who they are.
    Everything,
    /// The console alone, and not for long: whoever could print a link on the server says who they are.
    ConsoleOnly,
}

/// What the browser says of itself.
pub fn device(app: &App, request: &HttpRequest) -> Device {
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Device {
        address: client_ip::of(app, request).map(|address| address.to_string()),
        user_agent: user_agent.map(|text| text.chars().take(LONGEST_USER_AGENT).collect()),
    }
}

/// A new session at every login; the one that the browser had before ends, so that none can be planted or kept. The same
/// person's goes on in the new one, also where it lapsed unattended: it is one chain, of which applications are told when
/// the last ends. Another person's chain ends here, and so does the same person's when nobody proved at the upstream who
/// they are: what applications have of them must not live on by that.
///
/// # Errors
/// When the database fails.
pub async fn open(
    app: &App,
    tx: &mut Tx,
    person: &BoundAccount,
    old_cookie: Option<&Opaque>,
    device: Device,
    opens: Opens,
) -> Result<(Session, Opaque), StoreError> {
    let now = app.now();
    let id = SessionId::new(&*app.entropy);
    let mut chain = id.clone();
    if let Some(old) = old_cookie
        && let Some((session, _person)) = tx.unended_session(&old.hash()).await?
    {
        if session.account == person.account.id && opens == Opens::Everything {
            tx.end_session(&session.id, now).await?;
            chain = session.chain;
        } else {
            tx.end_chain(&session.chain, now).await?;
        }
    }
    let lifetime = match opens {
        Opens::Everything => app.config.lifetimes.session,
        Opens::ConsoleOnly => CONSOLE_ONLY.min(app.config.lifetimes.session),
    };
    let cookie = Opaque::new(&*app.entropy);
    let session = Session {
        id,
        token: cookie.hash(),
        account: person.account.id.clone(),
        auth_time: now,
        chain,
        last_used_at: now,
        expires_at: now.plus(lifetime),
        device,
    };
    tx.insert_session(&session).await?;
    if opens == Opens::ConsoleOnly {
        tx.keep_to_console(&session.id).await?;
    }
    Ok((session, cookie))
}
