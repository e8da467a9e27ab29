//! Owns steering people and the contact range through `/_sim/people` and `/_sim/range`.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json, Path, ServiceConfig, delete, get, post};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::people::{Person, Status};
use crate::world::{Sim, World};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/_sim/people", get().to(list))
        .route("/_sim/people/{slug}", post().to(change))
        .route("/_sim/people/{slug}", delete().to(forget))
        .route("/_sim/range", post().to(range));
}

fn described(world: &World, person: &Person) -> Value {
    let ids: Vec<&str> = world.apps.iter().map(|app| app.app_id.as_str()).collect();
    match ids.as_slice() {
        [app, other, ..] => person.described(app, other),
        _ => Value::Null,
    }
}

async fn list(sim: Data<Sim>) -> Answer {
    let world = sim.world();
    let people: Vec<Value> = world.people.iter().map(|person| described(&world, person)).collect();
    Answer::flat(json!({ "people": people }))
}

/// Merges fields into a person; an unknown slug becomes a new, ordinary person.
async fn change(sim: Data<Sim>, slug: Path<String>, fields: Json<Map<String, Value>>) -> Answer {
    let mut world = sim.world();
    let number = world.people.len() + 1;
    let before =
        world.person(&slug).cloned().unwrap_or_else(|| Person::new(&slug, number, &world.tenant_key));
    let mut value = json!(before);
    for (name, change) in fields.into_inner() {
        let change = match change.as_str().filter(|_| name == "status") {
            Some(word) => Status::named(word).map_or(Value::Null, |status| json!(status)),
            None => change,
        };
        merge(&mut value, name, change);
    }
    let after: Person = match serde_json::from_value(value) {
        Ok(after) => after,
        Err(error) => return Answer::refused(400, 400, &error.to_string()),
    };
    let answer = described(&world, &after);
    match world.people.iter_mut().find(|person| person.slug == *slug) {
        Some(person) => *person = after,
        None => world.people.push(after),
    }
    Answer::flat(answer)
}

/// Objects are merged one level deep, so `{"status":{"is_frozen":true}}` keeps the other flags.
fn merge(value: &mut Value, name: String, change: Value) {
    let Some(fields) = value.as_object_mut() else { return };
    match (fields.get_mut(&name).and_then(Value::as_object_mut), change) {
        (Some(inner), Value::Object(change)) => inner.extend(change),
        (_, change) => {
            fields.insert(name, change);
        }
    }
}

/// Codes and tokens of a forgotten person lead to 20008.
async fn forget(sim: Data<Sim>, slug: Path<String>) -> Answer {
    let mut world = sim.world();
    let before = world.people.len();
    world.people.retain(|person| person.slug != *slug);
    Answer::flat(json!({ "ok": world.people.len() < before }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    all_members: Option<bool>,
    /// Custom department id → in range.
    #[serde(default)]
    departments: BTreeMap<String, bool>,
}

async fn range(sim: Data<Sim>, range: Json<Range>) -> Answer {
    let mut world = sim.world();
    world.all_members = range.all_members.unwrap_or(world.all_members);
    for department in &mut world.departments {
        if let Some(in_range) = range.departments.get(&department.id) {
            department.in_range = *in_range;
        }
    }
    Answer::flat(json!({ "ok": true }))
}
