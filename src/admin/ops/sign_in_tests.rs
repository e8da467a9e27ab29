//! What an application would get if somebody signed in to it, computed by the code that issues it. Nothing is issued.

use serde_json::{Map, Value};

use super::{Desk, OpError, accounts, clients};
use crate::app::{App, userinfo};
use crate::domain::access::Refused;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Permission;
use crate::domain::claims::{IdTokenClaims, RequestedClaims};
use crate::domain::client::Client;
use crate::domain::grant::Grant;
use crate::domain::id::{GrantId, SessionId};
use crate::web::authorization_request::{self, Checked};

/// What would happen.
#[derive(Debug)]
pub struct Outcome {
    /// The application.
    pub client: Client,
    /// Who signs in.
    pub person: BoundAccount,
    /// Whether they may.
    pub verdict: Verdict,
    /// What the ID token would say; its session is an example.
    pub id_token: IdTokenClaims,
    /// What userinfo would say.
    pub userinfo: Map<String, Value>,
}

/// Whether somebody may enter an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They may.
    May,
    /// Their account is disabled.
    Disabled,
    /// Their connector or tenant is not configured any more.
    NotAdmitted,
    /// The application's rules do not let them in.
    Refused(Refused),
}

/// What would happen if the account that `name` means signed in to a client that asks for all it may have.
///
/// # Errors
/// When the actor may not read either, or there is no such client or account.
pub async fn outcome(app: &App, desk: &Desk<'_>, id: &str, name: &str) -> Result<Outcome, OpError> {
    let client = clients::details(desk, id).await?;
    let mut tx = desk.reading(Permission::ReadAccounts).await?;
    let person = accounts::named(&mut tx, name).await?;
    drop(tx);
    let grant = Grant {
        id: GrantId::new(desk.entropy),
        client_id: client.id.clone(),
        account: person.account.id.clone(),
        session: SessionId::new(desk.entropy),
        scope: client.scope.clone(),
        claims: RequestedClaims::default(),
        resources: Vec::new(),
        auth_time: desk.now,
        created_at: desk.now,
    };
    let id_token = app.id_token_claims(&client, &grant, &person, &grant.scope, desk.now);
    let userinfo = userinfo(&app.sub_of(&client, &person.account), &grant.scope, &grant, &person);
    let verdict = verdict(app, &client, &person);
    Ok(Outcome { client, person, verdict, id_token, userinfo })
}

/// What is wrong with an authorization request that a client sent a browser to. It is not followed.
///
/// # Errors
/// When the actor may not read the client, or there is none.
pub async fn check(app: &App, desk: &Desk<'_>, id: &str, address: &str) -> Result<Checked, OpError> {
    Ok(authorization_request::check(app, &clients::details(desk, id).await?, address))
}

fn verdict(app: &App, client: &Client, person: &BoundAccount) -> Verdict {
    if !person.account.enabled {
        Verdict::Disabled
    } else if app.admitted(Some(((), person.clone()))).is_none() {
        Verdict::NotAdmitted
    } else {
        client.may_enter(person).map_or_else(Verdict::Refused, |()| Verdict::May)
    }
}
