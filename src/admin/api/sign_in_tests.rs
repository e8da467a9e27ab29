//! `/clients/{client}/test-sign-in` and `check-address`: whether an application would get what it asks for. Nothing is issued,
//! and no address is followed.

use actix_web::web::{Json, Path};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::sign_in_tests::{self, Outcome, Verdict};
use crate::web::authorization_request::Checked;

/// What would happen if somebody signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SignInTest {
    /// allowed, account_disabled, not_admitted, rule_denies, no_rule or memberships_unknown.
    verdict: &'static str,
    /// Whether they may.
    allowed: bool,
    /// Why, where they may not.
    reason: Option<String>,
    /// The sub of the account.
    sub: String,
    /// What the ID token would say; its session is an example.
    #[schema(value_type = Object)]
    id_token: Value,
    /// What userinfo would say.
    #[schema(value_type = Object)]
    userinfo: Map<String, Value>,
}

/// An address that an application sent a browser to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// The whole address.
    address: String,
}

/// What would be answered.
#[derive(Debug, Serialize, ToSchema)]
struct CheckedAddress {
    /// Whether it is a good authorization request of the client.
    ok: bool,
    /// unreadable, elsewhere, no_client, other_client, no_redirect_uri, unregistered_redirect_uri, or the error of OAuth that
    /// the application would get.
    problem: Option<String>,
    /// What is wrong with it: what was found, or what was expected.
    detail: Option<String>,
    /// What a good one asks for.
    scope: Option<String>,
    /// Where the answer to a good one goes.
    redirect_uri: Option<String>,
    /// Whether a good one uses PKCE.
    pkce: Option<bool>,
}

impl From<Outcome> for SignInTest {
    fn from(outcome: Outcome) -> Self {
        let (verdict, reason) = match outcome.verdict {
            Verdict::May => ("allowed", None),
            Verdict::Disabled => ("account_disabled", Some("the account is disabled".to_owned())),
            Verdict::NotAdmitted => {
                ("not_admitted", Some("its connector or tenant is not configured any more".to_owned()))
            }
            Verdict::Refused(refused) => (refused.word(), Some(refused.reason())),
        };
        Self {
            verdict,
            allowed: outcome.verdict == Verdict::May,
            reason,
            sub: outcome.person.account.sub,
            id_token: serde_json::to_value(outcome.id_token).unwrap_or_default(),
            userinfo: outcome.userinfo,
        }
    }
}

impl From<Checked> for CheckedAddress {
    fn from(checked: Checked) -> Self {
        let bad = |problem: &str, detail: Option<String>| Self {
            ok: false,
            problem: Some(problem.to_owned()),
            detail,
            scope: None,
            redirect_uri: None,
            pkce: None,
        };
        match checked {
            Checked::Unreadable => bad("unreadable", None),
            Checked::Elsewhere(endpoint) => bad("elsewhere", Some(endpoint)),
            Checked::NoClient => bad("no_client", None),
            Checked::OtherClient(id) => bad("other_client", Some(id)),
            Checked::NoRedirectUri => bad("no_redirect_uri", None),
            Checked::RedirectUri(uri) => bad("unregistered_redirect_uri", Some(uri)),
            Checked::Refused(error, description) => bad(error.as_str(), Some(description.to_owned())),
            Checked::Good(request) => Self {
                ok: true,
                problem: None,
                detail: None,
                scope: Some(request.scope.to_string()),
                pkce: Some(request.code_challenge.is_some()),
                redirect_uri: Some(request.redirect_uri),
            },
        }
    }
}

/// Tells what a client would get if somebody signed in to it and it asked for all it may have. Who may read clients may read
/// accounts too.
#[utoipa::path(tag = "clients", security(("token" = ["clients:read"])),
    params(("client" = String, Path, description = "client_id"),
        ("account" = String, Path, description = "id, sub, open_id or union_id")),
    responses((status = 200, body = SignInTest), Refusals))]
#[get("/clients/{client}/test-sign-in/{account}")]
pub(super) async fn r#try(caller: Caller, path: Path<(String, String)>) -> Answer<SignInTest> {
    let (id, account) = path.into_inner();
    let outcome = sign_in_tests::outcome(caller.app(), &caller.desk(), &id, &account).await?;
    Ok(Json(outcome.into()))
}

/// Says what is wrong with an authorization request that a client sent a browser to; it is not followed.
#[utoipa::path(tag = "clients", security(("token" = ["clients:read"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = CheckedAddress), Refusals))]
#[post("/clients/{client}/check-address")]
pub(super) async fn check(caller: Caller, id: Path<String>, sent: Json<Sent>) -> Answer<CheckedAddress> {
    Ok(Json(sign_in_tests::check(caller.app(), &caller.desk(), &id, &sent.address).await?.into()))
}
