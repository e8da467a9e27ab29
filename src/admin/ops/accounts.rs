//! Accounts: who is bound, and stop it now.

use std::collections::BTreeMap;

use super::{Conflict, Desk, OpError, audit, change, words};
use crate::app::role_of;
use crate::domain::account::BoundAccount;
use crate::domain::admin::{Permission, Role, Who};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::consent::Granted;
use crate::domain::id::AccountId;
use crate::domain::session::Session;
use crate::domain::time::Timestamp;
pub use crate::store::AccountSearch as Search;
use crate::store::{AuditFilter, AuditRow, Tx};

/// The most characters of a reason or a note.
pub const MOST_WORDS: usize = 1000;
/// How much of the past an account's page shows.
const HISTORY: i64 = 50;

/// Everything that is known of one account.
#[derive(Debug)]
pub struct Details {
    /// The account and its identity.
    pub person: BoundAccount,
    /// Its role in administration.
    pub role: Option<Role>,
    /// What administrators noted about it.
    pub note: Option<String>,
    /// When its departments and groups were read last.
    pub directory_read: Option<Timestamp>,
    /// Its live sessions, the last used first.
    pub sessions: Vec<Session>,
    /// What applications have of it.
    pub applications: Vec<Granted>,
    /// What happened to it, newest first.
    pub history: Vec<AuditRow>,
    /// What to call those who did it, by how the audit log has them.
    pub actors: BTreeMap<String, String>,
}

/// The account that `name` means: its id, its `sub`, or a bound `open_id` or `union_id`.
///
/// # Errors
/// When there is none, or several, or the database fails.
pub async fn named(tx: &mut Tx, name: &str) -> Result<BoundAccount, OpError> {
    let mut named = tx.accounts_named(name).await?;
    match (named.pop(), named.is_empty()) {
        (Some(person), true) => Ok(person),
        (Some(_), false) => Err(Conflict::Ambiguous { name: name.to_owned() }.into()),
        (None, _) => Err(OpError::NotFound { what: "account", name: name.to_owned() }),
    }
}

/// Up to `limit` accounts that are looked for, the newest first, older than the one at `before` (its creation and id).
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn search(
    desk: &Desk<'_>,
    wanted: &Search,
    before: Option<(Timestamp, AccountId)>,
    limit: i64,
) -> Result<Vec<BoundAccount>, OpError> {
    Ok(desk.reading(Permission::ReadAccounts).await?.find_accounts(wanted, before, limit).await?)
}

/// Everything about one account.
///
/// # Errors
/// When the actor may not read it, there is none, or the database fails.
pub async fn details(desk: &Desk<'_>, name: &str) -> Result<Details, OpError> {
    let mut tx = desk.reading(Permission::ReadAccounts).await?;
    let person = named(&mut tx, name).await?;
    let id = &person.account.id;
    let used_since = desk.now.minus(desk.config.lifetimes.session_idle);
    let filter = AuditFilter { account: Some(id.clone()), ..AuditFilter::default() };
    let history = tx.audit(&filter, None, HISTORY).await?.lines;
    Ok(Details {
        role: role_of(desk.config, &mut tx, &person).await?,
        note: tx.note_of(id).await?,
        directory_read: tx.memberships_read_at(id).await?,
        sessions: tx.sessions_of(id, desk.now, used_since).await?,
        applications: tx.had_by_applications(id, desk.now).await?,
        actors: audit::names(&mut tx, history.iter().filter_map(|line| line.actor.as_deref())).await?,
        history,
        person,
    })
}

/// Refuses an account from now on; its sessions end and everything it granted is revoked, at once.
///
/// # Errors
/// When the actor may not, there is no such account, or it is the actor's own.
pub async fn disable(desk: &Desk<'_>, name: &str, reason: &str) -> Result<BoundAccount, OpError> {
    let (mut tx, person, mut event) =
        begin(desk, Permission::ChangeAccounts, name, EventKind::AccountDisabled, reason).await?;
    event.change = change(state(person.account.enabled), state(false));
    tx.set_account_enabled(&person.account.id, false).await?;
    tx.end_everything_of(&person.account.id, desk.now).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// Lets an account sign in again.
///
/// # Errors
/// As [`disable`].
pub async fn enable(desk: &Desk<'_>, name: &str, reason: &str) -> Result<BoundAccount, OpError> {
    let (mut tx, person, mut event) =
        begin(desk, Permission::ChangeAccounts, name, EventKind::AccountEnabled, reason).await?;
    event.change = change(state(person.account.enabled), state(true));
    tx.set_account_enabled(&person.account.id, true).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// Ends every session of an account, and everything it granted, offline access too. They may sign in again.
///
/// # Errors
/// As [`disable`].
pub async fn end_sessions(desk: &Desk<'_>, name: &str, reason: &str) -> Result<BoundAccount, OpError> {
    let (mut tx, person, event) =
        begin(desk, Permission::ChangeAccounts, name, EventKind::SessionsEndedByAdmin, reason).await?;
    tx.end_everything_of(&person.account.id, desk.now).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

/// Notes down that somebody takes accounts away in a file; they are read by [`search`], page by page.
///
/// # Errors
/// When the actor may not read them, or the database fails.
pub async fn note_export(desk: &Desk<'_>, wanted: &Search, form: &str) -> Result<(), OpError> {
    let mut tx = desk.changing(Permission::ReadAccounts).await?;
    let mut event = desk.event(EventKind::AccountsExported);
    let mut filter = vec![form.to_owned()];
    filter.extend(wanted.enabled.map(|enabled| state(enabled).to_owned()));
    filter.extend(wanted.text.clone());
    event.reason = Some(filter.join(" "));
    tx.append_audit(&event).await?;
    Ok(tx.commit().await?)
}

/// Notes something about an account, in place of what was noted before; nothing takes the note away.
///
/// # Errors
/// As [`disable`]; and when it is too long.
pub async fn note(desk: &Desk<'_>, name: &str, note: &str) -> Result<BoundAccount, OpError> {
    let note = words("note", note, MOST_WORDS)?;
    let (mut tx, person, mut event) =
        begin(desk, Permission::ChangeAccounts, name, EventKind::AccountNoted, "").await?;
    event.change = change(tx.note_of(&person.account.id).await?, note.clone());
    tx.set_note(&person.account.id, note.as_deref()).await?;
    tx.append_audit(&event).await?;
    tx.commit().await?;
    Ok(person)
}

const fn state(enabled: bool) -> &'static str {
    if enabled { "enabled" } else { "disabled" }
}

/// What every change of an account begins with: whether it is the actor's to change, and the line that will say so.
pub(super) async fn begin(
    desk: &Desk<'_>,
    permission: Permission,
    name: &str,
    kind: EventKind,
    reason: &str,
) -> Result<(Tx, BoundAccount, AuditEvent), OpError> {
    let reason = words("reason", reason, MOST_WORDS)?;
    let mut tx = desk.changing(permission).await?;
    let person = named(&mut tx, name).await?;
    let role = role_of(desk.config, &mut tx, &person).await?;
    may_change(desk, &person, role, kind)?;
    let mut event = desk.event(kind);
    event.account = Some(person.account.id.clone());
    event.reason = reason;
    Ok((tx, person, event))
}

/// Nobody stops whoever may do as much as they or more, or themselves: a stolen helpdesk session must not put out the
/// owners who would stop it. `role` is that of `person`, and `kind` what is to be done to them.
///
/// # Errors
/// Why the actor may not, whatever their permissions.
pub fn may_change(
    desk: &Desk<'_>,
    person: &BoundAccount,
    role: Option<Role>,
    kind: EventKind,
) -> Result<(), Conflict> {
    let own = desk.actor.who == Who::Account(person.account.id.clone());
    let shuts_out =
        matches!(kind, EventKind::AccountDisabled | EventKind::AccountUnbound | EventKind::AccountRebound);
    if own && shuts_out {
        return Err(Conflict::OwnAccount);
    }
    let outranks = |role| desk.actor.role == Role::Owner || desk.actor.role.outranks(role);
    match role.filter(|role| !own && !outranks(*role)) {
        None => Ok(()),
        Some(role) => Err(Conflict::Outranked { sub: person.account.sub.clone(), role }),
    }
}
