//! Owns the authorize pages (Feishu: 获取授权码): what a request must hold, and what a person's answer leads to.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::authorize_page;
use crate::codes::{Challenge, Code, Entry};
use crate::page;
use crate::params::{Fields, header, with_query};
use crate::qr;
use crate::world::{Sim, World};

/// A request that names a known app and one of its redirect URLs.
pub(crate) struct Request {
    pub(crate) entry: Entry,
    pub(crate) app_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: Vec<String>,
    state: Option<String>,
    challenge: Option<Challenge>,
}

/// Shown instead of a redirect.
pub(crate) struct PageError {
    pub(crate) code: i64,
    pub(crate) words: &'static str,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    for path in
        ["/open-apis/authen/v1/authorize", "/open-apis/authen/v1/index", "/suite/passport/oauth/authorize"]
    {
        config.route(path, get().to(show));
    }
    config.route("/_sim/authorize", post().to(answer));
}

pub(crate) fn entry_of(path: &str) -> Option<Entry> {
    match path {
        "/open-apis/authen/v1/authorize" => Some(Entry::Authorize),
        "/open-apis/authen/v1/index" => Some(Entry::Index),
        "/suite/passport/oauth/authorize" => Some(Entry::Passport),
        _ => None,
    }
}

async fn show(sim: Data<Sim>, http: HttpRequest) -> HttpResponse {
    let mut world = sim.world();
    let query = Fields::query(http.query_string());
    let entry = entry_of(http.path()).unwrap_or(Entry::Authorize);
    let request = match check(&world, entry, &query) {
        Ok(request) => request,
        Err(refusal) => return page::error(&http, world.brand, refusal.code, refusal.words),
    };
    if let (Entry::Passport, Some(tmp_code)) = (entry, query.get("tmp_code")) {
        return match qr::take(&mut world, tmp_code, &request) {
            Some(slug) => page::redirect(&allow(&mut world, &request, &slug)),
            None => page::error(
                &http,
                world.brand,
                20_003,
                "tmp_code 无效或已过期 · tmp_code is invalid or has expired",
            ),
        };
    }
    // Inside the Feishu client nobody has to click.
    let agent = header(&http, "User-Agent");
    if (agent.contains("Lark/") || agent.contains("Feishu"))
        && let Some(slug) = world.client_person.clone()
    {
        return page::redirect(&allow(&mut world, &request, &slug));
    }
    page::shown(StatusCode::OK, 0, authorize_page::html(&world, &request, http.query_string()))
}

#[derive(Deserialize)]
struct Decision {
    entry: String,
    query: String,
    person: Option<String>,
}

/// The page's buttons: a person, or a refusal.
async fn answer(sim: Data<Sim>, http: HttpRequest, form: Form<Decision>) -> HttpResponse {
    let mut world = sim.world();
    let entry = entry_of(&form.entry).unwrap_or(Entry::Authorize);
    match decide(&mut world, entry, &form.query, form.person.as_deref()) {
        Ok(address) => page::redirect(&address),
        Err(refusal) => page::error(&http, world.brand, refusal.code, refusal.words),
    }
}

/// Where the browser goes after a person (slug or open_id) agreed, or nobody did.
pub(crate) fn decide(
    world: &mut World,
    entry: Entry,
    query: &str,
    person: Option<&str>,
) -> Result<String, PageError> {
    let request = check(world, entry, &Fields::query(query))?;
    let Some(name) = person else { return Ok(denied(&request)) };
    let found = world.person_named(&request.app_id, name).map(|person| person.slug.clone());
    let slug =
        found.ok_or(PageError { code: 20_008, words: "用户不存在 · the user does not exist" })?;
    Ok(allow(world, &request, &slug))
}

fn denied(request: &Request) -> String {
    let state = request.state.as_deref().map(|state| ("state", state));
    let pairs: Vec<_> = [("error", "access_denied")].into_iter().chain(state).collect();
    with_query(&request.redirect_uri, &pairs)
}

pub(crate) fn allow(world: &mut World, request: &Request, slug: &str) -> String {
    let code = world.issue_code(Code {
        app_id: request.app_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        scope: request.scope.clone(),
        person: slug.into(),
        entry: request.entry,
        expires_at: 0,
        used: false,
    });
    let state = request.state.as_deref().map(|state| ("state", state));
    let pairs: Vec<_> = [("code", code.as_str())].into_iter().chain(state).collect();
    with_query(&request.redirect_uri, &pairs)
}

/// Client, then redirect URL, then the rest. The two older entries know neither scope nor PKCE.
pub(crate) fn check(world: &World, entry: Entry, query: &Fields) -> Result<Request, PageError> {
    let refuse = |code, words| Err(PageError { code, words });
    let app_id = query.get("client_id").or_else(|| query.get("app_id")).unwrap_or_default();
    let Some(app) = world.app(app_id) else {
        return refuse(20_048, "应用不存在 · the app does not exist");
    };
    let redirect_uri = query.get("redirect_uri").unwrap_or_default();
    if url::Url::parse(redirect_uri).is_err() || !app.knows_redirect(redirect_uri) {
        return refuse(20_029, "redirect_uri 请求不合法");
    }
    if !app.installed {
        return refuse(20_009, "企业未安装该应用 · the app is not installed");
    }
    if !app.enabled {
        return refuse(20_069, "应用未启用 · the app is not enabled");
    }
    if entry != Entry::Index && query.get("response_type") != Some("code") {
        return refuse(20_001, "response_type 必须是 code · response_type must be code");
    }
    let mut request = Request {
        entry,
        app_id: app_id.into(),
        redirect_uri: redirect_uri.into(),
        scope: Vec::new(),
        state: query.get("state").map(String::from),
        challenge: None,
    };
    if entry == Entry::Authorize {
        request.scope = query.text("scope").split_whitespace().map(String::from).collect();
        if request.scope.iter().any(|scope| !app.may(scope)) {
            return refuse(20_027, "应用未开通所请求的权限 · a requested scope is not opened");
        }
        if request.scope.len() > 50 {
            return refuse(20_001, "scope 超过 50 个 · more than 50 scopes");
        }
        request.challenge = challenge(query)?;
    }
    Ok(request)
}

fn challenge(query: &Fields) -> Result<Option<Challenge>, PageError> {
    let s256 = match query.get("code_challenge_method") {
        None | Some("plain") => false,
        Some("S256") => true,
        Some(_) => {
            return Err(PageError {
                code: 20_001, words: "code_challenge_method 不支持 · not supported"
            });
        }
    };
    Ok(query.get("code_challenge").map(|value| Challenge { value: value.into(), s256 }))
}
