//! `larkgate account`: who is bound, who may no longer come in, and who administers.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::file::File;
use crate::cli::shell::{Fields, Shell, Table, Why, cell, part, text};
use crate::cli::site::path;
use crate::domain::admin::Role;

const ACCOUNTS: Table = Table {
    headings: &["sub", "name", "connector", "state", "last login"],
    cells: |account| {
        let login = cell(account, "last_login_at");
        vec![cell(account, "sub"), cell(account, "name"), cell(account, "connector"), state(account), login]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List accounts, newest first.
    List {
        #[command(flatten)]
        wanted: Wanted,
        /// So many at most; all by default.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        limit: Option<u64>,
    },
    /// Take every account away in a file, newest first; the audit log takes note.
    Export {
        #[command(flatten)]
        wanted: Wanted,
        #[command(flatten)]
        file: File,
    },
    /// Show one account.
    Show {
        #[command(flatten)]
        account: Named,
    },
    /// Refuse an account from now on; its sessions end and everything it granted is revoked, at once.
    Disable {
        #[command(flatten)]
        account: Named,
        #[command(flatten)]
        why: Why,
    },
    /// Let an account sign in again.
    Enable {
        #[command(flatten)]
        account: Named,
        #[command(flatten)]
        why: Why,
    },
    /// Sign an account out everywhere and revoke everything it granted; it may sign in again.
    EndSessions {
        #[command(flatten)]
        account: Named,
        #[command(flatten)]
        why: Why,
    },
    /// Unbind an account from its identity: nobody can sign in to it until it is bound to another.
    Unbind {
        #[command(flatten)]
        account: Named,
        #[command(flatten)]
        why: Why,
    },
    /// Bind an account to another identity, whose person has it from their next sign-in on; its sub stays the same.
    Rebind {
        #[command(flatten)]
        account: Named,
        /// The connector's id, as in the configuration.
        #[arg(long)]
        connector: String,
        /// The person's open_id there.
        #[arg(long)]
        open_id: String,
        #[command(flatten)]
        why: Why,
    },
    /// Note something about an account for whoever looks at it next; an empty text takes the note away.
    Note {
        #[command(flatten)]
        account: Named,
        /// The note.
        text: String,
    },
    /// Give an account a role in administration in place of what it had: owner, admin, helpdesk or auditor.
    Grant {
        #[command(flatten)]
        account: Named,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Take an account's role in administration.
    Revoke {
        #[command(flatten)]
        account: Named,
        #[command(flatten)]
        why: Why,
    },
    /// List everybody who administers.
    Roles,
}

/// Which accounts.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Parts of a name or the beginning of an e-mail address; or a whole e-mail address, employee number, id, sub, or
    /// Feishu's id of a person, a department or a group.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those that may, or may not, sign in.
    #[arg(long, value_parser = ["enabled", "disabled"])]
    state: Option<String>,
}

impl Wanted {
    fn query(&self) -> [(&'static str, Option<&str>); 2] {
        [("q", self.search.as_deref()), ("state", self.state.as_deref())]
    }
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Its id, its sub, or a bound open_id or union_id.
    name: String,
}

/// The role with this name, for clap.
pub(super) fn role(text: &str) -> Result<Role, String> {
    let expected = || format!("expected {}", Role::ALL.map(Role::as_str).join(", "));
    Role::parse(text).ok_or_else(expected)
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::List { wanted, limit } => {
            shell.pages(&path(&["accounts"])?, &wanted.query(), limit, &ACCOUNTS).await
        }
        Command::Export { wanted, file } => {
            file.take(&path(&["accounts", "export"])?, &wanted.query(), shell).await
        }
        Command::Show { account } => {
            let found = shell.site.json("GET", &path(&["accounts", &account.name])?, None).await?;
            shell.show(&found, fields)?;
            shell.below_if_any(part(&found, "applications"), &APPLICATIONS)
        }
        Command::Roles => shell.list(&path(&["roles"])?, &ROLES).await,
        Command::Grant { account, role } => {
            let given = json!({ "role": role.as_str() });
            let done = shell.site.json("PUT", &path(&["roles", &account.name])?, Some(&given)).await?;
            shell.done(&done, &format!("{} is {role} from now on", cell(&done, "sub")))
        }
        Command::Revoke { account, why } => {
            let address = why.with(&path(&["roles", &account.name])?);
            let done = shell.site.json("DELETE", &address, None).await?;
            shell.done(&done, &format!("{} has no role from now on", account.name))
        }
        command => change(command, shell).await,
    }
}

/// A change whose answer is the account as it is now.
async fn change(command: Command, shell: &Shell) -> anyhow::Result<()> {
    let because = |why: Why| json!({ "reason": why.reason });
    let (account, action, body, said) = match command {
        Command::Disable { account, why } => {
            (account, "disable", because(why), "is refused from now on; sessions ended, grants revoked")
        }
        Command::Enable { account, why } => (account, "enable", because(why), "may sign in again"),
        Command::EndSessions { account, why } => {
            (account, "end-sessions", because(why), "is signed out everywhere, and may sign in again")
        }
        Command::Unbind { account, why } => {
            (account, "unbind", because(why), "is bound to nobody; sessions ended, grants revoked")
        }
        Command::Rebind { account, connector, open_id, why } => {
            let body = json!({ "connector": connector, "open_id": open_id, "reason": why.reason });
            (account, "rebind", body, "is bound to that identity from now on; sessions ended, grants revoked")
        }
        Command::Note { account, text } => {
            (account, "note", json!({ "note": text }), "has this note from now on")
        }
        Command::List { .. }
        | Command::Export { .. }
        | Command::Show { .. }
        | Command::Grant { .. }
        | Command::Revoke { .. }
        | Command::Roles => {
            return Ok(());
        }
    };
    let method = if action == "note" { "PUT" } else { "POST" };
    let done = shell.site.json(method, &path(&["accounts", &account.name, action])?, Some(&body)).await?;
    shell.done(&done, &format!("{} {said}", cell(&done, "sub")))
}

const ROLES: Table = Table {
    headings: &["sub", "name", "role", "from"],
    cells: |holder| {
        // An owner of the configuration who has never signed in has no account yet.
        let sub = text(holder, "sub").unwrap_or_else(|| cell(holder, "open_id"));
        vec![sub, cell(holder, "name"), cell(holder, "role"), cell(holder, "source")]
    },
};
const APPLICATIONS: Table = Table {
    headings: &["application", "scope", "since"],
    cells: |granted| vec![cell(granted, "client_id"), cell(granted, "scope"), cell(granted, "since")],
};

fn state(account: &Value) -> String {
    let enabled = account.get("enabled").and_then(Value::as_bool).unwrap_or_default();
    if enabled { "enabled" } else { "disabled" }.to_owned()
}

fn fields(account: &Value) -> Fields {
    let count = |field: &str| account.get(field).and_then(Value::as_array).map(|list| list.len().to_string());
    vec![
        ("id", text(account, "id")),
        ("sub", text(account, "sub")),
        ("state", Some(state(account))),
        ("role", text(account, "role")),
        ("note", text(account, "note")),
        ("name", text(account, "name")),
        ("en_name", text(account, "en_name")),
        ("email", text(account, "email")),
        ("mobile", text(account, "mobile")),
        ("employee_no", text(account, "employee_no")),
        ("connector", text(account, "connector")),
        ("open_id", text(account, "open_id")),
        ("union_id", text(account, "union_id")),
        ("user_id", text(account, "user_id")),
        ("tenant_key", text(account, "tenant_key")),
        ("departments", listed(account, "departments")),
        ("groups", listed(account, "groups")),
        ("directory read", text(account, "directory_read_at")),
        ("first login", text(account, "created_at")),
        ("last login", text(account, "last_login_at")),
        ("sessions", count("sessions")),
    ]
}

/// Ids as far as they are known; none where nothing is.
fn listed(account: &Value, kind: &str) -> Option<String> {
    let whole = account.get(format!("all_{kind}")).and_then(Value::as_bool).unwrap_or_default();
    match (text(account, kind), whole) {
        (None, true) => Some("none".to_owned()),
        (None, false) => None,
        (ids, true) => ids,
        (Some(ids), false) => Some(format!("{ids} and unknown ones")),
    }
}
