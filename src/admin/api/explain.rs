//! `/explain`: what becomes of a request to an application behind a proxy, and which rule says so.

use actix_web::post;
use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::{Answer, Refusals};
use crate::admin::ops::explain::{self, Explained, Question, Step};
use crate::domain::access::{Decision, Verdict};

/// A request that nobody sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Who is signed in: an account's id, its sub, or a bound open_id or union_id. Nobody by default.
    account: Option<String>,
    /// A service that comes by its token, in place of an account.
    service: Option<String>,
    /// GET by default.
    method: Option<String>,
    /// The whole address, as the browser has it.
    url: String,
    /// The address that the request comes from. Unknown by default, and so in no network that a rule names.
    address: Option<String>,
}

/// What becomes of it, and why.
#[derive(Debug, Serialize, ToSchema)]
struct Explanation {
    /// allowed, public, login_required, or why it may not pass.
    decision: &'static str,
    /// Whether it passes.
    passes: bool,
    /// Why.
    reason: String,
    /// The application that it is for.
    application: Option<String>,
    /// The path as rules see it.
    path: String,
    /// The sub of the account.
    sub: Option<String>,
    /// Every rule of the application, in the order in which they are tried.
    rules: Vec<ExplainedRule>,
}

/// A rule, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
struct ExplainedRule {
    /// Its number among those of its source.
    number: usize,
    /// database or configuration.
    source: &'static str,
    /// The rule in one line.
    rule: String,
    /// Why it is about the request or not; absent where another had decided before.
    verdict: Option<String>,
    /// Whether it was the last that was tried.
    decides: bool,
}

impl From<Step> for ExplainedRule {
    fn from(step: Step) -> Self {
        Self {
            number: step.number.number,
            source: step.number.source.as_str(),
            rule: step.rule.to_string(),
            verdict: step.verdict.map(Verdict::text),
            decides: step.verdict == Some(Verdict::Decides),
        }
    }
}

impl From<Explained> for Explanation {
    fn from(explained: Explained) -> Self {
        Self {
            decision: explained.decision.word(),
            passes: matches!(explained.decision, Decision::Allow { .. } | Decision::Public { .. }),
            reason: explained.decision.reason(),
            application: explained.application.map(|application| application.id.clone()),
            path: explained.path,
            sub: explained.account.map(|person| person.account.sub),
            rules: explained.steps.into_iter().map(ExplainedRule::from).collect(),
        }
    }
}

/// Says what becomes of a request, by the code that checks go through.
#[utoipa::path(tag = "rules", security(("token" = ["applications:read"])),
    responses((status = 200, body = Explanation), Refusals))]
#[post("/explain")]
pub(super) async fn ask(caller: Caller, asked: Json<Asked>) -> Answer<Explanation> {
    let question = Question {
        account: asked.account.as_deref(),
        service: asked.service.as_deref(),
        method: asked.method.as_deref().unwrap_or("GET"),
        url: &asked.url,
        address: asked.address.as_deref(),
    };
    Ok(Json(explain::of(&caller.desk(), &question).await?.into()))
}
