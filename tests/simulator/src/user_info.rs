//! Owns `GET /open-apis/authen/v1/user_info` (Feishu: 获取用户信息) and the profile fields that v1 tokens carry too.

use actix_web::HttpRequest;
use actix_web::web::{Data, ServiceConfig, get};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::apps::App;
use crate::bearer;
use crate::config::MissingFields;
use crate::people::Person;
use crate::world::{Sim, World};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/open-apis/authen/v1/user_info", get().to(user_info));
}

async fn user_info(sim: Data<Sim>, request: HttpRequest) -> Answer {
    let world = sim.world();
    bearer::user(&world, &request)
        .map(|(app, person)| Answer::ok(&Value::Object(profile(&world, app, person))))
        .into()
}

/// Name, avatars and ids need no permission; the other fields one each.
pub(crate) fn profile(world: &World, app: &App, person: &Person) -> Map<String, Value> {
    let avatar = |width| json!(person.avatar(&world.base_url, width));
    let mut fields: Map<String, Value> = [
        ("name", json!(person.name)),
        ("en_name", json!(person.en_name)),
        ("avatar_url", avatar(72)),
        ("avatar_thumb", avatar(72)),
        ("avatar_middle", avatar(240)),
        ("avatar_big", avatar(640)),
        ("open_id", json!(person.open_id(&app.app_id))),
        ("union_id", json!(person.union_id)),
        ("tenant_key", json!(person.tenant_key)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let employee = "contact:user.employee:readonly";
    let gated = [
        ("email", &person.email, app.may("contact:user.email:readonly")),
        ("enterprise_email", &person.enterprise_email, app.may(employee)),
        ("user_id", &person.user_id, app.may("contact:user.employee_id:readonly")),
        ("mobile", &person.mobile, app.may("contact:user.phone:readonly")),
        ("employee_no", &person.employee_no, app.may_any_or_wide(&[employee])),
    ];
    for (name, value, open) in gated {
        gate(&mut fields, app, name, json!(value), open);
    }
    fields
}

/// Puts a field in; without permission not at all, or as an empty text.
pub(crate) fn gate(fields: &mut Map<String, Value>, app: &App, name: &str, value: Value, open: bool) {
    if open {
        fields.insert(name.into(), value);
    } else if app.missing_fields == MissingFields::Empty {
        fields.insert(name.into(), json!(""));
    }
}
