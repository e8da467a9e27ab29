//! Sessions of an account: where its person is signed in.

use super::accounts::{begin, named};
use super::{Desk, OpError, change};
use crate::domain::account::BoundAccount;
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::id::SessionId;
use crate::domain::session::Session;

/// The live sessions of an account, the last used first.
///
/// # Errors
/// When the actor may not read them, there is no such account, or the database fails.
pub async fn list(desk: &Desk<'_>, name: &str) -> Result<Vec<Session>, OpError> {
    let mut tx = desk.reading(Permission::ReadAccounts).await?;
    let person = named(&mut tx, name).await?;
    let used_since = desk.now.minus(desk.config.lifetimes.session_idle);
    Ok(tx.sessions_of(&person.account.id, desk.now, used_since).await?)
}

/// Ends one session, whoever's it is.
///
/// # Errors
/// As [`end`].
pub async fn end_any(desk: &Desk<'_>, id: &SessionId, reason: &str) -> Result<BoundAccount, OpError> {
    let mut tx = desk.reading(Permission::ChangeAccounts).await?;
    let account = tx.account_of_session(id).await?.ok_or_else(|| not_found(id))?;
    drop(tx);
    end(desk, account.as_str(), id, reason).await
}

/// Ends one session of an account, in one browser, with everything that was granted in it but for offline access.
///
/// # Errors
/// When the actor may not, there is no such account, it has no such session, or its person has as many rights as the actor.
/// A session that has ended already is as good as ended.
pub async fn end(desk: &Desk<'_>, name: &str, id: &SessionId, reason: &str) -> Result<BoundAccount, OpError> {
    let (mut tx, person, mut event) =
        begin(desk, Permission::ChangeAccounts, name, EventKind::SessionsEndedByAdmin, reason).await?;
    let chain = tx.chain_of_session(&person.account.id, id).await?.ok_or_else(|| not_found(id))?;
    if tx.end_chain(&chain, desk.now).await? {
        event.change = change(id.as_str(), None::<&str>);
        tx.append_audit(&event).await?;
        tx.commit().await?;
    }
    Ok(person)
}

fn not_found(id: &SessionId) -> OpError {
    OpError::NotFound { what: "session", name: id.to_string() }
}
