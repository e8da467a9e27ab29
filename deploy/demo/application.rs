//! The sample internal application: one page, a "Sign in" button, and the claims it got.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Server;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, Query};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use askama::Template;
use openidconnect::CsrfToken;
use serde::Deserialize;
use serde_json::Value;

use crate::protected;
use crate::proxy::Proxy;
use crate::relying_party::{RelyingParty, SignIn, Verified};

/// What the application asks to know.
const SCOPES: [&str; 4] = ["profile", "email", "phone", "feishu"];
const SESSION: &str = "sample-session";
/// Begins the names of the cookies of sign-ins under way, one each, since a browser may have several tabs.
const PENDING: &str = "sample-sign-in-";

struct State {
    relying_party: RelyingParty,
    pending: Mutex<HashMap<String, SignIn>>,
    sessions: Mutex<HashMap<String, Verified>>,
}

#[derive(Template)]
#[template(path = "application.html", config = "deploy/demo/askama.toml")]
struct Page<'a> {
    person: Option<&'a str>,
    id_token: Vec<(String, String)>,
    userinfo: Vec<(String, String)>,
    problem: Option<&'a str>,
}

/// The application's server, to be spawned; `proxy` is asked about its protected part.
pub(crate) fn server(
    listener: TcpListener,
    relying_party: RelyingParty,
    proxy: Proxy,
) -> std::io::Result<Server> {
    let proxy = Data::new(proxy);
    let state = Data::new(State { relying_party, pending: Mutex::default(), sessions: Mutex::default() });
    Ok(HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(proxy.clone())
            .route("/", web::get().to(home))
            .route("/sign-in", web::get().to(sign_in))
            .route("/callback", web::get().to(callback))
            .route("/sign-out", web::post().to(sign_out))
            .configure(protected::routes)
    })
    .workers(1)
    // Longer than browsers and proxies keep one.
    .keep_alive(Duration::from_secs(150))
    .disable_signals()
    .listen(listener)?
    .run())
}

async fn home(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let sessions = state.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let verified = request.cookie(SESSION).and_then(|cookie| sessions.get(cookie.value()));
    let claims = |value: &Value| {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), text(value))).collect()
    };
    let person = verified.map(|verified| {
        verified
            .userinfo
            .get("name")
            .or_else(|| verified.userinfo.get("sub"))
            .and_then(Value::as_str)
            .unwrap_or("?")
    });
    page(&Page {
        person,
        id_token: verified.map(|verified| claims(&verified.id_token)).unwrap_or_default(),
        userinfo: verified.map(|verified| claims(&verified.userinfo)).unwrap_or_default(),
        problem: None,
    })
}

async fn sign_in(state: Data<State>) -> HttpResponse {
    let sign_in = state.relying_party.begin(&SCOPES);
    let (url, id) = (sign_in.url.clone(), CsrfToken::new_random().into_secret());
    let cookie = cookie(format!("{PENDING}{}", sign_in.state.secret()), id.clone());
    state.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sign_in);
    HttpResponse::SeeOther().cookie(cookie).insert_header((LOCATION, url)).finish()
}

#[derive(Deserialize)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

async fn callback(request: HttpRequest, state: Data<State>, answer: Query<Answer>) -> HttpResponse {
    match finish(&request, &state, &answer).await {
        Ok(session) => {
            let session = cookie(SESSION.to_owned(), session);
            HttpResponse::SeeOther().cookie(session).insert_header((LOCATION, "/")).finish()
        }
        // The browser's "back" leads through an answer that was used before.
        Err(_used) if signed_in(&request, &state) => {
            HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish()
        }
        Err(problem) => {
            page(&Page { person: None, id_token: vec![], userinfo: vec![], problem: Some(&problem) })
        }
    }
}

fn signed_in(request: &HttpRequest, state: &State) -> bool {
    let sessions = state.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    request.cookie(SESSION).is_some_and(|cookie| sessions.contains_key(cookie.value()))
}

async fn finish(request: &HttpRequest, state: &State, answer: &Answer) -> Result<String, String> {
    let name = format!("{PENDING}{}", answer.state.as_deref().unwrap_or_default());
    let pending = request.cookie(&name).and_then(|cookie| {
        state.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(cookie.value())
    });
    let pending = pending.ok_or("no sign-in is under way in this browser")?;
    if answer.state.as_deref() != Some(pending.state.secret().as_str()) {
        return Err("state does not match".to_owned());
    }
    let code = answer.code.as_deref().ok_or_else(|| answer.error.clone().unwrap_or_default())?;
    let verified = state.relying_party.finish(pending, code).await.map_err(|error| format!("{error:#}"))?;
    let session = CsrfToken::new_random().into_secret();
    state.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(session.clone(), verified);
    Ok(session)
}

async fn sign_out(request: HttpRequest, state: Data<State>) -> HttpResponse {
    if let Some(cookie) = request.cookie(SESSION) {
        state.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(cookie.value());
    }
    HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish()
}

fn cookie(name: String, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).finish()
}

fn page(page: &Page<'_>) -> HttpResponse {
    match page.render() {
        Ok(html) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
