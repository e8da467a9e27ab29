//! `larkgate session`: where a person is signed in.

use clap::Subcommand;
use serde_json::json;

use crate::cli::shell::{Shell, Table, Why, cell};
use crate::cli::site::path;

const SESSIONS: Table = Table {
    headings: &["id", "address", "signed in", "last used", "expires", "browser"],
    cells: |session| {
        let fields = ["id", "address", "signed_in_at", "last_used_at", "expires_at", "user_agent"];
        fields.map(|field| cell(session, field)).into()
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List an account's live sessions, the last used first.
    List {
        /// The account's id, its sub, or a bound open_id or union_id.
        #[arg(long, value_name = "NAME")]
        account: String,
    },
    /// End one session, with everything that was granted in it but for offline access.
    End {
        /// Its id, as `list` has it.
        id: String,
        /// The account that it must be of: an id, a sub, or a bound open_id or union_id.
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        #[command(flatten)]
        why: Why,
    },
}

pub(super) async fn run(command: Command, shell: &Shell) -> anyhow::Result<()> {
    match command {
        Command::List { account } => shell.list(&path(&["accounts", &account, "sessions"])?, &SESSIONS).await,
        Command::End { id, account, why } => {
            let address = match &account {
                Some(account) => path(&["accounts", account, "sessions", &id, "end"])?,
                None => path(&["sessions", &id, "end"])?,
            };
            let done = shell.site.json("POST", &address, Some(&json!({ "reason": why.reason }))).await?;
            shell.done(&done, &format!("{id} is over"))
        }
    }
}
