//! Owns `GET /_sim/`: the page that lists what the simulator offers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, ServiceConfig, get};

use crate::page;
use crate::world::Sim;

/// Method and path, then what it does.
const CONTROL: [(&str, &str); 25] = [
    ("GET /_sim/clock", "the simulated time"),
    (
        "POST /_sim/clock",
        r#"{"advance_seconds":n, "freeze":true|false}; due event retries are delivered first"#,
    ),
    ("POST /_sim/login", r#"{"person":slug or null to deny,"authorize_url":"…"} → {"redirect":"…"}"#),
    ("POST /_sim/client-person", r#"{"person":slug or null}: who is signed in to the Feishu client"#),
    ("GET /_sim/phone?qr=…", "the simulated phone; POST qr, person (none cancels)"),
    ("GET /_sim/qr/{id}", "state of a QR session"),
    (
        "POST /_sim/faults",
        r#"{"path":prefix,"kind":"slow|hold|status|truncate|ratelimit|nonsense|redirect|huge|close","method","delay_ms","status","reset","location","body","after":bool,"times":n}"#,
    ),
    ("DELETE /_sim/faults", "no faults any more; what was held is answered"),
    ("POST /_sim/expire-codes", "every code issued so far has expired"),
    ("GET /_sim/people", "everybody with their ids"),
    (
        "POST /_sim/people/{slug}",
        r#"merges fields, creates unknown slugs; "status" also takes active, frozen, resigned, exited, unjoin"#,
    ),
    ("DELETE /_sim/people/{slug}", "forgets a person"),
    ("POST /_sim/range", r#"{"all_members":bool,"departments":{"legal":true}}: the contact range"#),
    ("POST /_sim/permissions", r#"{"granted":[…],"missing_fields":"absent|empty"}"#),
    ("POST /_sim/app", r#"{"enabled","installed","refresh","bot":bool,"app_secret":"…"}"#),
    ("POST /_sim/redirect-urls", r#"{"add":[…],"set":[…],"app_id":"…"}"#),
    ("GET /_sim/calls", "every call: method, path, status, code, grant, fault, log_id"),
    ("DELETE /_sim/calls", "empties that list"),
    ("GET /_sim/counters", "how often each code was presented and redeemed"),
    ("GET /_sim/secrets", "every secret issued or accepted, with its kind"),
    ("GET /_sim/messages", "messages that were sent"),
    ("POST /_sim/event-settings", r#"{"callback_url","encrypt_key","verification_token"}"#),
    ("POST /_sim/events/challenge", "url_verification → {ok,status,body}"),
    (
        "POST /_sim/events",
        r#"{"type","person","department","event","old_object","shape":"1.0","event_id","duplicate","wrong_token","wrong_app_id","wrong_tenant","bad_signature","unsigned","plain"}"#,
    ),
    ("GET /_sim/events", "pushed events with their attempts"),
];

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/_sim/", get().to(show)).route("/_sim", get().to(show));
}

async fn show(sim: Data<Sim>) -> HttpResponse {
    let rows: String = CONTROL
        .iter()
        .map(|(what, does)| {
            format!("<dt><code>{}</code></dt><dd>{}</dd>", page::escape(what), page::escape(does))
        })
        .collect();
    let body = format!("<h1>控制接口 · Control API</h1><dl>{rows}</dl>");
    page::shown(StatusCode::OK, 0, page::html(sim.world().brand, "Control API", &body))
}
