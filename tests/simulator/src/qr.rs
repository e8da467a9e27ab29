//! Owns QR sessions: the iframe that shows a code, the simulated phone that scans it, the tmp_code between them.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use url::Url;

use crate::answer::Answer;
use crate::authorize::{Request, check, entry_of};
use crate::codes::Entry;
use crate::page;
use crate::params::Fields;
use crate::qr_page;
use crate::world::{Sim, World};
use crate::{chance, ids};

/// Neither lifetime is documented; three minutes is what people see.
const QR_SECONDS: i64 = 180;

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Scan {
    Waiting,
    Cancelled,
    Confirmed { tmp_code: String, person: String, taken: bool },
}

pub(crate) struct QrSession {
    pub(crate) app_id: String,
    redirect_uri: String,
    expires_at: i64,
    pub(crate) scan: Scan,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/suite/passport/sso/qr", get().to(frame))
        .route("/accounts/auth_login/qr", get().to(frame))
        .route("/_sim/qr/{id}", get().to(poll))
        .route("/_sim/phone", get().to(phone))
        .route("/_sim/phone", post().to(scan));
}

/// The page that the QR SDK puts into an iframe.
async fn frame(sim: Data<Sim>, http: HttpRequest) -> HttpResponse {
    let mut world = sim.world();
    let query = Fields::query(http.query_string());
    let goto = Url::parse(query.text("goto")).ok();
    let entry = goto.as_ref().and_then(|goto| entry_of(goto.path()));
    let (Some(goto), Some(entry)) = (goto, entry) else {
        return page::error(&http, world.brand, 20_001, "goto 不合法 · goto is not an authorize address");
    };
    if http.path() == "/suite/passport/sso/qr" && entry != Entry::Passport {
        return page::error(
            &http,
            world.brand,
            20_001,
            "goto 必须是 suite/passport 地址 · goto must be the passport address",
        );
    }
    let request = match check(&world, entry, &Fields::query(goto.query().unwrap_or_default())) {
        Ok(request) => request,
        Err(refusal) => return page::error(&http, world.brand, refusal.code, refusal.words),
    };
    let id = chance::hex_text::<16>();
    let session = QrSession {
        app_id: request.app_id,
        redirect_uri: request.redirect_uri,
        expires_at: world.now() + QR_SECONDS,
        scan: Scan::Waiting,
    };
    world.record.secret("qr", &id);
    world.qr_sessions.insert(id.clone(), session);
    let object_form = query.get("sdk_version") == Some("1.0.3");
    page::shown(StatusCode::OK, 0, qr_page::frame(world.brand, &id, object_form))
}

/// What the iframe asks while it waits.
async fn poll(sim: Data<Sim>, id: Path<String>) -> Answer {
    let world = sim.world();
    let Some(session) = world.qr_sessions.get(id.as_str()) else {
        return Answer::raw(404, 404, json!({ "status": "unknown" }));
    };
    let body = match &session.scan {
        Scan::Confirmed { tmp_code, .. } => json!({ "status": "confirmed", "tmp_code": tmp_code }),
        Scan::Cancelled => json!({ "status": "cancelled" }),
        Scan::Waiting if session.expires_at <= world.now() => json!({ "status": "expired" }),
        Scan::Waiting => json!({ "status": "waiting" }),
    };
    Answer::flat(body)
}

async fn phone(sim: Data<Sim>, http: HttpRequest) -> HttpResponse {
    let world = sim.world();
    let id = Fields::query(http.query_string()).text("qr").to_owned();
    match live(&world, &id) {
        Some(session) => page::shown(StatusCode::OK, 0, qr_page::phone(&world, &id, session)),
        None => page::error(&http, world.brand, 20_004, "二维码已过期 · the QR code has expired"),
    }
}

/// Scan and confirm as a person, or cancel; a form or JSON with `qr` and `person`.
async fn scan(sim: Data<Sim>, http: HttpRequest, body: Bytes) -> HttpResponse {
    let mut world = sim.world();
    let fields = Fields::body(&http, &body).unwrap_or_default();
    let id = fields.text("qr").to_owned();
    let Some(app_id) = live(&world, &id).map(|session| session.app_id.clone()) else {
        return page::error(&http, world.brand, 20_004, "二维码已过期 · the QR code has expired");
    };
    let scan = match fields.get("person").map(|name| world.person_named(&app_id, name)) {
        None => Scan::Cancelled,
        Some(None) => return page::error(&http, world.brand, 20_008, "用户不存在 · the user does not exist"),
        Some(Some(person)) => Scan::Confirmed {
            tmp_code: ids::hex(&chance::bytes::<16>()),
            person: person.slug.clone(),
            taken: false,
        },
    };
    if let Scan::Confirmed { tmp_code, .. } = &scan {
        world.record.secret("tmp_code", tmp_code);
    }
    if let Some(session) = world.qr_sessions.get_mut(&id) {
        session.scan = scan;
    }
    page::shown(StatusCode::OK, 0, qr_page::phone_done(world.brand))
}

fn live<'w>(world: &'w World, id: &str) -> Option<&'w QrSession> {
    let now = world.now();
    world.qr_sessions.get(id).filter(|session| session.expires_at > now && session.scan == Scan::Waiting)
}

/// Takes a tmp_code, once, for the same app and redirect URL; gives the person's slug.
pub(crate) fn take(world: &mut World, wanted: &str, request: &Request) -> Option<String> {
    let now = world.now();
    world.qr_sessions.values_mut().find_map(|session| {
        let here = session.expires_at > now
            && session.app_id == request.app_id
            && session.redirect_uri == request.redirect_uri;
        match &mut session.scan {
            Scan::Confirmed { tmp_code, person, taken } if here && !*taken && tmp_code == wanted => {
                *taken = true;
                Some(person.clone())
            }
            _ => None,
        }
    })
}
