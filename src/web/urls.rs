//! Every URL of ours, so that features can point at each other without importing each other.

use url::{Url, form_urlencoded};

use crate::app::App;
use crate::domain::auth_request::ForwardAuthRequest;
use crate::domain::id::AccountId;

/// Path of the authorization endpoint.
pub const AUTHORIZE: &str = "/oauth2/authorize";
/// Path of the token endpoint.
pub const TOKEN: &str = "/oauth2/token";
/// Path of the introspection endpoint.
pub const INTROSPECT: &str = "/oauth2/introspect";
/// Path of the revocation endpoint.
pub const REVOKE: &str = "/oauth2/revoke";
/// Path of the end-session endpoint (OpenID Connect RP-Initiated Logout §2).
pub const LOGOUT: &str = "/oauth2/logout";
/// Path that the logout page's form goes to.
pub const LOGOUT_CONFIRM: &str = "/oauth2/logout/confirm";
/// Path of the userinfo endpoint.
pub const USERINFO: &str = "/oauth2/userinfo";
/// Path of the JWK Set.
pub const JWKS: &str = "/oauth2/jwks";
/// Path of OpenID Connect's discovery document.
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
/// Path of RFC 8414's metadata document.
pub const OAUTH_AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";

/// Path at which nginx asks about requests.
pub const CHECK_NGINX: &str = "/forward-auth/nginx";
/// Path at which Traefik, Caddy, HAProxy and APISIX ask.
pub const CHECK_PROXY: &str = "/forward-auth/proxy";
/// What stands before the path that Envoy asks about.
pub const CHECK_ENVOY: &str = "/forward-auth/envoy";

/// Path of a person's own page.
pub const ACCOUNT: &str = "/account";
/// Path that ends one session of a person.
pub const ACCOUNT_END_SESSION: &str = "/account/sessions/end";
/// Path that asks before it ends every session of a person, and does so.
pub const ACCOUNT_END_ALL: &str = "/account/sessions/end-all";
/// Path that asks before it takes back what an application has of a person, and does so.
pub const ACCOUNT_WITHDRAW: &str = "/account/applications/withdraw";
/// Path at which a sign-in for an application behind a proxy begins.
pub const FORWARD_AUTH_START: &str = "/forward-auth/start";
/// Path on an application's own host at which a sign-in begins.
pub const APPLICATION_SIGN_IN: &str = "/.larkgate/sign-in";
/// Path on an application's own host at which a sign-in ends.
pub const APPLICATION_TICKET: &str = "/.larkgate/ticket";
/// Path on an application's own host that signs out of it.
pub const APPLICATION_SIGN_OUT: &str = "/.larkgate/sign-out";

/// Path of the console's first page.
pub const CONSOLE: &str = "/admin";
/// Path of a link that lets an administrator in while the upstream is down.
pub const CONSOLE_LOGIN_LINK: &str = "/admin/login-link/{secret}";
/// Path of the console's list of accounts.
pub const CONSOLE_ACCOUNTS: &str = "/admin/accounts";
/// Path of the same list as a file of comma-separated values.
pub const CONSOLE_ACCOUNTS_CSV: &str = "/admin/accounts.csv";
/// Path of the same list as a file of JSON, a line per account.
pub const CONSOLE_ACCOUNTS_JSONL: &str = "/admin/accounts.jsonl";
/// Path of the console's page about one account.
pub const CONSOLE_ACCOUNT: &str = "/admin/accounts/{account}";
/// Path that asks before an account is disabled, and does so.
pub const CONSOLE_DISABLE: &str = "/admin/accounts/{account}/disable";
/// Path that asks before an account is enabled, and does so.
pub const CONSOLE_ENABLE: &str = "/admin/accounts/{account}/enable";
/// Path that asks before every session of an account is ended, and does so.
pub const CONSOLE_END_ALL: &str = "/admin/accounts/{account}/end-sessions";
/// Path that ends one session of an account.
pub const CONSOLE_END_SESSION: &str = "/admin/accounts/{account}/end-session";
/// Path that asks before an account is unbound from its identity, and does so.
pub const CONSOLE_UNBIND: &str = "/admin/accounts/{account}/unbind";
/// Path that asks to which identity an account is to be bound, and does so.
pub const CONSOLE_REBIND: &str = "/admin/accounts/{account}/rebind";
/// Path that notes something about an account.
pub const CONSOLE_NOTE: &str = "/admin/accounts/{account}/note";
/// Path of the console's list of applications.
pub const CONSOLE_CLIENTS: &str = "/admin/clients";
/// Path of the form that registers one; no identifier of an application has a place there.
pub const CONSOLE_NEW_CLIENT: &str = "/admin/new-client";
/// Path of the console's page about one application.
pub const CONSOLE_CLIENT: &str = "/admin/clients/{client}";
/// Path of the form that changes an application's settings.
pub const CONSOLE_CLIENT_SETTINGS: &str = "/admin/clients/{client}/settings";
/// Path of the form that says who may enter an application.
pub const CONSOLE_CLIENT_RULES: &str = "/admin/clients/{client}/rules";
/// Path that asks before everybody is let into an application, and does so.
pub const CONSOLE_OPEN_CLIENT: &str = "/admin/clients/{client}/open";
/// Path that tells what an application would get of somebody, and what is wrong with a request of it.
pub const CONSOLE_CLIENT_TEST: &str = "/admin/clients/{client}/test";
/// Path that asks before an application gets another secret, and gives it.
pub const CONSOLE_ROTATE_SECRET: &str = "/admin/clients/{client}/rotate-secret";
/// Path that asks before an application's old secret ends, and ends it.
pub const CONSOLE_END_OLD_SECRET: &str = "/admin/clients/{client}/end-old-secret";
/// Path that asks before an application is removed, and does so.
pub const CONSOLE_REMOVE_CLIENT: &str = "/admin/clients/{client}/remove";
/// Path of the console's list of applications behind proxies.
pub const CONSOLE_PROTECTED_LIST: &str = "/admin/proxy-access";
/// Path of the form that adds one.
pub const CONSOLE_NEW_PROTECTED: &str = "/admin/new-proxy-access";
/// Path of the console's page about one.
pub const CONSOLE_PROTECTED: &str = "/admin/proxy-access/{application}";
/// Path of the form that changes its settings.
pub const CONSOLE_PROTECTED_SETTINGS: &str = "/admin/proxy-access/{application}/settings";
/// Path that asks before it is removed, and does so.
pub const CONSOLE_REMOVE_PROTECTED: &str = "/admin/proxy-access/{application}/remove";
/// Path of the form that adds a rule to it.
pub const CONSOLE_NEW_RULE: &str = "/admin/proxy-access/{application}/new-rule";
/// Path of the form that changes a rule of it.
pub const CONSOLE_RULE: &str = "/admin/proxy-access/{application}/rules/{number}";
/// Path that moves a rule of it.
pub const CONSOLE_MOVE_RULE: &str = "/admin/proxy-access/{application}/rules/{number}/move";
/// Path that asks before a rule of it is removed, and does so.
pub const CONSOLE_REMOVE_RULE: &str = "/admin/proxy-access/{application}/rules/{number}/remove";
/// Path that makes a service token for it.
pub const CONSOLE_SERVICE_TOKENS: &str = "/admin/proxy-access/{application}/tokens";
/// Path that asks before a service token is revoked, and does so.
pub const CONSOLE_REVOKE_SERVICE_TOKEN: &str = "/admin/proxy-access/{application}/tokens/{token}/revoke";
/// Path of the page that says what becomes of a request to one.
pub const CONSOLE_EXPLAIN: &str = "/admin/explain";
/// Path of the console's list of signing keys.
pub const CONSOLE_KEYS: &str = "/admin/keys";
/// Path that asks before keys are rotated, and does so.
pub const CONSOLE_ROTATE_KEYS: &str = "/admin/rotate-keys";
/// Path that asks before a key is retired, and does so.
pub const CONSOLE_RETIRE_KEY: &str = "/admin/keys/{kid}/retire";
/// Path of the console's page about the system.
pub const CONSOLE_SYSTEM: &str = "/admin/system";
/// Path that asks a connector's upstream whether it is well.
pub const CONSOLE_CHECK_CONNECTOR: &str = "/admin/system/connectors/{connector}/check";
/// Path of the console's audit log.
pub const CONSOLE_AUDIT: &str = "/admin/audit";
/// Path of the same as a file of comma-separated values.
pub const CONSOLE_AUDIT_CSV: &str = "/admin/audit.csv";
/// Path of the same as a file of JSON, a line each.
pub const CONSOLE_AUDIT_JSONL: &str = "/admin/audit.jsonl";
/// Path of the console's list of roles, and where one is granted.
pub const CONSOLE_ROLES: &str = "/admin/roles";
/// Path that asks before a role is revoked, and does so.
pub const CONSOLE_REVOKE_ROLE: &str = "/admin/roles/{account}/revoke";
/// Path of the console's list of API tokens, and where one is made.
pub const CONSOLE_TOKENS: &str = "/admin/tokens";
/// Path that asks before an API token is revoked, and does so.
pub const CONSOLE_REVOKE_TOKEN: &str = "/admin/tokens/{token}/revoke";

/// `path` under the issuer.
pub fn absolute(app: &App, path: &str) -> String {
    format!("{}{path}", app.issuer)
}

/// The sign-in page of an attempt.
pub fn login(app: &App, handle: &str) -> String {
    absolute(app, &login_path(handle))
}

/// The path of an attempt's sign-in page.
pub fn login_path(handle: &str) -> String {
    format!("/login/{handle}")
}

/// Where a person goes to try again what an attempt was for.
pub fn login_again_path(handle: &str) -> String {
    format!("/login/{handle}/again")
}

/// Where an attempt goes on as somebody other than who is signed in.
pub fn login_as_another_path(handle: &str) -> String {
    format!("/login/{handle}/another")
}

/// The page of an attempt that asks for consent.
pub fn consent(app: &App, handle: &str) -> String {
    absolute(app, &consent_path(handle))
}

/// The path of an attempt's consent page.
pub fn consent_path(handle: &str) -> String {
    format!("/login/{handle}/consent")
}

/// The callback registered at the upstream (Feishu: 重定向 URL).
pub fn callback(app: &App, connector: &str) -> Url {
    let mut url = app.config.issuer.clone();
    url.set_path(&format!("/login/callback/{connector}"));
    url
}

/// Where the way to an application behind a proxy begins on our own host.
pub fn forward_auth_start(app: &App, wanted: &ForwardAuthRequest) -> String {
    let mut pairs = vec![("application", wanted.application.clone()), ("to", wanted.return_to.clone())];
    pairs.extend(wanted.binding.clone().map(|binding| ("binding", binding)));
    with_query(&absolute(app, FORWARD_AUTH_START), &pairs)
}

/// The path of a link that lets an administrator in.
pub fn login_link_path(secret: &str) -> String {
    CONSOLE_LOGIN_LINK.replace("{secret}", secret)
}

/// A path of the console that is about one account.
pub fn about_account(pattern: &str, account: &AccountId) -> String {
    pattern.replace("{account}", account.as_str())
}

/// A path of the console that is about one application.
pub fn about_client(pattern: &str, client_id: &str) -> String {
    pattern.replace("{client}", client_id)
}

/// A path of the console that is about one application behind a proxy.
pub fn about_application(pattern: &str, id: &str) -> String {
    pattern.replace("{application}", id)
}

/// A path of the console that is about one rule of an application behind a proxy.
pub fn about_rule(pattern: &str, id: &str, number: usize) -> String {
    about_application(pattern, id).replace("{number}", &number.to_string())
}

/// The path of the console that revokes a service token.
pub fn about_service_token(application: &str, id: &str) -> String {
    about_application(CONSOLE_REVOKE_SERVICE_TOKEN, application).replace("{token}", id)
}

/// A path of the console that is about one key.
pub fn about_key(pattern: &str, kid: &str) -> String {
    pattern.replace("{kid}", kid)
}

/// A page of ours that says what was just done.
pub fn with_done(app: &App, path: &str, what: &'static str) -> String {
    format!("{}?done={what}", absolute(app, path))
}

/// An application's registered address, kept as written, with `pairs` added to its query.
pub fn with_query(uri: &str, pairs: &[(&'static str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{uri}{}{query}", if uri.contains('?') { '&' } else { '?' })
}

#[cfg(test)]
mod properties;
