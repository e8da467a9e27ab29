//! Owns the app's contact range (通讯录授权范围) and the tenant's own description.

use actix_web::HttpRequest;
use actix_web::web::{Data, ServiceConfig, get};
use serde_json::{Value, json};

use super::BASE;
use super::paging::page;
use super::users::visible;
use crate::answer::Answer;
use crate::bearer::permitted_app;
use crate::ids::open_department_id;
use crate::params::Fields;
use crate::world::Sim;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/open-apis/contact/v3/scopes", get().to(scopes))
        .route("/open-apis/tenant/v2/tenant/query", get().to(tenant));
}

/// Departments at the top of the range, people of no department, groups.
async fn scopes(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    let query = Fields::query(request.query_string());
    permitted_app(&world, &request, BASE)
        .and_then(|app| {
            let departments: Vec<Value> = world
                .departments
                .iter()
                .filter(|department| department.in_range && department.parent == "0")
                .map(|department| json!(open_department_id(&department.id)))
                .collect();
            let people =
                world.people.iter().filter(|person| visible(&world, person) && person.departments.is_empty());
            let users: Vec<String> = people.map(|person| person.open_id(&app.app_id)).collect();
            let groups: Vec<&str> = world.groups.iter().map(|group| group.id.as_str()).collect();
            let mut data = page("department_ids", &departments, &query, 50, 100)?;
            if let Some(fields) = data.as_object_mut() {
                fields.insert("user_ids".into(), json!(users));
                fields.insert("group_ids".into(), json!(groups));
            }
            Ok(Answer::ok(&data))
        })
        .into()
}

async fn tenant(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    permitted_app(&world, &request, &["tenant:tenant:readonly"])
        .map(|_| {
            Answer::ok(&json!({ "tenant": {
                "name": world.tenant_name,
                "display_id": "F00000000000",
                "tenant_tag": 0,
                "tenant_key": world.tenant_key,
                "avatar": { "avatar_origin": "", "avatar_72": "", "avatar_240": "", "avatar_640": "" },
                "domain": "simulated.feishu.cn",
            } }))
        })
        .into()
}
