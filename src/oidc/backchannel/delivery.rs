//! One try to tell one application that one session ended, and what comes of it.

use std::sync::Arc;

use crate::app::App;
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::client::Client;
use crate::domain::logout::{
    Events, LOGOUT_TOKEN_LIFETIME, LOGOUT_TOKEN_TYPE, LogoutNotice, LogoutTokenClaims,
};
use crate::domain::token::Opaque;
use crate::keys::KeyError;
use crate::outbound::OutboundError;
use crate::store::StoreError;

/// Why an application does not know yet.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// It refused the logout token, or could not log out (§2.8); the same again would be no use (§2.5).
    #[error("refused with status 400")]
    Refused,
    /// Any other status than success.
    #[error("answered with status {0}")]
    Status(u16),
    /// No answer, or no call.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// No key signs.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// In a fixed word, for the audit log.
    fn word(&self) -> String {
        match self {
            Self::Refused => "status_400".to_owned(),
            Self::Status(status) => format!("status_{status}"),
            Self::Outbound(OutboundError::Forbidden(_) | OutboundError::NotEncrypted) => {
                "address_forbidden".to_owned()
            }
            Self::Outbound(OutboundError::Unavailable(_) | OutboundError::TooLarge) => "no_answer".to_owned(),
            Self::Key(_) | Self::Store(_) => "internal".to_owned(),
        }
    }
}

/// Tells `client`, and notes how that went.
pub(super) async fn attempt(app: Arc<App>, client: Arc<Client>, notice: LogoutNotice) {
    let told = tell(&app, &client, &notice).await;
    if let Err(error) = note(&app, &notice, told).await {
        // The claim lapses, and the notice is tried again.
        tracing::warn!(cause = %error, client = client.id, "what came of a logout notice could not be noted");
    }
}

async fn tell(app: &App, client: &Client, notice: &LogoutNotice) -> Result<(), Failure> {
    let person = app.store.read().await?.account(&notice.account).await?;
    let (Some(person), Some(address)) = (person, &client.backchannel_logout_uri) else { return Ok(()) };
    let now = app.now();
    let claims = LogoutTokenClaims {
        iss: app.issuer.clone(),
        sub: app.sub_of(client, &person.account),
        aud: client.id.clone(),
        iat: now.seconds(),
        exp: now.plus(LOGOUT_TOKEN_LIFETIME).seconds(),
        jti: Opaque::new(&*app.entropy).reveal().to_owned(),
        events: Events::default(),
        sid: app.sid_of(client, &notice.session),
    };
    let token = app.keys.sign(client.id_token_alg, LOGOUT_TOKEN_TYPE, &claims, now)?;
    match app.outbound.post_form(address, &[("logout_token", &token)]).await? {
        200..=299 => Ok(()),
        400 => Err(Failure::Refused),
        other => Err(Failure::Status(other)),
    }
}

async fn note(app: &App, notice: &LogoutNotice, told: Result<(), Failure>) -> Result<(), StoreError> {
    let (client, session, tries) = (&notice.client_id, notice.session.as_str(), notice.tries);
    let mut tx = app.store.write().await?;
    let failure = match told {
        Ok(()) => {
            tx.settle_notice(notice).await?;
            tracing::info!(client, session, tries, "told an application of a logout");
            return tx.commit().await;
        }
        Err(failure) => failure,
    };
    let now = app.now();
    let next = match failure {
        Failure::Refused => None,
        _ => notice.next_try(now),
    };
    match next {
        Some(next) => {
            tracing::info!(client, session, tries, cause = %failure, "an application could not be told of a logout yet");
            tx.postpone_notice(notice, next, &failure.word()).await?;
        }
        None if tx.settle_notice(notice).await? => {
            tracing::warn!(client, session, tries, cause = %failure, "an application was not told of a logout");
            let mut event = AuditEvent::new(now, EventKind::LogoutNoticeFailed);
            event.account = Some(notice.account.clone());
            event.client_id = Some(client.clone());
            event.reason = Some(failure.word());
            tx.append_audit(&event).await?;
        }
        None => {}
    }
    tx.commit().await
}
