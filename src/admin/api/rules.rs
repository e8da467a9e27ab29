//! `/applications/{application}/rules`: who may pass to an application behind a proxy.

#![allow(unused_qualifications, reason = "the macro that reads a query writes some")]

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::rules::{self, Draft, Edit, Numbered, RuleSet};

/// What a rule says, and of which requests. A list that is not there matches everything.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// allow, deny or public.
    effect: String,
    /// Some of the application's hosts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hosts: Vec<String>,
    /// `/api` with everything below it, or `=/api` alone; unencoded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    paths: Vec<String>,
    /// Methods in capitals; `GET` is `HEAD` too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    methods: Vec<String>,
    /// Addresses and networks that the request comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    networks: Vec<String>,
    /// People, by sub or open_id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<String>,
    /// Tenants, by tenant_key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tenants: Vec<String>,
    /// Departments with everybody beneath them, by open_department_id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    departments: Vec<String>,
    /// User groups, by group_id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    /// Services, as their tokens are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    services: Vec<String>,
}

/// A rule of an application.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rule {
    /// Its number among those of its source, from 1.
    number: usize,
    /// database or configuration; those of the database are tried first, and only they can be changed here.
    source: &'static str,
    /// What it says; absent where the database has what this program never wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Said>,
    /// The rule in one line.
    text: String,
}

/// Every rule of an application.
#[derive(Debug, Serialize, ToSchema)]
struct Rules {
    /// In the order in which they are tried.
    items: Vec<Rule>,
    /// Counts changes of protected applications; for `revision` of a change.
    revision: i64,
}

/// A new rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRule {
    rule: Said,
    /// Put it before this rule of the database. By default a rule that denies comes first, and any other last.
    before: Option<usize>,
    /// The change is refused when protected applications changed since this was read.
    revision: Option<i64>,
}

/// A rule in place of another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedRule {
    rule: Said,
    /// The change is refused when protected applications changed since this was read.
    revision: Option<i64>,
}

/// Where a rule shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    /// The number that it shall have among those of the database.
    to: usize,
    /// The change is refused when protected applications changed since this was read.
    revision: Option<i64>,
}

/// What was seen before a change.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The change is refused when protected applications changed since this was read.
    revision: Option<i64>,
}

impl From<Said> for Draft {
    fn from(said: Said) -> Self {
        let mut draft = Self::new(&said.effect);
        draft.set("hosts", said.hosts);
        draft.set("paths", said.paths);
        draft.set("methods", said.methods);
        draft.set("networks", said.networks);
        draft.set("accounts", said.accounts);
        draft.set("tenants", said.tenants);
        draft.set("departments", said.departments);
        draft.set("groups", said.groups);
        draft.set("services", said.services);
        draft
    }
}

impl From<Draft> for Said {
    fn from(draft: Draft) -> Self {
        let entries = |matcher| draft.list(matcher).to_vec();
        Self {
            hosts: entries("hosts"),
            paths: entries("paths"),
            methods: entries("methods"),
            networks: entries("networks"),
            accounts: entries("accounts"),
            tenants: entries("tenants"),
            departments: entries("departments"),
            groups: entries("groups"),
            services: entries("services"),
            effect: draft.effect,
        }
    }
}

impl From<Numbered> for Rule {
    fn from(rule: Numbered) -> Self {
        let source = rule.number.source.as_str();
        Self { number: rule.number.number, source, rule: rule.draft.map(Said::from), text: rule.text }
    }
}

impl From<RuleSet> for Rules {
    fn from(set: RuleSet) -> Self {
        Self { items: set.rules.into_iter().map(Rule::from).collect(), revision: set.revision }
    }
}

/// Lists the rules of an application in the order in which they are tried.
#[utoipa::path(tag = "rules", security(("token" = ["applications:read"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 200, body = Rules), Refusals))]
#[get("/applications/{application}/rules")]
pub(super) async fn list(caller: Caller, id: Path<String>) -> Answer<Rules> {
    Ok(Json(rules::list(&caller.desk(), &id).await?.into()))
}

/// Adds a rule to an application, of the configuration file or of the database.
#[utoipa::path(tag = "rules", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id")),
    responses((status = 201, body = Rules), Refusals))]
#[post("/applications/{application}/rules")]
pub(super) async fn add(
    caller: Caller,
    id: Path<String>,
    new: Json<NewRule>,
) -> Result<HttpResponse, Problem> {
    let NewRule { rule, before, revision } = new.into_inner();
    let edit = Edit::Add { draft: &rule.into(), before };
    Ok(HttpResponse::Created().json(edited(&caller, &id, revision, &edit).await?))
}

/// Puts a rule in place of one of the database.
#[utoipa::path(tag = "rules", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id"), ("number" = usize, Path)),
    responses((status = 200, body = Rules), Refusals))]
#[put("/applications/{application}/rules/{number}")]
pub(super) async fn replace(
    caller: Caller,
    path: Path<(String, String)>,
    changed: Json<ChangedRule>,
) -> Answer<Rules> {
    let ((id, number), changed) = (path.into_inner(), changed.into_inner());
    let edit = Edit::Replace { number: read(&number), draft: &changed.rule.into() };
    Ok(Json(edited(&caller, &id, changed.revision, &edit).await?))
}

/// Moves a rule of the database.
#[utoipa::path(tag = "rules", security(("token" = ["applications:change"])),
    params(("application" = String, Path, description = "id"), ("number" = usize, Path)),
    responses((status = 200, body = Rules), Refusals))]
#[post("/applications/{application}/rules/{number}/move")]
pub(super) async fn r#move(
    caller: Caller,
    path: Path<(String, String)>,
    place: Json<Place>,
) -> Answer<Rules> {
    let (id, number) = path.into_inner();
    let edit = Edit::Move { number: read(&number), to: place.to };
    Ok(Json(edited(&caller, &id, place.revision, &edit).await?))
}

/// Removes a rule of the database.
#[utoipa::path(tag = "rules", security(("token" = ["applications:change"])),
    params(Seen, Why, ("application" = String, Path, description = "id"), ("number" = usize, Path)),
    responses((status = 200, body = Rules), Refusals))]
#[delete("/applications/{application}/rules/{number}")]
pub(super) async fn remove(
    caller: Caller,
    path: Path<(String, String)>,
    seen: Query<Seen>,
    why: Query<Why>,
) -> Answer<Rules> {
    let (id, number) = path.into_inner();
    let edit = Edit::Remove { number: read(&number), reason: &why.reason };
    Ok(Json(edited(&caller, &id, seen.revision, &edit).await?))
}

/// A rule's number; what is none is that of no rule.
fn read(number: &str) -> usize {
    number.parse().unwrap_or_default()
}

async fn edited(caller: &Caller, id: &str, revision: Option<i64>, edit: &Edit<'_>) -> Result<Rules, Problem> {
    rules::edit(&caller.desk(), id, revision, edit).await?;
    Ok(rules::list(&caller.desk(), id).await?.into())
}
