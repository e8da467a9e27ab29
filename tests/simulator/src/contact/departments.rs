//! Owns reading departments: one, a batch, the way up, the way down.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, ServiceConfig, get};
use serde_json::{Value, json};

use super::paging::page;
use super::users::visible;
use super::{BASE, ORGANISE, department, refused};
use crate::answer::Answer;
use crate::apps::App;
use crate::bearer::permitted_app;
use crate::organisation::Department;
use crate::params::{Fields, repeated};
use crate::world::{Sim, World};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/open-apis/contact/v3/departments/batch", get().to(batch))
        .route("/open-apis/contact/v3/departments/parent", get().to(parent))
        .route("/open-apis/contact/v3/departments/{id}/children", get().to(children))
        .route("/open-apis/contact/v3/departments/{id}", get().to(one));
}

/// As far as the app's permissions show it.
fn item(world: &World, app: &App, department: &Department) -> Value {
    let here = |person: &&crate::people::Person| {
        visible(world, person) && person.departments.contains(&department.id)
    };
    let mut item = department.item(world.people.iter().filter(here).count());
    if let Some(fields) = item.as_object_mut() {
        let organised = app.may_any_or_wide(&["contact:department.organize:readonly"]);
        let base = app.may_any_or_wide(&["contact:department.base:readonly"]);
        fields.retain(|name, _| match name.as_str() {
            "parent_department_id"
            | "leader_user_id"
            | "order"
            | "unit_ids"
            | "member_count"
            | "primary_member_count" => organised,
            "name" | "i18n_name" | "department_id" | "chat_id" | "status" => base,
            _ => true,
        });
    }
    item
}

async fn one(sim: Data<Sim>, request: HttpRequest, id: Path<String>) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let found = department(&world, &id, &query)?;
            let item = found.map_or_else(
                || json!({ "name": world.tenant_name, "department_id": "0", "open_department_id": "0" }),
                |department| item(&world, app, department),
            );
            Ok(Answer::ok(&json!({ "department": item })))
        })
        .into()
}

/// Bad ids are silently left out.
async fn batch(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let ids = repeated(request.query_string(), "department_ids");
            if ids.is_empty() || ids.len() > 50 {
                return Err(refused(400, 40_001, "param error"));
            }
            let found = ids.iter().filter_map(|id| department(&world, id, &query).ok().flatten());
            let items: Vec<Value> = found.map(|department| item(&world, app, department)).collect();
            Ok(Answer::ok(&json!({ "items": items })))
        })
        .into()
}

/// From the department's parent up to below the root, as far as the range reaches.
async fn parent(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, ORGANISE)
        .and_then(|app| {
            let id = query.get("department_id").ok_or_else(|| refused(400, 40_008, "dept is null"))?;
            let mut items = Vec::new();
            let mut place = department(&world, id, &query)?;
            while let Some(child) = place {
                let up = world.departments.iter().find(|candidate| candidate.id == child.parent);
                place = up.filter(|parent| parent.in_range && items.len() < world.departments.len());
                items.extend(place.map(|parent| item(&world, app, parent)));
            }
            Ok(Answer::ok(&page("items", &items, &query, 20, 50)?))
        })
        .into()
}

/// One level down, or with `fetch_child=true` all of them.
async fn children(sim: Data<Sim>, request: HttpRequest, id: Path<String>) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, ORGANISE)
        .and_then(|app| {
            let top = department(&world, &id, &query)?.map_or("0", |department| &department.id);
            let deep = query.get("fetch_child") == Some("true");
            let below = |department: &&Department| {
                department.in_range && (department.parent == top || (deep && under(&world, department, top)))
            };
            let items: Vec<Value> = world
                .departments
                .iter()
                .filter(below)
                .map(|department| item(&world, app, department))
                .collect();
            Ok(Answer::ok(&page("items", &items, &query, 10, 50)?))
        })
        .into()
}

fn under(world: &World, department: &Department, top: &str) -> bool {
    let mut parent = department.parent.as_str();
    for _ in &world.departments {
        if parent == top {
            return true;
        }
        let Some(next) = world.departments.iter().find(|candidate| candidate.id == parent) else {
            return false;
        };
        parent = &next.parent;
    }
    false
}
