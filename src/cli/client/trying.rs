//! What an application would get, and what is wrong with what it asks.

use serde_json::json;

use crate::cli::shell::{Shell, part, text};
use crate::cli::site::path;

/// Shows what an application would get of somebody.
pub(super) async fn sign_in(id: &str, account: &str, shell: &Shell) -> anyhow::Result<()> {
    let address = path(&["clients", id, "test-sign-in", account])?;
    let outcome = shell.site.json("GET", &address, None).await?;
    shell.show(&outcome, |outcome| {
        let claims = |name| Some(format!("{}", part(outcome, name)));
        vec![
            ("verdict", text(outcome, "verdict")),
            ("reason", text(outcome, "reason")),
            ("user", text(outcome, "sub")),
            ("ID token", claims("id_token")),
            ("userinfo", claims("userinfo")),
        ]
    })
}

/// Says what is wrong with an authorization request of an application.
pub(super) async fn check(id: &str, sent: &str, shell: &Shell) -> anyhow::Result<()> {
    let body = json!({ "address": sent });
    let checked = shell.site.json("POST", &path(&["clients", id, "check-address"])?, Some(&body)).await?;
    let fields = ["ok", "problem", "detail", "scope", "redirect_uri", "pkce"];
    shell.show(&checked, |checked| fields.map(|name| (name, text(checked, name))).into())
}
