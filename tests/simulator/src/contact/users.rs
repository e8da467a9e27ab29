//! Owns reading people: one, a batch, a department's, with fields gated by permission and people by contact range.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, ServiceConfig, get};
use serde_json::{Map, Value, json};

use super::paging::page;
use super::{BASE, department, refused};
use crate::answer::Answer;
use crate::apps::App;
use crate::bearer::permitted_app;
use crate::ids::open_department_id;
use crate::params::{Fields, repeated};
use crate::people::Person;
use crate::user_info::gate;
use crate::world::{Sim, World};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/open-apis/contact/v3/users/batch", get().to(batch))
        .route("/open-apis/contact/v3/users/find_by_department", get().to(find_by_department))
        .route("/open-apis/contact/v3/users/{user_id}", get().to(one));
}

async fn one(sim: Data<Sim>, request: HttpRequest, id: Path<String>) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let id_type = query.get("user_id_type").unwrap_or("open_id");
            let person = find(&world, app, &id, id_type).map_err(|(code, msg)| refused(400, code, msg))?;
            Ok(Answer::ok(&json!({ "user": user(&world, app, person, &query) })))
        })
        .into()
}

/// Ids that cannot be read are left out.
async fn batch(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let ids = repeated(request.query_string(), "user_ids");
            if ids.is_empty() || ids.len() > 50 {
                return Err(refused(400, 40_001, "param error"));
            }
            let id_type = query.get("user_id_type").unwrap_or("open_id");
            let people = ids.iter().filter_map(|id| find(&world, app, id, id_type).ok());
            let items: Vec<Value> = people.map(|person| user(&world, app, person, &query)).collect();
            Ok(Answer::ok(&json!({ "items": items })))
        })
        .into()
}

async fn find_by_department(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let id = query.get("department_id").ok_or_else(|| refused(400, 40_008, "dept is null"))?;
            let wanted = department(&world, id, &query)?;
            let here = |person: &&Person| match wanted {
                None => person.departments.is_empty(),
                Some(department) => person.departments.contains(&department.id),
            };
            let people = world.people.iter().filter(|person| visible(&world, person)).filter(here);
            let items: Vec<Value> = people.map(|person| user(&world, app, person, &query)).collect();
            Ok(Answer::ok(&page("items", &items, &query, 10, 50)?))
        })
        .into()
}

type Refusal = (i64, &'static str);

/// In the contact range, which ends at the tenant's border.
pub(super) fn visible(world: &World, person: &Person) -> bool {
    person.in_range && person.tenant_key == world.tenant_key
}

/// `Err` holds Feishu's code and words.
pub(super) fn find<'w>(world: &'w World, app: &App, id: &str, id_type: &str) -> Result<&'w Person, Refusal> {
    let foreign = |person: &Person| person.tenant_key != world.tenant_key;
    let (found, unknown, cross) = match id_type {
        "open_id" => {
            let found = world.people.iter().find(|person| person.open_id(&app.app_id) == id);
            let other = world.apps.iter().filter(|other| other.app_id != app.app_id);
            let elsewhere = other
                .into_iter()
                .any(|other| world.people.iter().any(|person| person.open_id(&other.app_id) == id));
            (
                found,
                if elsewhere {
                    (99_992_361, "open_id cross app")
                } else {
                    (99_992_351, "not a valid open_id")
                },
                None,
            )
        }
        "union_id" => (
            world.people.iter().find(|person| person.union_id == id),
            (99_992_381, "union_id cross tenant"),
            Some((99_992_381, "union_id cross tenant")),
        ),
        "user_id" => (
            world.people.iter().find(|person| person.user_id == id),
            (99_992_360, "user_id not exist"),
            Some((99_992_364, "user_id cross tenant")),
        ),
        _ => return Err((99_992_402, "field validation failed")),
    };
    match (found, cross) {
        (None, _) => Err((unknown.0, unknown.1)),
        (Some(person), Some((code, msg))) if foreign(person) => Err((code, msg)),
        (Some(person), _) if !visible(world, person) => Err((41_050, "no user authority error")),
        (Some(person), _) => Ok(person),
    }
}

/// The contact API's user, as far as the app's permissions show it.
pub(crate) fn user(world: &World, app: &App, person: &Person, query: &Fields) -> Value {
    let mut fields = Map::new();
    fields.insert("union_id".into(), json!(person.union_id));
    fields.insert("open_id".into(), json!(person.open_id(&app.app_id)));
    let custom = query.get("department_id_type") == Some("department_id");
    let departments: Vec<String> = person
        .departments
        .iter()
        .map(|id| if custom { id.clone() } else { open_department_id(id) })
        .collect();
    let avatar = |width| person.avatar(&world.base_url, width);
    let base = app.may_any_or_wide(&["contact:user.base:readonly"]);
    let employee = app.may_any_or_wide(&["contact:user.employee:readonly"]);
    let organised = app.may_any_or_wide(&["contact:user.department:readonly"]);
    let orders: Vec<Value> = departments
        .iter()
        .enumerate()
        .map(|(index, id)| {
            json!({ "department_id": id, "user_order": 0, "department_order": index, "is_primary_dept": index == 0 })
        })
        .collect();
    let texts = [
        ("name", &person.name, base),
        ("en_name", &person.en_name, base),
        ("user_id", &person.user_id, app.may("contact:user.employee_id:readonly")),
        ("email", &person.email, app.may("contact:user.email:readonly")),
        ("mobile", &person.mobile, app.may("contact:user.phone:readonly")),
        ("enterprise_email", &person.enterprise_email, employee),
        ("job_title", &person.job_title, employee),
        ("employee_no", &person.employee_no, employee),
    ];
    for (name, value, open) in texts {
        gate(&mut fields, app, name, json!(value), open);
    }
    let avatars = json!({
        "avatar_72": avatar(72), "avatar_240": avatar(240), "avatar_640": avatar(640), "avatar_origin": avatar(640),
    });
    let objects = [
        ("avatar", avatars, base),
        ("status", json!(person.status), employee),
        ("employee_type", json!(1), employee),
        ("department_ids", json!(departments), organised),
        ("orders", json!(orders), organised),
    ];
    fields.extend(
        objects.into_iter().filter(|object| object.2).map(|(name, value, _)| (name.to_owned(), value)),
    );
    Value::Object(fields)
}
