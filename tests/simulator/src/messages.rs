//! Owns sent messages (Feishu: 发送消息): who may be written to, and never twice for one uuid within an hour.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, ServiceConfig, get, post};
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::bearer::permitted_app;
use crate::chance;
use crate::params::Fields;
use crate::people::Person;
use crate::world::{Sim, World};

const UUID_SECONDS: i64 = 3600;
/// Messages per second to one person.
const PER_SECOND: usize = 5;
const TYPES: [&str; 11] = [
    "text",
    "post",
    "image",
    "file",
    "audio",
    "media",
    "sticker",
    "interactive",
    "share_chat",
    "share_user",
    "system",
];

#[derive(Clone, Serialize)]
pub(crate) struct Message {
    pub(crate) message_id: String,
    pub(crate) app_id: String,
    pub(crate) person: String,
    pub(crate) receive_id_type: String,
    pub(crate) receive_id: String,
    pub(crate) msg_type: String,
    /// The JSON text as it was sent.
    pub(crate) content: String,
    pub(crate) uuid: Option<String>,
    pub(crate) at: i64,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/open-apis/im/v1/messages", post().to(send)).route("/_sim/messages", get().to(list));
}

async fn list(sim: Data<Sim>) -> Answer {
    Answer::flat(json!({ "messages": sim.world().messages }))
}

async fn send(sim: Data<Sim>, request: HttpRequest, body: Bytes) -> Answer {
    let mut world = sim.world();
    accept(&mut world, &request, &body).map(|message| Answer::ok(&message)).into()
}

fn accept(world: &mut World, request: &HttpRequest, body: &[u8]) -> Result<Value, Answer> {
    let app = permitted_app(world, request, &["im:message", "im:message:send_as_bot", "im:message:send"])?;
    if !app.bot {
        return Err(refused(230_006, "Bot ability is not activated."));
    }
    let app_id = app.app_id.clone();
    let id_type = Fields::query(request.query_string()).text("receive_id_type").to_owned();
    let fields = Fields::json(body).ok_or_else(|| invalid("body"))?;
    check(&fields)?;
    let person = receiver(world, &app_id, &id_type, fields.text("receive_id"))?;
    let (slug, now) = (person.slug.clone(), world.now());
    let uuid = fields.get("uuid").map(String::from);
    let same = |message: &&Message| {
        uuid.is_some() && message.uuid == uuid && message.app_id == app_id && now - message.at < UUID_SECONDS
    };
    if let Some(message) = world.messages.iter().find(same) {
        return Ok(data(world, message));
    }
    if world.messages.iter().filter(|message| message.person == slug && message.at == now).count()
        >= PER_SECOND
    {
        return Err(refused(230_020, "This operation triggers the frequency limit."));
    }
    let message = Message {
        message_id: format!("om_{}", chance::hex_text::<16>()),
        app_id,
        person: slug,
        receive_id_type: id_type,
        receive_id: fields.text("receive_id").into(),
        msg_type: fields.text("msg_type").into(),
        content: fields.text("content").into(),
        uuid,
        at: now,
    };
    world.messages.push(message.clone());
    Ok(data(world, &message))
}

fn check(fields: &Fields) -> Result<(), Answer> {
    if !TYPES.contains(&fields.text("msg_type")) {
        return Err(invalid("msg_type"));
    }
    let content = fields.text("content");
    if content.len() > 150 * 1024 || (fields.text("msg_type") != "text" && content.len() > 30 * 1024) {
        return Err(refused(230_025, "The length of the message content reaches its limit."));
    }
    if !serde_json::from_str::<Value>(content).is_ok_and(|content| content.is_object()) {
        return Err(invalid("content is not a string in json format"));
    }
    if fields.text("uuid").len() > 50 {
        return Err(invalid("uuid"));
    }
    Ok(())
}

fn receiver<'w>(world: &'w World, app_id: &str, id_type: &str, id: &str) -> Result<&'w Person, Answer> {
    let matches = |person: &&Person| match id_type {
        "open_id" => person.open_id(app_id) == id,
        "union_id" => person.union_id == id,
        "user_id" => person.user_id == id,
        "email" => !id.is_empty() && (person.email == id || person.enterprise_email == id),
        _ => false,
    };
    if id_type == "chat_id" {
        return Err(refused(230_002, "The bot can not be outside the group."));
    }
    if !["open_id", "union_id", "user_id", "email"].contains(&id_type) {
        return Err(invalid("receive_id_type"));
    }
    let cross = world.apps.iter().filter(|app| app.app_id != app_id);
    if id_type == "open_id"
        && cross.into_iter().any(|app| world.people.iter().any(|person| person.open_id(&app.app_id) == id))
    {
        return Err(Answer::gateway(400, 99_992_361, "open_id cross app", &[]));
    }
    let person = world.people.iter().find(matches).ok_or_else(|| invalid("invalid receive_id"))?;
    let away = person.status.is_resigned || !person.available || person.tenant_key != world.tenant_key;
    if away { Err(refused(230_013, "Bot has NO availability to this user.")) } else { Ok(person) }
}

fn invalid(which: &str) -> Answer {
    refused(230_001, &format!("Your request contains an invalid request parameter, ext={which}"))
}

fn refused(code: i64, msg: &str) -> Answer {
    Answer::gateway(400, code, msg, &[])
}

fn data(world: &World, message: &Message) -> Value {
    let time = format!("{}000", message.at);
    json!({
        "message_id": message.message_id,
        "root_id": "",
        "parent_id": "",
        "thread_id": "",
        "msg_type": message.msg_type,
        "create_time": time,
        "update_time": time,
        "deleted": false,
        "updated": false,
        "chat_id": format!("oc_{}", crate::ids::stable(&["chat", &message.app_id, &message.person], 16)),
        "sender": {
            "id": message.app_id, "id_type": "app_id", "sender_type": "app", "tenant_key": world.tenant_key,
        },
        "body": { "content": message.content },
        "mentions": [],
        "upper_message_id": "",
    })
}
