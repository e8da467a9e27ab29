//! `larkgate admin`: for those who run the server, when nobody can sign in as usual.

use clap::Subcommand;

use crate::admin::ops::login_links;
use crate::cli::{Tools, output};
use crate::web::urls;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a link that lets somebody with a role into the console once, within ten minutes, though Feishu is down.
    LoginLink {
        /// Whom: the account's id, its sub, or a bound open_id or union_id.
        #[arg(long, value_name = "NAME")]
        account: String,
    },
}

pub(super) async fn run(command: Command, tools: &Tools) -> anyhow::Result<()> {
    match command {
        Command::LoginLink { account } => login_link(&account, tools).await,
    }
}

async fn login_link(name: &str, tools: &Tools) -> anyhow::Result<()> {
    let made = login_links::make(&tools.desk(), name).await?;
    output::print(&format!("{}{}", tools.config.issuer_str(), urls::login_link_path(made.secret.reveal())))?;
    output::say(&format!(
        "opens the console as {} ({}), once, until {}; keep it to yourself",
        made.person.account.display_name(),
        made.person.account.sub,
        made.expires_at.rfc3339()
    ));
    Ok(())
}
