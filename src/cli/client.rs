//! `larkgate client`: applications registered at run time, and those of the configuration file to look at.

mod rules;
mod settings;
mod trying;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use self::settings::Settings;
use crate::cli::exit::Failure;
use crate::cli::shell::{Fields, Shell, Table, Why, cell, part, text};
use crate::cli::site::path;

const CLIENTS: Table = Table {
    headings: &["client_id", "name", "proves itself by", "signs", "from"],
    cells: |client| {
        let settings = part(client, "settings");
        let (proof, from) = (cell(client, "authentication"), cell(client, "source"));
        vec![cell(client, "id"), cell(settings, "name"), proof, cell(settings, "id_token_alg"), from]
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register an application; its secret is shown once.
    Add {
        /// Its client_id: 1 to 100 of A-Z a-z 0-9 . _ -
        id: String,
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// List every application.
    List,
    /// Show one application.
    Show {
        /// Its client_id.
        id: String,
    },
    /// Change settings of an application; those that are not named stay as they are, and an empty text takes one away.
    Set {
        /// Its client_id.
        id: String,
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Who may enter an application.
    #[command(subcommand)]
    Rule(rules::Command),
    /// Give an application a new secret, shown once.
    RotateSecret {
        /// Its client_id.
        id: String,
        /// For how many days the old one goes on working, up to 30; it stops at once by default.
        #[arg(long, value_name = "DAYS", default_value_t = 0)]
        overlap: u32,
        #[command(flatten)]
        why: Why,
    },
    /// End the overlap: the old secret works no longer.
    EndOldSecret {
        /// Its client_id.
        id: String,
        #[command(flatten)]
        why: Why,
    },
    /// Show what an application would get if somebody signed in to it; nothing is issued.
    Test {
        /// Its client_id.
        id: String,
        /// The account's id, its sub, or a bound open_id or union_id.
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// Say what is wrong with the address that an application sends browsers to; it is not followed.
    CheckAddress {
        /// Its client_id.
        id: String,
        /// The whole address.
        address: String,
    },
    /// Remove an application and revoke what it was granted.
    Remove {
        /// Its client_id.
        id: String,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::Add { id, settings } => {
            let new = json!({ "id": id, "settings": settings.over(Map::new())? });
            let made = shell.site.json("POST", &path(&["clients"])?, Some(&new)).await?;
            secret(shell, &made, "the secret is shown this once; only its hash is kept")
        }
        Command::List => shell.list(&path(&["clients"])?, &CLIENTS).await,
        Command::Show { id } => {
            let client = shell.site.json("GET", &path(&["clients", &id])?, None).await?;
            shell.show(&client, fields)?;
            shell.below_if_any(part(&client, "rules"), &rules::RULES)
        }
        Command::Set { id, settings } => set(&id, &settings, shell).await,
        Command::Rule(command) => rules::run(command, shell).await,
        Command::RotateSecret { id, overlap, why } => {
            let overlap = json!({ "overlap_days": overlap, "reason": why.reason });
            let address = path(&["clients", &id, "rotate-secret"])?;
            let made = shell.site.json("POST", &address, Some(&overlap)).await?;
            let hint = match text(part(&made, "client"), "old_secret_ends_at") {
                Some(at) => format!("the secret is shown this once; the old one stops working at {at}"),
                None => "the secret is shown this once; the old one has stopped working".to_owned(),
            };
            secret(shell, &made, &hint)
        }
        Command::EndOldSecret { id, why } => {
            let address = why.with(&path(&["clients", &id, "end-old-secret"])?);
            let client = shell.site.json("POST", &address, None).await?;
            shell.done(&client, &format!("the old secret of {id} works no longer"))
        }
        Command::Test { id, account } => trying::sign_in(&id, &account, shell).await,
        Command::CheckAddress { id, address } => trying::check(&id, &address, shell).await,
        Command::Remove { id, why } => {
            let address = why.with(&path(&["clients", &id])?);
            let done = shell.site.json("DELETE", &address, None).await?;
            shell.done(&done, &format!("removed {id}; what it was granted is revoked"))
        }
    }
}

async fn set(id: &str, settings: &Settings, shell: &Shell) -> anyhow::Result<()> {
    if settings.said()?.is_empty() {
        return Err(Failure::unusable("say what to change").into());
    }
    let address = path(&["clients", id])?;
    let client = shell.site.json("GET", &address, None).await?;
    let before = part(&client, "settings");
    let after = settings.over(before.as_object().cloned().unwrap_or_default())?;
    let changed =
        shell.site.json("PATCH", &address, Some(&json!({ "seen": before, "settings": after }))).await?;
    if changed.get("client_secret").is_some() {
        return secret(shell, &changed, "the secret is shown this once; only its hash is kept");
    }
    let is_same = after == *before;
    shell
        .done(&changed, &if is_same { format!("{id} is like that already") } else { format!("changed {id}") })
}

/// Shows a client's secret, if one was made.
fn secret(shell: &Shell, made: &Value, hint: &str) -> anyhow::Result<()> {
    shell.show(made, |made| {
        vec![("client_id", text(part(made, "client"), "id")), ("client_secret", text(made, "client_secret"))]
    })?;
    if made.get("client_secret").is_some() {
        shell.hint(hint);
    }
    Ok(())
}

/// Every setting that is not at its default, and those that people look for.
fn fields(client: &Value) -> Fields {
    let settings = part(client, "settings");
    let said = |name: &str| text(settings, name).filter(|text| text != "no");
    vec![
        ("client_id", text(client, "id")),
        ("name", text(settings, "name")),
        ("from", text(client, "source")),
        ("proves itself by", text(client, "authentication")),
        ("old secret ends", text(client, "old_secret_ends_at")),
        ("keys", text(settings, "jwks_uri")),
        ("grant types", text(settings, "grant_types")),
        ("redirect_uris", text(settings, "redirect_uris")),
        ("after logout", text(settings, "post_logout_redirect_uris")),
        ("scope", text(settings, "scopes")),
        ("service scope", text(settings, "service_scopes")),
        ("signs", text(settings, "id_token_alg")),
        ("claims in ID token", said("claims_in_id_token")),
        ("signs userinfo", text(settings, "userinfo_alg")),
        ("sub", text(settings, "subject_type").filter(|kind| kind != "public")),
        ("audience", text(settings, "audience")),
        ("pkce required", text(settings, "require_pkce")),
        ("third party", said("third_party")),
        ("told of logout", text(settings, "backchannel_logout_uri")),
        ("browser told", text(settings, "frontchannel_logout_uri")),
        ("registered", text(client, "created_at")),
        ("grants", text(client, "grants")),
        ("of people", text(client, "people")),
    ]
}
