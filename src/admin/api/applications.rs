//! `/applications`: applications behind reverse proxies.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::rules::Rule;
use super::{Answer, Refusals, Why};
use crate::admin::ops::applications::{self, Protected, Settings};
use crate::domain::access::Flaw;

/// An application behind a reverse proxy.
#[derive(Debug, Serialize, ToSchema)]
struct Application {
    id: String,
    /// configuration or database; what the configuration file has can only be changed there.
    source: &'static str,
    name: String,
    /// Where people find it, with a port where it is unusual.
    hosts: Vec<String>,
    /// Whom to ask for access.
    contact: Option<String>,
    /// The headers that tell it who comes.
    headers: Vec<Header>,
    /// The domain whose cookie it shares; absent where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    cookie_domain: Option<String>,
    /// Whether checks know it. Nobody passes to one that is closed; `flaws` say why.
    open: bool,
    /// What is wrong with it, its hosts and its rules.
    flaws: Vec<ApplicationFlaw>,
    /// Its rules in the order in which they are tried.
    rules: Vec<Rule>,
    /// Counts changes of protected applications; for `revision` of a change.
    revision: i64,
}

/// What a header tells.
#[derive(Debug, Serialize, ToSchema)]
struct Header {
    /// user, preferred_username, name, email, groups, departments or jwt.
    tells: &'static str,
    name: String,
}

/// What is wrong with an application of the database, or with rules of it.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicationFlaw {
    /// The application.
    application: String,
    /// The rule of the database that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<usize>,
    /// The option that it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
    /// What is wrong.
    problem: String,
}

/// Every application.
#[derive(Debug, Serialize, ToSchema)]
struct Applications {
    /// By id.
    items: Vec<Application>,
    /// What is wrong with what belongs to no application.
    orphans: Vec<ApplicationFlaw>,
}

/// A new application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplication {
    /// 1 to 100 of A-Z a-z 0-9 . _ -
    id: String,
    /// What people see.
    name: Option<String>,
    /// Where people find it, with a port where it is unusual.
    hosts: Option<Vec<String>>,
    /// Whom to ask for access; the contact of the configuration by default.
    contact: Option<String>,
    /// A set of headers: larkgate, remote or x-auth-request; what the configuration has by default.
    headers: Option<String>,
    /// Whether it has a cookie of its own although others share a domain's.
    own_cookie: Option<bool>,
}

/// Settings to change; those that are not there stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedApplication {
    name: Option<String>,
    /// In place of all that it had.
    hosts: Option<Vec<String>>,
    /// Empty for the contact of the configuration.
    contact: Option<String>,
    /// larkgate, remote or x-auth-request; empty for what the configuration has.
    headers: Option<String>,
    own_cookie: Option<bool>,
    /// The change is refused when protected applications changed since this was read.
    revision: Option<i64>,
}

impl From<&Flaw> for ApplicationFlaw {
    fn from(flaw: &Flaw) -> Self {
        Self {
            application: flaw.application.clone(),
            rule: flaw.rule,
            at: flaw.at.clone(),
            problem: flaw.problem.clone(),
        }
    }
}

impl From<Protected> for Application {
    fn from(application: Protected) -> Self {
        let known = application.known.as_ref();
        let headers = known.into_iter().flat_map(|known| known.headers.all());
        let domain = known.and_then(|known| known.cookie_domain.as_ref());
        Self {
            source: application.source.as_str(),
            headers: headers.map(|(tells, name)| Header { tells, name: name.to_string() }).collect(),
            cookie_domain: domain.map(|domain| domain.name().to_owned()),
            open: application.is_open,
            flaws: application.flaws.iter().map(ApplicationFlaw::from).collect(),
            rules: application.rules.into_iter().map(Rule::from).collect(),
            revision: application.revision,
            id: application.id,
            name: application.name,
            hosts: application.hosts,
            contact: application.contact,
        }
    }
}

/// Lists every application behind a proxy.
#[utoipa::path(tag = "applications", security(("token" = ["applications:read"])),
    responses((status = 200, body = Applications), Refusals))]
#[get("/applications")]
pub(super) async fn list(caller: Caller) -> Answer<Applications> {
    let all = applications::list(&caller.desk()).await?;
    Ok(Json(Applications {
        items: all.applications.into_iter().map(Application::from).collect(),
        orphans: all.orphans.iter().map(ApplicationFlaw::from).collect(),
    }))
}

/// Shows one application.
#[utoipa::path(tag = "applications", security(("token" = ["applications:read"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 200, body = Application), Refusals))]
#[get("/applications/{application}")]
pub(super) async fn show(caller: Caller, id: Path<String>) -> Answer<Application> {
    Ok(Json(applications::show(&caller.desk(), &id).await?.into()))
}

/// Adds an application; until it has a rule, nobody passes.
#[utoipa::path(tag = "applications", security(("token" = ["applications:change"])),
    responses((status = 201, body = Application), Refusals))]
#[post("/applications")]
pub(super) async fn add(caller: Caller, new: Json<NewApplication>) -> Result<HttpResponse, Problem> {
    let NewApplication { id, name, hosts, contact, headers, own_cookie } = new.into_inner();
    let settings = Settings { name, hosts, contact, headers, own_cookie };
    applications::add(&caller.desk(), &id, &settings).await?;
    let added: Application = applications::show(&caller.desk(), &id).await?.into();
    Ok(HttpResponse::Created().json(added))
}

/// Changes settings of an application of the database.
#[utoipa::path(tag = "applications", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 200, body = Application), Refusals))]
#[patch("/applications/{application}")]
pub(super) async fn change(
    caller: Caller,
    id: Path<String>,
    changed: Json<ChangedApplication>,
) -> Answer<Application> {
    let ChangedApplication { name, hosts, contact, headers, own_cookie, revision } = changed.into_inner();
    let settings = Settings { name, hosts, contact, headers, own_cookie };
    applications::set(&caller.desk(), &id, &settings, revision).await?;
    Ok(Json(applications::show(&caller.desk(), &id).await?.into()))
}

/// Removes an application of the database with its rules and service tokens; nobody passes any more.
#[utoipa::path(tag = "applications", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id"), Why),
    responses((status = 204), Refusals))]
#[delete("/applications/{application}")]
pub(super) async fn remove(
    caller: Caller,
    id: Path<String>,
    why: Query<Why>,
) -> Result<HttpResponse, Problem> {
    applications::remove(&caller.desk(), &id, &why.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
