//! Every endpoint, by a table: methods, headers, queries and paths. The table is compared with the routes in the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use larkgate::web::urls;

use super::ask;
use crate::harness::{Gate, Setup, on_each_database};

/// An endpoint: its route, a path that matches it, and the methods it takes.
struct Endpoint {
    route: &'static str,
    path: &'static str,
    takes: &'static [&'static str],
    /// Whether it answers programs, by JSON, however it is asked.
    json: bool,
}

const READ: &[&str] = &["GET", "HEAD"];
const BOTH: &[&str] = &["GET", "POST"];

const fn endpoint(route: &'static str, path: &'static str, takes: &'static [&'static str]) -> Endpoint {
    Endpoint { route, path, takes, json: false }
}

const ENDPOINTS: [Endpoint; 70] = [
    endpoint("/", "/", READ),
    endpoint("/healthz", "/healthz", READ),
    endpoint("/readyz", "/readyz", READ),
    endpoint("/assets/{name}", "/assets/x", READ),
    endpoint("/.well-known/openid-configuration", "/.well-known/openid-configuration", READ),
    endpoint("/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server", READ),
    endpoint("/oauth2/jwks", "/oauth2/jwks", READ),
    endpoint("/oauth2/authorize", "/oauth2/authorize", BOTH),
    Endpoint { json: true, ..endpoint("/oauth2/token", "/oauth2/token", &["POST", "OPTIONS"]) },
    endpoint("/oauth2/logout", "/oauth2/logout", BOTH),
    endpoint("/oauth2/logout/confirm", "/oauth2/logout/confirm", &["POST"]),
    Endpoint { json: true, ..endpoint("/oauth2/introspect", "/oauth2/introspect", &["POST"]) },
    Endpoint { json: true, ..endpoint("/oauth2/revoke", "/oauth2/revoke", &["POST", "OPTIONS"]) },
    endpoint("/oauth2/userinfo", "/oauth2/userinfo", &["GET", "POST", "OPTIONS"]),
    endpoint("/account", "/account", &["GET"]),
    endpoint("/account/sessions/end", "/account/sessions/end", &["POST"]),
    endpoint("/account/sessions/end-all", "/account/sessions/end-all", BOTH),
    endpoint("/account/applications/withdraw", "/account/applications/withdraw", BOTH),
    endpoint("/admin", "/admin", &["GET"]),
    endpoint("/admin/login-link/{secret}", "/admin/login-link/none", BOTH),
    endpoint("/admin/accounts", "/admin/accounts", &["GET"]),
    endpoint("/admin/accounts.csv", "/admin/accounts.csv", &["GET"]),
    endpoint("/admin/accounts.jsonl", "/admin/accounts.jsonl", &["GET"]),
    endpoint("/admin/accounts/{account}", "/admin/accounts/nobody", &["GET"]),
    endpoint("/admin/accounts/{account}/disable", "/admin/accounts/nobody/disable", BOTH),
    endpoint("/admin/accounts/{account}/enable", "/admin/accounts/nobody/enable", BOTH),
    endpoint("/admin/accounts/{account}/end-sessions", "/admin/accounts/nobody/end-sessions", BOTH),
    endpoint("/admin/accounts/{account}/unbind", "/admin/accounts/nobody/unbind", BOTH),
    endpoint("/admin/accounts/{account}/rebind", "/admin/accounts/nobody/rebind", BOTH),
    endpoint("/admin/accounts/{account}/end-session", "/admin/accounts/nobody/end-session", &["POST"]),
    endpoint("/admin/accounts/{account}/note", "/admin/accounts/nobody/note", &["POST"]),
    endpoint("/admin/roles", "/admin/roles", BOTH),
    endpoint("/admin/roles/{account}/revoke", "/admin/roles/nobody/revoke", BOTH),
    endpoint("/admin/tokens", "/admin/tokens", BOTH),
    endpoint("/admin/tokens/{token}/revoke", "/admin/tokens/none/revoke", BOTH),
    endpoint("/admin/clients", "/admin/clients", &["GET"]),
    endpoint("/admin/new-client", "/admin/new-client", BOTH),
    endpoint("/admin/clients/{client}", "/admin/clients/nobody", &["GET"]),
    endpoint("/admin/clients/{client}/settings", "/admin/clients/nobody/settings", BOTH),
    endpoint("/admin/clients/{client}/test", "/admin/clients/nobody/test", BOTH),
    endpoint("/admin/clients/{client}/open", "/admin/clients/nobody/open", BOTH),
    endpoint("/admin/clients/{client}/rules", "/admin/clients/nobody/rules", BOTH),
    endpoint("/admin/clients/{client}/rotate-secret", "/admin/clients/nobody/rotate-secret", BOTH),
    endpoint("/admin/clients/{client}/end-old-secret", "/admin/clients/nobody/end-old-secret", BOTH),
    endpoint("/admin/clients/{client}/remove", "/admin/clients/nobody/remove", BOTH),
    endpoint("/admin/proxy-access", "/admin/proxy-access", &["GET"]),
    endpoint("/admin/new-proxy-access", "/admin/new-proxy-access", BOTH),
    endpoint("/admin/proxy-access/{application}", "/admin/proxy-access/nobody", &["GET"]),
    endpoint("/admin/proxy-access/{application}/settings", "/admin/proxy-access/nobody/settings", BOTH),
    endpoint("/admin/proxy-access/{application}/remove", "/admin/proxy-access/nobody/remove", BOTH),
    endpoint("/admin/proxy-access/{application}/new-rule", "/admin/proxy-access/nobody/new-rule", BOTH),
    endpoint("/admin/proxy-access/{application}/rules/{number}", "/admin/proxy-access/nobody/rules/1", BOTH),
    endpoint(
        "/admin/proxy-access/{application}/rules/{number}/move",
        "/admin/proxy-access/nobody/rules/1/move",
        &["POST"],
    ),
    endpoint(
        "/admin/proxy-access/{application}/rules/{number}/remove",
        "/admin/proxy-access/nobody/rules/1/remove",
        BOTH,
    ),
    endpoint("/admin/proxy-access/{application}/tokens", "/admin/proxy-access/nobody/tokens", &["POST"]),
    endpoint(
        "/admin/proxy-access/{application}/tokens/{token}/revoke",
        "/admin/proxy-access/nobody/tokens/nobody/revoke",
        BOTH,
    ),
    endpoint("/admin/explain", "/admin/explain", &["GET"]),
    endpoint("/admin/system", "/admin/system", &["GET"]),
    endpoint(
        "/admin/system/connectors/{connector}/check",
        "/admin/system/connectors/nobody/check",
        &["POST"],
    ),
    endpoint("/admin/keys", "/admin/keys", &["GET"]),
    endpoint("/admin/rotate-keys", "/admin/rotate-keys", BOTH),
    endpoint("/admin/keys/{kid}/retire", "/admin/keys/nobody/retire", BOTH),
    endpoint("/admin/audit", "/admin/audit", &["GET"]),
    endpoint("/admin/audit.csv", "/admin/audit.csv", &["GET"]),
    endpoint("/admin/audit.jsonl", "/admin/audit.jsonl", &["GET"]),
    endpoint("/login/callback/{connector}", "/login/callback/feishu", &["GET"]),
    endpoint("/login/{handle}/again", "/login/abc/again", &["GET"]),
    endpoint("/login/{handle}/another", "/login/abc/another", &["GET"]),
    endpoint("/login/{handle}/consent", "/login/abc/consent", BOTH),
    endpoint("/login/{handle}", "/login/abc", READ),
];

const METHODS: [&str; 11] =
    ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "FROBNICATE", "get", "PROPFIND"];

const ODD_AUTHORIZATION: [&[u8]; 14] = [
    b"",
    b"Bearer",
    b"Bearer ",
    b"bearer x",
    b"Bearer \xff\xfe",
    b"Bearer a.b.c",
    b"Bearer ..",
    b"Basic",
    b"Basic !!!",
    b"Basic Og==",
    b"Basic /////w==",
    b"Digest username=x",
    b"Negotiate AAAA",
    b"\x80",
];

const ODD_COOKIES: [&[u8]; 11] = [
    b"larkgate",
    b"larkgate=",
    b"larkgate=%ff",
    b"larkgate=\xff",
    b"=",
    b";;;",
    b"a=b; larkgate=\"",
    b"\xff=\xff",
    b"larkgate=%00; larkgate=x",
    b"larkgate-attempt-abc=%0d%0a",
    b"larkgate-lang=xx",
];

const OTHER_HEADERS: [&str; 7] =
    ["Accept", "Accept-Language", "User-Agent", "X-Forwarded-For", "Content-Type", "X-Request-Id", "Referer"];

const ODD_VALUES: [&[u8]; 5] =
    [b"", b"\xff\xfe", b";;;,,,;q=x", b"${jndi:ldap://x}", b"\t<script>alert(1)</script>'\""];

type Headers = Vec<(&'static str, Vec<u8>)>;

/// Headers that are wrong, odd, repeated or long. None of them may change who somebody is, or break anything.
fn odd_headers() -> Vec<Headers> {
    let one = |name, value: &[u8]| vec![(name, value.to_vec())];
    let long = vec![b'x'; 20_000];
    let mut odd = vec![];
    odd.extend(ODD_AUTHORIZATION.iter().map(|value| one("Authorization", value)));
    odd.push([one("Authorization", b"Bearer a.b.c"), one("Authorization", b"Basic YTpi")].concat());
    odd.extend(ODD_COOKIES.iter().map(|value| one("Cookie", value)));
    for name in OTHER_HEADERS {
        odd.extend(ODD_VALUES.iter().map(|value| one(name, value)));
    }
    odd.extend(["Authorization", "Cookie", "Accept", "User-Agent"].map(|name| one(name, &long)));
    odd.push(one("X-Forwarded-Host", b"evil.example"));
    odd.push(one("Forwarded", b"host=evil.example;proto=https"));
    // Fourteen attempts whose names decode to control characters, separators and attributes.
    let names = [&b"%0d%0aSet-Cookie:x"[..], b"%3b%20Domain=x", b"%00", b"\xff", b"abcdefghijkl"];
    let cookie = |name: &&[u8]| ("Cookie", [&b"larkgate-attempt-"[..], name, b"=x"].concat());
    odd.push(names.iter().cycle().take(14).map(cookie).collect());
    odd
}

/// Queries that are no parameters, or wrong ones.
fn odd_queries() -> Vec<String> {
    let long = "x".repeat(9000);
    let mut odd: Vec<String> = [
        "",
        "&",
        "=",
        "%",
        "%f",
        "%ff=%ff",
        "a=%00",
        "%00=a",
        "state=%0d%0aLocation:%20x",
        "a=1&a=2",
        "code=&state=",
        "lang=%ff",
        "lang=en&lang=zh",
        "lang=xx",
        "client_id[]=app",
        "client_id=app&client_id=app",
        "code=x&state=%ff",
        "code=x&state=.qr",
        "code=x&state=abc&state=abc",
        "error=%1b%5b31m&state=abc",
        "client_id=app&redirect_uri=%00",
        "a=%c0%af",
        "a=%ed%a0%80",
        "a=%ef%bf%bd",
    ]
    .map(str::to_owned)
    .to_vec();
    odd.push(format!("state={long}"));
    odd.push(format!("client_id={long}"));
    odd.push(format!("{long}=x"));
    odd.push("a&".repeat(20_000));
    odd
}

#[test]
fn every_route_has_its_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let urls = fs::read_to_string(root.join("web/urls.rs")).unwrap();
    let value = |name: &str| {
        let line = urls.lines().find(|line| line.starts_with(&format!("pub const {name}: &str"))).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    let mut routes = BTreeSet::new();
    for file in ["server.rs", "oidc/mod.rs", "login/mod.rs", "account/mod.rs", "admin/console/mod.rs"] {
        let code = fs::read_to_string(root.join(file)).unwrap();
        for rest in code.split("resource(").skip(1) {
            let argument = rest.trim_start();
            routes.insert(match argument.strip_prefix("urls::") {
                Some(name) => value(name.split(',').next().unwrap()),
                None => argument.split('"').nth(1).unwrap().to_owned(),
            });
        }
        // One with no prefix of its own changes no route.
        let code = code.replace("web::scope(\"\")", "");
        assert!(
            !code.contains(".route(\"") && !code.contains("web::scope("),
            "{file}: routes of another kind"
        );
    }
    let rows: BTreeSet<_> = ENDPOINTS.iter().map(|endpoint| endpoint.route.to_owned()).collect();
    assert_eq!(rows, routes, "the table of endpoints and the routes differ");
}

on_each_database! {
    async fn a_wrong_method_is_refused_by_name(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for endpoint in &ENDPOINTS {
            for method in METHODS {
                for accept in [&b"text/html,*/*;q=0.8"[..], b"application/json", b""] {
                    let answer = ask(&gate, method, endpoint.path, &[("Accept", accept)]).await;
                    if endpoint.takes.contains(&method) {
                        assert_ne!(answer.status, 405, "{}", answer.what);
                        continue;
                    }
                    assert_eq!(answer.status, 405, "{}", answer.what);
                    assert_eq!(answer.header("allow"), Some(endpoint.takes.join(", ").as_str()), "{}", answer.what);
                    let page = accept.starts_with(b"text/html") && !endpoint.json;
                    let expected = if page { "text/html; charset=utf-8" } else { "application/json" };
                    assert_eq!(answer.header("content-type"), Some(expected), "{}", answer.what);
                }
            }
        }
    }

    async fn odd_headers_and_queries_break_nothing(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for endpoint in &ENDPOINTS {
            for method in ["GET", "POST"] {
                for headers in odd_headers() {
                    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
                    let answer = ask(&gate, method, endpoint.path, &headers).await;
                    assert!(!answer.text().contains("evil.example"), "{}", answer.what);
                }
                for query in odd_queries() {
                    let answer = ask(&gate, method, &format!("{}?{query}", endpoint.path), &[]).await;
                    // Whoever asks for their own page, or the console, is sent to sign in, whatever else is asked.
                    let own = [urls::ACCOUNT, urls::CONSOLE].into_iter().find(|own| endpoint.path.starts_with(own));
                    let signs_in = |to: &str| {
                        let path = to.strip_prefix(&gate.url).unwrap_or_default();
                        own.is_some_and(|own| path.starts_with("/login/") || path == own)
                    };
                    assert!(answer.header("location").is_none_or(signs_in), "{}", answer.what);
                }
            }
        }
        assert_eq!(ask(&gate, "GET", "/readyz", &[]).await.status, 200);
    }
}
