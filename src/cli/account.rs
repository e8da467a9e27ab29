//! `larkgate account`: who is bound, who may no longer come in, and who administers.

use std::process::ExitCode;

use clap::Subcommand;

use crate::admin::ops::accounts::{self, Search};
use crate::admin::ops::{bindings, roles};
use crate::cli::{Tools, output};
use crate::domain::admin::Role;

/// How many accounts are read at a time.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List every account, the newest first.
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
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Let an account sign in again.
    Enable {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Sign an account out everywhere and revoke everything it granted; it may sign in again.
    EndSessions {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Unbind an account from its identity: nobody can sign in to it until it is bound to another.
    Unbind {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Bind an account to another identity, whose person has it from their next sign-in on; its sub stays the same.
    Rebind {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// The connector's id, as in the configuration.
        #[arg(long)]
        connector: String,
        /// The person's open_id there.
        #[arg(long)]
        open_id: String,
        /// Why; it stands in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Note something about an account for whoever looks at it next; an empty text takes the note away.
    Note {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// The note.
        text: String,
    },
    /// Give an account a role in administration in place of what it had: owner, admin, helpdesk or auditor.
    Grant {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Take an account's role in administration.
    Revoke {
        /// Its id, its sub, or a bound open_id or union_id.
        name: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let expected = || format!("expected {}", Role::ALL.map(Role::as_str).join(", "));
    Role::parse(text).ok_or_else(expected)
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<ExitCode> {
    match command {
        Command::List => list(tools).await,
        Command::Show { name } => show(&name, tools).await,
        Command::Disable { name, reason } => disable(&name, &reason, tools).await,
        Command::Enable { name, reason } => enable(&name, &reason, tools).await,
        Command::EndSessions { name, reason } => end_sessions(&name, &reason, tools).await,
        Command::Unbind { name, reason } => unbind(&name, &reason, tools).await,
        Command::Rebind { name, connector, open_id, reason } => {
            rebind(&name, &connector, &open_id, &reason, tools).await
        }
        Command::Note { name, text } => note(&name, &text, tools).await,
        Command::Grant { name, role } => grant(&name, role, tools).await,
        Command::Revoke { name } => revoke(&name, tools).await,
    }
}

async fn list(tools: &Tools) -> anyhow::Result<ExitCode> {
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = accounts::search(&tools.desk(), &Search::default(), before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some((last.account.created_at, last.account.id.clone()));
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
    let details = accounts::details(&tools.desk(), name).await?;
    let directory_read = details.directory_read;
    let (account, binding, memberships) =
        (details.person.account, details.person.binding, details.person.memberships);
    let (profile, is_bound) = (account.profile, binding.is_bound());
    output::record(&[
        ("id", Some(account.id.to_string())),
        ("sub", Some(account.sub)),
        ("state", Some(if account.enabled { "enabled" } else { "disabled" }.to_owned())),
        ("role", details.role.map(|role| role.to_string())),
        ("note", details.note),
        ("name", profile.name),
        ("en_name", profile.en_name),
        ("email", profile.email),
        ("mobile", profile.mobile),
        ("employee_no", profile.employee_no),
        ("connector", Some(binding.connector).filter(|_| is_bound)),
        ("open_id", Some(binding.open_id).filter(|_| is_bound)),
        ("union_id", binding.union_id),
        ("user_id", binding.user_id),
        ("tenant_key", Some(binding.tenant_key).filter(|_| is_bound)),
        ("departments", listed(&memberships.departments, memberships.all_departments)),
        ("groups", listed(&memberships.groups, memberships.all_groups)),
        ("directory read", directory_read.map(|at| at.rfc3339())),
        ("first login", Some(account.created_at.rfc3339())),
        ("last login", Some(account.last_login_at.rfc3339())),
        ("sessions", Some(details.sessions.len().to_string())),
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

async fn disable(name: &str, reason: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = accounts::disable(&tools.desk(), name, reason).await?;
    output::say(&format!("{} is refused from now on; sessions ended, grants revoked", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn enable(name: &str, reason: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = accounts::enable(&tools.desk(), name, reason).await?;
    output::say(&format!("{} may sign in again", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn end_sessions(name: &str, reason: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = accounts::end_sessions(&tools.desk(), name, reason).await?;
    output::say(&format!("{} is signed out everywhere, and may sign in again", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn unbind(name: &str, reason: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = bindings::unbind(&tools.desk(), name, reason).await?;
    output::say(&format!("{} is bound to nobody; sessions ended, grants revoked", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn rebind(
    name: &str,
    connector: &str,
    open_id: &str,
    reason: &str,
    tools: &Tools,
) -> anyhow::Result<ExitCode> {
    let person = bindings::rebind(&tools.desk(), name, connector, open_id, reason).await?;
    output::say(&format!("{} is bound to {connector}:{open_id} from now on", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn note(name: &str, text: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = accounts::note(&tools.desk(), name, text).await?;
    output::say(&format!("noted about {}", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn grant(name: &str, role: Role, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = roles::grant(&tools.desk(), name, role).await?;
    output::say(&format!("{} is {role} from now on", person.account.sub));
    Ok(ExitCode::SUCCESS)
}

async fn revoke(name: &str, tools: &Tools) -> anyhow::Result<ExitCode> {
    let person = roles::revoke(&tools.desk(), name).await?;
    output::say(&format!("{} has no role from now on", person.account.sub));
    Ok(ExitCode::SUCCESS)
}
