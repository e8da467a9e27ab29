//! `larkgate account`: who is bound, and who may no longer come in.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;

use crate::cli::{Tools, output};
use crate::domain::audit::{AuditEvent, EventKind};

/// How many accounts are read at a time.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List every account, oldest first.
    List,
    /// Show one account.
    Show {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
    },
    /// Refuse an account from now on; its sessions end and everything it granted is revoked, at once.
    Disable {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
    },
    /// Let an account sign in again.
    Enable {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
    },
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<ExitCode> {
    match command {
        Command::List => list(tools).await,
        Command::Show { name } => show(&name, tools).await,
        Command::Disable { name } => set_enabled(&name, false, tools).await,
        Command::Enable { name } => set_enabled(&name, true, tools).await,
    }
}

async fn list(tools: &Tools) -> anyhow::Result<ExitCode> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = tools.store.read().await?.accounts(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.account.created_at, last.account.id.clone()));
        rows.extend(page.into_iter().map(|bound| {
            let account = bound.account;
            vec![
                account.sub,
                account.profile.name.unwrap_or_default(),
                bound.binding.connector,
                if account.enabled { "enabled" } else { "disabled" }.to_owned(),
                account.last_login_at.rfc3339(),
            ]
        }));
    }
    output::table(&["sub", "name", "connector", "state", "last login"], &rows);
    Ok(ExitCode::SUCCESS)
}

async fn show(name: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let mut tx = tools.store.read().await?;
    let Some(bound) = tx.account_named(name).await? else {
        bail!("there is no account {name}");
    };
    let directory_read = tx.memberships_read_at(&bound.account.id).await?;
    let (account, binding, memberships) = (bound.account, bound.binding, bound.memberships);
    let profile = account.profile;
    output::record(&[
        ("id", Some(account.id.to_string())),
        ("sub", Some(account.sub)),
        ("state", Some(if account.enabled { "enabled" } else { "disabled" }.to_owned())),
        ("name", profile.name),
        ("en_name", profile.en_name),
        ("email", profile.email),
        ("mobile", profile.mobile),
        ("employee_no", profile.employee_no),
        ("connector", Some(binding.connector)),
        ("open_id", Some(binding.open_id)),
        ("union_id", binding.union_id),
        ("user_id", binding.user_id),
        ("tenant_key", Some(binding.tenant_key)),
        ("departments", listed(&memberships.departments, memberships.all_departments)),
        ("groups", listed(&memberships.groups, memberships.all_groups)),
        ("directory read", directory_read.map(|at| at.rfc3339())),
        ("first login", Some(account.created_at.rfc3339())),
        ("last login", Some(account.last_login_at.rfc3339())),
    ]);
    Ok(ExitCode::SUCCESS)
}

/// Ids as far as they are known; none where nothing is.
fn listed(ids: &[String], whole: bool) -> Option<String> {
    match (ids, whole) {
        ([], true) => Some("none".to_owned()),
        ([], false) => None,
        (ids, true) => Some(ids.join(" ")),
        (ids, false) => Some(format!("{} and unknown ones", ids.join(" "))),
    }
}

async fn set_enabled(name: &str, enabled: bool, tools: &Tools) -> anyhow::Result<ExitCode> {
    let now = tools.clock.now();
    let mut tx = tools.store.write().await?;
    let Some(bound) = tx.account_named(name).await? else { bail!("there is no account {name}") };
    let account = bound.account;
    tx.set_account_enabled(&account.id, enabled).await?;
    let kind = if enabled { EventKind::AccountEnabled } else { EventKind::AccountDisabled };
    if !enabled {
        tx.end_everything_of(&account.id, now).await?;
    }
    let mut event = AuditEvent::new(&*tools.entropy, now, kind);
    event.account = Some(account.id);
    event.reason = Some("command line".to_owned());
    tx.append_audit(&event).await?;
    tx.commit().await?;
    output::say(&if enabled {
        format!("{} may sign in again", account.sub)
    } else {
        format!("{} is refused from now on; sessions ended, grants revoked", account.sub)
    });
    Ok(ExitCode::SUCCESS)
}
