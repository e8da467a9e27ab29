//! The REST API: `/admin/api/v1`, one door to [`ops`](crate::admin::ops). Its OpenAPI document comes from the handlers
//! themselves; the scope in each one's `security` is the permission that it takes.

#![allow(unused_qualifications, reason = "the macro that reads a query writes some")]

pub(super) mod account;
mod accounts;
mod applications;
pub(super) mod audit;
mod bindings;
mod caller;
mod clients;
mod docs;
mod entry;
mod explain;
mod figures;
mod in_process;
mod keys;
mod page;
mod problem;
mod proxy_config;
mod roles;
mod rules;
mod sent;
mod service_tokens;
mod sessions;
mod sign_in_tests;
mod system;
mod tokens;

use std::sync::{Arc, OnceLock};

use actix_web::dev::ResourceDef;
use actix_web::http::header::ALLOW;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, Json, JsonConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{IntoParams, IntoResponses, ToSchema};
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::scope::scope;

pub use self::in_process::{InProcess, in_process};
use self::problem::Problem;

/// Where the API is.
pub const ROOT: &str = "/admin/api/v1";
/// The largest body that is read.
const LARGEST_BODY: usize = 64 * 1024;

/// What a handler answers with.
type Answer<T> = Result<Json<T>, Problem>;

/// Why something is taken away.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Why {
    /// It stands in the audit log; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

/// What every operation may be refused with.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "only its description is of use")]
enum Refusals {
    /// What was sent cannot be taken.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(#[to_schema] Problem),
    /// No token, or none that is good.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(#[to_schema] Problem),
    /// The token's role does not reach so far.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Problem),
    /// There is no such thing.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// It cannot be done as things are.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// Too many failures from the caller's network.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(#[to_schema] Problem),
    /// The database does not answer.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] Problem),
}

/// What the API is, as programs read it, and every path of it.
struct Described {
    json: String,
    /// The same for people.
    page: String,
    paths: Vec<(ResourceDef, String)>,
}

/// Mounts the API.
pub fn routes(config: &mut ServiceConfig) {
    let api = scope(ROOT)
        .service(accounts::list)
        .service(accounts::export)
        .service(accounts::show)
        .service(accounts::disable)
        .service(accounts::enable)
        .service(accounts::end_sessions)
        .service(accounts::note)
        .service(bindings::unbind)
        .service(bindings::rebind)
        .service(sessions::list)
        .service(sessions::end)
        .service(sessions::end_any)
        .service(clients::list)
        .service(clients::add)
        .service(clients::show)
        .service(clients::change)
        .service(clients::change_seen)
        .service(entry::set)
        .service(entry::change_seen)
        .service(clients::rotate_secret)
        .service(clients::end_old_secret)
        .service(clients::remove)
        .service(sign_in_tests::r#try)
        .service(sign_in_tests::check)
        .service(roles::list)
        .service(roles::grant)
        .service(roles::revoke)
        .service(tokens::list)
        .service(tokens::add)
        .service(tokens::revoke)
        .configure(proxy_access)
        .service(keys::list)
        .service(keys::rotate)
        .service(keys::retire)
        .service(figures::show)
        .service(system::state)
        .service(system::check)
        .service(audit::list)
        .service(audit::export);
    // The same for every worker, and not small.
    static DESCRIBED: OnceLock<Arc<Described>> = OnceLock::new();
    let described = Data::from(Arc::clone(DESCRIBED.get_or_init(|| Arc::new(describe(&api)))));
    let api = api
        .app_data(described)
        .app_data(JsonConfig::default().limit(LARGEST_BODY))
        .route("/openapi.json", web::get().to(openapi))
        .route("/docs", web::get().to(page_for_people))
        .default_service(web::to(nowhere))
        .wrap(from_fn(problem::answer));
    config.service(api);
}

/// Mounts what is about applications behind proxies.
fn proxy_access(config: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
    config
        .service(applications::list)
        .service(applications::show)
        .service(applications::add)
        .service(applications::change)
        .service(applications::remove)
        .service(proxy_config::show)
        .service(rules::list)
        .service(rules::add)
        .service(rules::replace)
        .service(rules::r#move)
        .service(rules::remove)
        .service(service_tokens::list_all)
        .service(service_tokens::list)
        .service(service_tokens::add)
        .service(service_tokens::revoke)
        .service(service_tokens::revoke_any)
        .service(explain::ask);
}

/// The document, from the handlers that were mounted.
fn describe(api: &impl OpenApiFactory) -> Described {
    let mut schemas = Vec::new();
    api.schemas(&mut schemas);
    // What refusals are made of, which no operation names itself.
    schemas.push((Problem::name().into_owned(), <Problem as utoipa::PartialSchema>::schema()));
    Problem::schemas(&mut schemas);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("lgat_...").description(
        Some("An API token. Each operation names the permission that the token's role must have."),
    );
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", SecurityScheme::Http(token.build()));
    let info = InfoBuilder::new()
        .title("larkgate administration")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Who is bound, who got in, why not, and stop it now."));
    let document: OpenApi = OpenApiBuilder::new()
        .info(info.build())
        .paths(api.paths())
        .components(Some(components.build()))
        .build();
    let paths = document.paths.paths.iter().map(|(path, item)| {
        let methods = [
            ("GET", item.get.is_some()),
            ("POST", item.post.is_some()),
            ("PUT", item.put.is_some()),
            ("PATCH", item.patch.is_some()),
            ("DELETE", item.delete.is_some()),
        ];
        let allowed: Vec<_> = methods.iter().filter(|(_, is)| *is).map(|(method, _)| *method).collect();
        (ResourceDef::new(path.as_str()), allowed.join(", "))
    });
    let page = docs::page(&serde_json::to_value(&document).unwrap_or_default()).unwrap_or_else(|error| {
        tracing::error!(%error, "the page of the REST API could not be made");
        String::new()
    });
    Described { paths: paths.collect(), json: document.to_json().unwrap_or_default(), page }
}

/// The document is no secret: it says what this program can do, and nothing of anybody.
async fn openapi(described: Data<Described>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(described.json.clone())
}

/// `GET /docs`.
async fn page_for_people(described: Data<Described>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(described.page.clone())
}

/// Where there is nothing, or not by this method.
async fn nowhere(request: HttpRequest, described: Data<Described>) -> HttpResponse {
    match described.paths.iter().find(|(path, _)| path.is_match(request.path())) {
        Some((_, allowed)) => {
            HttpResponse::MethodNotAllowed().insert_header((ALLOW, allowed.as_str())).finish()
        }
        None => HttpResponse::NotFound().finish(),
    }
}
