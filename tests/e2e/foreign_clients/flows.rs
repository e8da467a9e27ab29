//! The flows of the table, and how each is judged by what the library verified.

use serde_json::Value;

use super::table::{Case, Outcome};
use crate::harness::Gate;

/// A flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Code,
    Userinfo,
    SignedUserinfo,
    Pairwise,
    Refresh,
    RenewInFrame,
    RenewByItself,
    ClientCredentials,
    Introspection,
    Revocation,
    Logout,
    Replay,
}

/// Without and with userinfo as a JWT.
const PLAIN: [Flow; 8] = [
    Flow::Code,
    Flow::Userinfo,
    Flow::Refresh,
    Flow::ClientCredentials,
    Flow::Introspection,
    Flow::Revocation,
    Flow::Logout,
    Flow::Replay,
];
/// An application in a browser renews by other ways as well.
const PLAIN_PAGE: [Flow; 10] = [
    Flow::Code,
    Flow::Userinfo,
    Flow::Refresh,
    Flow::RenewByItself,
    Flow::RenewInFrame,
    Flow::ClientCredentials,
    Flow::Introspection,
    Flow::Revocation,
    Flow::Logout,
    Flow::Replay,
];
const SIGNED: [Flow; 2] = [Flow::Pairwise, Flow::SignedUserinfo];

impl Flow {
    /// What is tried with a client, in this order.
    pub(super) fn of(signed: bool) -> &'static [Self] {
        if signed { &SIGNED } else { &PLAIN }
    }

    /// What is tried with a client whose application is a page.
    pub(super) fn of_a_page(signed: bool) -> &'static [Self] {
        if signed { &SIGNED } else { &PLAIN_PAGE }
    }

    /// In the table.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Code => "code, PKCE",
            Self::Userinfo => "userinfo, JSON",
            Self::SignedUserinfo => "userinfo, signed JWT",
            Self::Pairwise => "pairwise subject",
            Self::Refresh => "refresh token",
            Self::RenewInFrame => "silent renew in a frame",
            Self::RenewByItself => "automatic silent renew",
            Self::ClientCredentials => "client credentials",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::Logout => "logout by the app",
            Self::Replay => "a code used twice",
        }
    }

    /// The script's name for it.
    pub(super) fn asked_as(self) -> &'static str {
        match self {
            Self::Code | Self::Pairwise => "code",
            Self::Userinfo | Self::SignedUserinfo => "userinfo",
            Self::Refresh => "refresh",
            Self::ClientCredentials => "client_credentials",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::Logout => "logout",
            Self::Replay => "again",
            Self::RenewInFrame => "frame",
            Self::RenewByItself => "by_itself",
        }
    }

    /// What a client that proves nothing is refused: the rule, and the error.
    fn refused_to_public(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::ClientCredentials => {
                Some(("not for public clients (RFC 6749, 4.4)", "unauthorized_client"))
            }
            Self::Introspection => Some(("not for public clients (RFC 7662, 2.1)", "invalid_client")),
            _ => None,
        }
    }
}

/// What is said of a code that comes again: by larkgate; and by Authlib and oidc-client-ts themselves, since they forget the
/// `state` with its first use.
const REPLAYED: [&str; 3] = ["invalid_grant", "mismatching_state", "No matching state found in storage"];

/// What a library made of a sign-in.
pub(super) struct Seen<'a> {
    pub(super) gate: &'a Gate,
    pub(super) case: Case,
    pub(super) results: Value,
    /// Where the browser is after signing out.
    pub(super) bye: String,
}

impl Seen<'_> {
    /// What a flow came to; the error says what is wrong with it.
    pub(super) async fn judge(&self, flow: Flow) -> Result<Outcome, String> {
        let value = self.results[flow.asked_as()].clone();
        if let Some(why) = value["unsupported"].as_str() {
            return Ok(Outcome::NotOffered(why.to_owned()));
        }
        let error = value["error"].as_str();
        if self.case.authentication == "none"
            && let Some((rule, code)) = flow.refused_to_public()
        {
            return equal("error", &value["error"], code).map(|()| Outcome::Refused(rule));
        }
        if flow == Flow::Replay && error.is_some_and(|error| REPLAYED.contains(&error)) {
            return Ok(Outcome::Works);
        }
        if let Some(error) = error {
            return Err(format!("{error}: {}", value["detail"]));
        }
        self.check(flow, &value).await.map(|()| Outcome::Works).map_err(|why| format!("{why} in {value}"))
    }

    async fn check(&self, flow: Flow, value: &Value) -> Result<(), String> {
        let client = self.case.client_id();
        let lin = self.gate.feishu.open_id("lin");
        let sub = self.results["code"]["claims"]["sub"].as_str().unwrap_or_default().to_owned();
        match flow {
            Flow::Code | Flow::Pairwise => {
                equal("alg", &value["alg"], self.case.algorithm)?;
                equal("iss", &value["claims"]["iss"], &self.gate.url)?;
                equal("aud", &value["claims"]["aud"], &client)?;
                that("a sub", !sub.is_empty())?;
                that("the same for all, or the client's own", (sub == lin) == (flow == Flow::Code))
            }
            Flow::Userinfo | Flow::SignedUserinfo => {
                equal("sub", &value["sub"], &sub)?;
                equal("feishu_open_id", &value["feishu_open_id"], &lin)?;
                equal("name", &value["name"], "林小雨")
            }
            Flow::Refresh => {
                equal("sub", &value["sub"], &lin)?;
                that("rotated", value["rotated"] == true)?;
                equal("sub of the access token", &value["access"]["sub"], &lin)?;
                equal("client_id of the access token", &value["access"]["client_id"], &client)
            }
            Flow::ClientCredentials => {
                equal("sub", &value["sub"], &client)?;
                equal("scope", &value["scope"], "reports.read")
            }
            Flow::Introspection => {
                that("active", value["active"] == true)?;
                equal("sub", &value["sub"], &lin)?;
                equal("client_id", &value["client_id"], &client)
            }
            Flow::Revocation => {
                let token = value["revoked"].as_str().ok_or("no token")?;
                let answer = self.gate.userinfo(token).await;
                that("refused afterwards", answer.refusal() == (401, "invalid_token"))
            }
            Flow::Logout => equal("where the browser is", &value["back"], &self.bye),
            Flow::RenewInFrame | Flow::RenewByItself => {
                equal("sub", &value["sub"], &lin)?;
                that("renewed", value["renewed"] == true)?;
                that("by a sign-in of its own", value["anew"] == (flow == Flow::RenewInFrame))
            }
            Flow::Replay => Err("accepted".to_owned()),
        }
    }
}

fn that(what: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("not so: {what}")) }
}

fn equal(what: &str, found: &Value, expected: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what} is {found}, not {expected:?}")) }
}
