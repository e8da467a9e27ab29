//! Owns reading user groups (用户组): the groups of a person, one group, the list.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, ServiceConfig, get};
use serde_json::{Value, json};

use super::paging::page;
use super::refused;
use super::users::find;
use crate::answer::Answer;
use crate::bearer::permitted_app;
use crate::organisation::Group;
use crate::params::Fields;
use crate::world::Sim;

const GROUP: &[&str] = &["contact:group:readonly"];

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/open-apis/contact/v3/group/member_belong", get().to(member_belong))
        .route("/open-apis/contact/v3/group/simplelist", get().to(simplelist))
        .route("/open-apis/contact/v3/group/{id}", get().to(one));
}

fn kind(query: &Fields, name: &str) -> i64 {
    query.get(name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Ids only.
async fn member_belong(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, GROUP)
        .and_then(|app| {
            let id = query.get("member_id").ok_or_else(|| refused(400, 41_073, "member id is invalid"))?;
            let person = find(&world, app, id, query.get("member_id_type").unwrap_or("open_id"))
                .map_err(|(code, msg)| refused(if code == 41_050 { 403 } else { 400 }, code, msg))?;
            let wanted = kind(&query, "group_type");
            let has = |group: &&Group| group.kind == wanted && group.members.contains(&person.slug);
            let ids: Vec<Value> = world.groups.iter().filter(has).map(|group| json!(group.id)).collect();
            Ok(Answer::ok(&page("group_list", &ids, &query, 500, 1000)?))
        })
        .into()
}

async fn simplelist(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, GROUP)
        .and_then(|_| {
            let wanted = kind(&query, "type");
            let groups = world.groups.iter().filter(|group| group.kind == wanted);
            let items: Vec<Value> = groups.map(item).collect();
            Ok(Answer::ok(&page("grouplist", &items, &query, 50, 100)?))
        })
        .into()
}

async fn one(sim: Data<Sim>, request: HttpRequest, id: Path<String>) -> Answer {
    let world = sim.world();
    permitted_app(&world, &request, GROUP)
        .and_then(|_| {
            let group = world.groups.iter().find(|group| group.id == *id);
            let group = group.ok_or_else(|| refused(400, 42_002, "invalid group_id"))?;
            Ok(Answer::ok(&json!({ "group": item(group) })))
        })
        .into()
}

fn item(group: &Group) -> Value {
    json!({
        "id": group.id,
        "name": group.name,
        "description": "",
        "member_user_count": group.members.len(),
        "member_department_count": 0,
        "type": group.kind,
    })
}
