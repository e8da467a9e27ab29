//! The discovery document: exactly what works (OpenID Connect Discovery §3, RFC 8414 §2). Both addresses answer the same.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;
use serde::Serialize;

use crate::app::App;
use crate::domain::claims;
use crate::domain::client::GrantType;
use crate::domain::key::Algorithm;
use crate::domain::scope::ScopeValue;
use crate::keys::FOREIGN_ALGORITHMS;
use crate::oidc::jwks;
use crate::web::urls;

/// Claims of the tokens themselves; those about the person stand in `claims::PERSON`.
const TOKEN_CLAIMS: [&str; 10] =
    ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid", "at_hash"];

/// How a client may prove itself; introspection takes all but the last.
const CLIENT_AUTH: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
const STRONG_CLIENT_AUTH: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

#[derive(Serialize)]
struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    scopes_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 2],
    grant_types_supported: Vec<&'static str>,
    subject_types_supported: [&'static str; 2],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    userinfo_signing_alg_values_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 4],
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 5],
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: [&'static str; 3],
    introspection_endpoint_auth_signing_alg_values_supported: [&'static str; 5],
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: [&'static str; 4],
    revocation_endpoint_auth_signing_alg_values_supported: [&'static str; 5],
    end_session_endpoint: String,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    frontchannel_logout_supported: bool,
    frontchannel_logout_session_supported: bool,
    code_challenge_methods_supported: [&'static str; 1],
    prompt_values_supported: [&'static str; 4],
    acr_values_supported: [&'static str; 1],
    claims_supported: Vec<&'static str>,
    ui_locales_supported: [&'static str; 2],
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    authorization_response_iss_parameter_supported: bool,
}

/// The document.
pub(super) async fn document(app: Data<App>) -> HttpResponse {
    let metadata = Metadata {
        issuer: &app.issuer,
        authorization_endpoint: urls::absolute(&app, urls::AUTHORIZE),
        token_endpoint: urls::absolute(&app, urls::TOKEN),
        userinfo_endpoint: urls::absolute(&app, urls::USERINFO),
        jwks_uri: urls::absolute(&app, urls::JWKS),
        scopes_supported: ScopeValue::ALL.map(ScopeValue::as_str).to_vec(),
        response_types_supported: ["code"],
        response_modes_supported: ["query", "form_post"],
        grant_types_supported: GrantType::ALL.map(GrantType::as_str).to_vec(),
        subject_types_supported: ["public", "pairwise"],
        id_token_signing_alg_values_supported: Algorithm::ALL.map(Algorithm::as_str).to_vec(),
        userinfo_signing_alg_values_supported: Algorithm::ALL.map(Algorithm::as_str).to_vec(),
        token_endpoint_auth_methods_supported: CLIENT_AUTH,
        token_endpoint_auth_signing_alg_values_supported: FOREIGN_ALGORITHMS,
        introspection_endpoint: urls::absolute(&app, urls::INTROSPECT),
        introspection_endpoint_auth_methods_supported: STRONG_CLIENT_AUTH,
        introspection_endpoint_auth_signing_alg_values_supported: FOREIGN_ALGORITHMS,
        revocation_endpoint: urls::absolute(&app, urls::REVOKE),
        revocation_endpoint_auth_methods_supported: CLIENT_AUTH,
        revocation_endpoint_auth_signing_alg_values_supported: FOREIGN_ALGORITHMS,
        end_session_endpoint: urls::absolute(&app, urls::LOGOUT),
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        frontchannel_logout_supported: true,
        frontchannel_logout_session_supported: true,
        code_challenge_methods_supported: ["S256"],
        prompt_values_supported: ["none", "login", "consent", "select_account"],
        acr_values_supported: [claims::ACR],
        claims_supported: TOKEN_CLAIMS.into_iter().chain(claims::PERSON.map(|(name, _scope)| name)).collect(),
        ui_locales_supported: ["zh-CN", "en"],
        claims_parameter_supported: true,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        authorization_response_iss_parameter_supported: true,
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, jwks::CACHE))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(metadata)
}
