//! Tokens by which services such as CI and probes come to an application behind a proxy.

use super::judged::Judged;
use super::{Desk, OpError, Problem, change, why};
use crate::config::parse_duration;
use crate::domain::access::{Catalogue, ServiceToken, is_service_name};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::id::ServiceTokenId;
use crate::domain::time::Timestamp;
use crate::domain::token::Opaque;

/// A token that was just made.
#[derive(Debug)]
pub struct Made {
    /// The token.
    pub token: ServiceToken,
    /// Its value, which is here and nowhere else.
    pub value: Opaque,
    /// Whether a rule names the service; without one it opens nothing.
    pub is_named: bool,
}

/// What becomes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is good.
    Good,
    /// Its time is over.
    Lapsed,
    /// It was revoked.
    Revoked,
}

impl State {
    /// What becomes of `token` at `now`.
    pub fn of(token: &ServiceToken, now: Timestamp) -> Self {
        match (token.revoked_at, token.is_live(now)) {
            (Some(_), _) => Self::Revoked,
            (None, true) => Self::Good,
            (None, false) => Self::Lapsed,
        }
    }

    /// One word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Lapsed => "lapsed",
            Self::Revoked => "revoked",
        }
    }
}

/// Every token, or those of one application, lapsed and revoked ones too.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn list(desk: &Desk<'_>, application: Option<&str>) -> Result<Vec<ServiceToken>, OpError> {
    let mut tokens = desk.reading(Permission::ReadApplications).await?.service_tokens().await?;
    tokens.retain(|token| application.is_none_or(|id| token.application == id));
    Ok(tokens)
}

/// Makes a token for a service, which may have several, so that one can take over from another. It is good for
/// `lifetime`, such as `90d`, or until it is revoked.
///
/// # Errors
/// When the actor may not, there is no such application, or name or lifetime are none.
pub async fn add(
    desk: &Desk<'_>,
    application: &str,
    name: &str,
    lifetime: Option<&str>,
) -> Result<Made, OpError> {
    let mut judged = Judged::begin(desk, None).await?;
    judged.refuse_unknown(application)?;
    if !is_service_name(name) {
        return Err(OpError::invalid("name", Problem::ClientId));
    }
    let value = ServiceToken::secret(desk.entropy);
    let token = ServiceToken {
        id: ServiceTokenId::new(desk.entropy),
        application: application.to_owned(),
        name: name.to_owned(),
        hash: value.hash(),
        created_at: desk.now,
        expires_at: lifetime.map(|text| expiry(text, desk.now)).transpose()?,
        revoked_at: None,
        last_used_at: None,
    };
    judged.tx.insert_service_token(&token).await?;
    let mut event = desk.event(EventKind::ServiceTokenAdded);
    event.reason = Some(token.to_string());
    let until = token.expires_at.map_or_else(|| "good until revoked".to_owned(), Timestamp::rfc3339);
    event.change = change(None::<&str>, until);
    let catalogue = judged.commit(application, event).await?;
    Ok(Made { is_named: is_named(&catalogue, &token), token, value })
}

fn expiry(text: &str, now: Timestamp) -> Result<Timestamp, OpError> {
    let duration = parse_duration(text).filter(|duration| !duration.is_zero());
    let wrong = || OpError::invalid("expires", Problem::Duration(text.to_owned()));
    Ok(now.plus(duration.ok_or_else(wrong)?))
}

fn is_named(catalogue: &Catalogue, token: &ServiceToken) -> bool {
    catalogue.named(&token.application).is_some_and(|application| {
        let mut services = application.numbered_rules().filter_map(|(_, rule)| rule.services.as_ref());
        services.any(|services| services.contains(&token.name))
    })
}

/// Revokes a token, which must be of `application` where one is given; it stops working at once.
///
/// # Errors
/// When the actor may not, or there is none that was not revoked before.
pub async fn revoke(
    desk: &Desk<'_>,
    application: Option<&str>,
    id: &ServiceTokenId,
    reason: &str,
) -> Result<ServiceToken, OpError> {
    let reason = why(reason)?;
    let mut judged = Judged::begin(desk, None).await?;
    let revoked = judged.tx.revoke_service_token(id, desk.now).await?;
    let token =
        revoked.filter(|token| application.is_none_or(|application| token.application == application));
    let not_found = || OpError::NotFound { what: "token", name: id.to_string() };
    let token = token.ok_or_else(not_found)?;
    let mut event = desk.event(EventKind::ServiceTokenRevoked);
    event.reason = reason;
    event.change = change(token.to_string(), None::<&str>);
    judged.commit(&token.application, event).await?;
    Ok(token)
}
