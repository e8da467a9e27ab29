//! Owns the bodies of events: v2.0 with a header, v1.0 without, contact changes with their objects.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::chance;
use crate::contact::users::user;
use crate::ids::open_department_id;
use crate::params::Fields;
use crate::world::World;

/// What a test asks to be pushed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    person: Option<String>,
    department: Option<String>,
    /// `1.0` for the old shape.
    shape: Option<String>,
    /// Reuse an id, as a redelivery of another event does.
    event_id: Option<String>,
    event: Option<Value>,
    old_object: Option<Value>,
    #[serde(default)]
    wrong_token: bool,
    #[serde(default)]
    wrong_app_id: bool,
    #[serde(default)]
    wrong_tenant: bool,
    /// Push the same bytes twice.
    #[serde(default)]
    pub(crate) duplicate: bool,
    #[serde(default)]
    pub(crate) bad_signature: bool,
    #[serde(default)]
    pub(crate) unsigned: bool,
    /// Not encrypted although a key is set.
    #[serde(default)]
    pub(crate) plain: bool,
}

/// The event's id and its body before encryption.
pub(crate) fn body(world: &World, wanted: &Wanted) -> Result<(String, Value), Answer> {
    let id = wanted.event_id.clone().unwrap_or_else(chance::hex_text::<16>);
    let token = if wanted.wrong_token { "not-the-token" } else { &world.events.verification_token };
    let app = world.apps.iter().map(|app| app.app_id.as_str()).next().unwrap_or_default();
    let app = if wanted.wrong_app_id { "cli_ffffffffffffffff" } else { app };
    let tenant = if wanted.wrong_tenant { "ffffffffffffffff" } else { &world.tenant_key };
    let mut event = event(world, wanted)?;
    if wanted.shape.as_deref() == Some("1.0") {
        if let Some(fields) = event.as_object_mut() {
            fields.insert("type".into(), json!(wanted.kind));
            fields.insert("app_id".into(), json!(app));
            fields.insert("tenant_key".into(), json!(tenant));
        }
        let ts = format!("{}.000000", world.now());
        let body = json!({ "ts": ts, "uuid": id, "token": token, "type": "event_callback", "event": event });
        return Ok((id, body));
    }
    let header = json!({
        "event_id": id,
        "event_type": wanted.kind,
        "create_time": world.clock.now_millis(),
        "token": token,
        "app_id": app,
        "tenant_key": tenant,
    });
    Ok((id, json!({ "schema": "2.0", "header": header, "event": event })))
}

fn event(world: &World, wanted: &Wanted) -> Result<Value, Answer> {
    if let Some(event) = &wanted.event {
        return Ok(event.clone());
    }
    let old = wanted.old_object.clone();
    if let Some(slug) = &wanted.person {
        return person_event(world, &wanted.kind, slug, old);
    }
    let Some(id) = &wanted.department else { return Ok(json!({})) };
    let found = world.departments.iter().find(|department| department.id == *id);
    let department = found.ok_or_else(|| Answer::refused(404, 404, "no such department"))?;
    let object = department.item(0);
    Ok(json!({ "object": object, "old_object": old.unwrap_or_else(|| json!({})) }))
}

/// A deletion names departments only in `old_object`; an update names there only what changed.
fn person_event(world: &World, kind: &str, slug: &str, old: Option<Value>) -> Result<Value, Answer> {
    let (Some(person), Some(app)) = (world.person(slug), world.apps.first()) else {
        return Err(Answer::refused(404, 404, "no such person"));
    };
    let mut object = user(world, app, person, &Fields::default());
    if kind == "contact.user.created_v3" {
        return Ok(json!({ "object": object }));
    }
    let mut before = json!({});
    if kind == "contact.user.deleted_v3" {
        if let Some(fields) = object.as_object_mut() {
            fields.insert("department_ids".into(), json!([]));
        }
        let departments: Vec<String> = person.departments.iter().map(|id| open_department_id(id)).collect();
        before = json!({ "department_ids": departments, "open_id": person.open_id(&app.app_id) });
    }
    Ok(json!({ "object": object, "old_object": old.unwrap_or(before) }))
}
