//! The way from a refusal to the console, which explains it to whoever may read the rules.

use actix_web::HttpRequest;

use crate::app::{App, CHECK_PATIENCE, role_of};
use crate::domain::access::{Application, Original};
use crate::domain::admin::{Permission, Role};
use crate::domain::id::AccountId;
use crate::forward_auth::address;
use crate::forward_auth::check::Checked;
use crate::store::{StoreError, in_time};
use crate::web::urls;

/// The explainer's address, filled in with the request that was refused, for a signed-in person whose role may read rules; for
/// anybody else nothing, and so where the database does not say.
pub(super) async fn link(app: &App, request: &HttpRequest, checked: &Checked) -> Option<String> {
    let (original, application) = (checked.original.as_ref()?, checked.application.as_ref()?);
    let account = checked.caller.account()?;
    match in_time(CHECK_PATIENCE, role(app, &account)).await {
        Ok(Some(role)) if role.may(Permission::ReadApplications) => {
            Some(filled_in(app, request, original, application, &account))
        }
        Ok(_) => None,
        Err(error) => {
            tracing::warn!(cause = %error, "nobody knows who may see why a request was refused");
            None
        }
    }
}

async fn role(app: &App, account: &AccountId) -> Result<Option<Role>, StoreError> {
    let mut tx = app.store.read().await?;
    match tx.account(account).await? {
        Some(person) => role_of(&app.config, &mut tx, &person).await,
        None => Ok(None),
    }
}

fn filled_in(
    app: &App,
    request: &HttpRequest,
    original: &Original,
    application: &Application,
    account: &AccountId,
) -> String {
    // No rule looks at the query, which may hold secrets of the application.
    let path = original.target().split('?').next().unwrap_or_default();
    let address = address::of(app, application, request).map(|address| address.to_string());
    let question = [
        ("url", format!("{}{path}", original.origin())),
        ("method", original.method().to_owned()),
        ("who", "account".to_owned()),
        ("account", account.to_string()),
        ("address", address.unwrap_or_default()),
    ];
    urls::with_query(&urls::absolute(app, urls::CONSOLE_EXPLAIN), &question)
}
