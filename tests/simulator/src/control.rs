//! Owns steering: what tests and the demo change and look at through `/_sim/…`, and nothing that Feishu has itself.

use actix_web::web::{Data, Json, ServiceConfig, delete, get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::answer::Answer;
use crate::authorize::{decide, entry_of};
use crate::config::MissingFields;
use crate::events::deliver_due;
use crate::faults::Fault;
use crate::world::Sim;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/_sim/clock", get().to(clock))
        .route("/_sim/clock", post().to(set_clock))
        .route("/_sim/login", post().to(login))
        .route("/_sim/client-person", post().to(client_person))
        .route("/_sim/faults", post().to(add_fault))
        .route("/_sim/faults", delete().to(clear_faults))
        .route("/_sim/expire-codes", post().to(expire_codes))
        .route("/_sim/permissions", post().to(permissions))
        .route("/_sim/app", post().to(app))
        .route("/_sim/redirect-urls", post().to(redirect_urls))
        .route("/_sim/calls", get().to(calls))
        .route("/_sim/calls", delete().to(clear_calls))
        .route("/_sim/counters", get().to(counters))
        .route("/_sim/secrets", get().to(secrets));
}

fn done() -> Answer {
    Answer::flat(json!({ "ok": true }))
}

async fn clock(sim: Data<Sim>) -> Answer {
    Answer::flat(json!({ "now": sim.world().now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    advance_seconds: Option<u32>,
    freeze: Option<bool>,
}

/// Answers when every event retry that has come due is delivered.
async fn set_clock(sim: Data<Sim>, set: Json<SetClock>) -> Answer {
    {
        let clock = &mut sim.world().clock;
        if let Some(freeze) = set.freeze {
            clock.freeze(freeze);
        }
        clock.advance(i64::from(set.advance_seconds.unwrap_or_default()));
    }
    deliver_due(&sim).await;
    clock(sim).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    authorize_url: String,
    /// None denies.
    person: Option<String>,
}

/// What a browser would get from the authorize page, without the page.
async fn login(sim: Data<Sim>, login: Json<Login>) -> Answer {
    let url = Url::parse(&login.authorize_url).ok();
    let entry = url.as_ref().and_then(|url| entry_of(url.path()));
    let (Some(url), Some(entry)) = (url, entry) else {
        return Answer::refused(400, 400, "authorize_url is not an authorize address");
    };
    match decide(&mut sim.world(), entry, url.query().unwrap_or_default(), login.person.as_deref()) {
        Ok(redirect) => Answer::flat(json!({ "redirect": redirect })),
        Err(refusal) => Answer::refused(400, refusal.code, refusal.words),
    }
}

#[derive(Deserialize)]
struct Slug {
    person: Option<String>,
}

async fn client_person(sim: Data<Sim>, slug: Json<Slug>) -> Answer {
    let mut world = sim.world();
    if slug.person.as_deref().is_some_and(|slug| world.person(slug).is_none()) {
        return Answer::refused(404, 404, "no such person");
    }
    world.client_person = slug.into_inner().person;
    done()
}

async fn add_fault(sim: Data<Sim>, fault: Json<Fault>) -> Answer {
    sim.world().faults.push(fault.into_inner());
    done()
}

async fn clear_faults(sim: Data<Sim>) -> Answer {
    let mut world = sim.world();
    world.faults.clear();
    sim.cleared.send_modify(|times| *times += 1);
    done()
}

async fn expire_codes(sim: Data<Sim>) -> Answer {
    let mut world = sim.world();
    let now = world.now();
    world.codes.expire_all(now);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Permissions {
    granted: Option<Vec<String>>,
    /// `absent` or `empty`.
    missing_fields: Option<String>,
}

async fn permissions(sim: Data<Sim>, set: Json<Permissions>) -> Answer {
    let mut world = sim.world();
    let set = set.into_inner();
    let missing = match set.missing_fields.as_deref() {
        None => None,
        Some("absent") => Some(MissingFields::Absent),
        Some("empty") => Some(MissingFields::Empty),
        Some(_) => return Answer::refused(400, 400, "missing_fields is absent or empty"),
    };
    let Some(app) = world.apps.first_mut() else { return done() };
    if let Some(granted) = set.granted {
        app.permissions = granted.into_iter().collect();
    }
    app.missing_fields = missing.unwrap_or(app.missing_fields);
    Answer::flat(json!({ "granted": app.permissions }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switches {
    enabled: Option<bool>,
    installed: Option<bool>,
    refresh: Option<bool>,
    bot: Option<bool>,
    app_secret: Option<String>,
}

async fn app(sim: Data<Sim>, set: Json<Switches>) -> Answer {
    let mut world = sim.world();
    let set = set.into_inner();
    if let Some(secret) = &set.app_secret {
        world.record.secret("app_secret", secret);
    }
    let Some(app) = world.apps.first_mut() else { return done() };
    app.enabled = set.enabled.unwrap_or(app.enabled);
    app.installed = set.installed.unwrap_or(app.installed);
    app.refresh = set.refresh.unwrap_or(app.refresh);
    app.bot = set.bot.unwrap_or(app.bot);
    if let Some(secret) = set.app_secret {
        app.app_secret = secret;
    }
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RedirectUrls {
    add: Option<Vec<String>>,
    set: Option<Vec<String>>,
    /// The app under test unless named.
    app_id: Option<String>,
}

async fn redirect_urls(sim: Data<Sim>, change: Json<RedirectUrls>) -> Answer {
    let mut world = sim.world();
    let change = change.into_inner();
    let wanted = |app_id: &str| change.app_id.as_deref().is_none_or(|wanted| wanted == app_id);
    let Some(app) = world.apps.iter_mut().find(|app| wanted(&app.app_id)) else {
        return Answer::refused(404, 404, "no such app");
    };
    if let Some(urls) = change.set {
        app.redirect_urls = urls;
    }
    app.redirect_urls.extend(change.add.unwrap_or_default());
    Answer::flat(json!({ "app_id": app.app_id, "redirect_urls": app.redirect_urls }))
}

async fn calls(sim: Data<Sim>) -> Answer {
    Answer::flat(json!({ "calls": sim.world().record.calls }))
}

async fn clear_calls(sim: Data<Sim>) -> Answer {
    sim.world().record.calls.clear();
    done()
}

/// Presented and redeemed counts per code, and the largest of the latter: more than one would be a defect.
async fn counters(sim: Data<Sim>) -> Answer {
    let world = sim.world();
    let uses = world.codes.uses();
    let codes: Vec<Value> = uses
        .iter()
        .map(|(code, uses)| {
            let mut entry = json!(uses);
            if let Some(fields) = entry.as_object_mut() {
                fields.insert("code".into(), json!(code));
            }
            entry
        })
        .collect();
    Answer::flat(json!({
        "codes": codes,
        "issued": uses.values().filter(|uses| uses.issued).count(),
        "presented": uses.values().map(|uses| uses.presented).sum::<u32>(),
        "succeeded": uses.values().map(|uses| uses.succeeded).sum::<u32>(),
        "most_presented": uses.values().map(|uses| uses.presented).max().unwrap_or_default(),
        "most_succeeded": uses.values().map(|uses| uses.succeeded).max().unwrap_or_default(),
    }))
}

async fn secrets(sim: Data<Sim>) -> Answer {
    Answer::flat(json!({ "secrets": sim.world().record.secrets() }))
}
