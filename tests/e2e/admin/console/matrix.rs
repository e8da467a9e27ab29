//! Every role at every route of the console. The table is compared with the routes in the source: a route without a row
//! fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use larkgate::domain::admin::{Permission, Role};

use super::{browser, csrf, gate, signed_in, url};
use crate::harness::Kind;

/// A route, by its method, and what it takes.
pub const ROUTES: [(&str, &str, Option<Permission>); 72] = [
    ("GET", "/admin", None),
    ("GET", "/admin/accounts", Some(Permission::ReadAccounts)),
    ("GET", "/admin/accounts.csv", Some(Permission::ReadAccounts)),
    ("GET", "/admin/accounts.jsonl", Some(Permission::ReadAccounts)),
    ("GET", "/admin/accounts/{account}", Some(Permission::ReadAccounts)),
    ("GET", "/admin/accounts/{account}/disable", Some(Permission::ChangeAccounts)),
    ("POST", "/admin/accounts/{account}/disable", Some(Permission::ChangeAccounts)),
    ("GET", "/admin/accounts/{account}/enable", Some(Permission::ChangeAccounts)),
    ("POST", "/admin/accounts/{account}/enable", Some(Permission::ChangeAccounts)),
    ("GET", "/admin/accounts/{account}/end-sessions", Some(Permission::ChangeAccounts)),
    ("POST", "/admin/accounts/{account}/end-sessions", Some(Permission::ChangeAccounts)),
    ("GET", "/admin/accounts/{account}/unbind", Some(Permission::ChangeBindings)),
    ("POST", "/admin/accounts/{account}/unbind", Some(Permission::ChangeBindings)),
    ("GET", "/admin/accounts/{account}/rebind", Some(Permission::ChangeBindings)),
    ("POST", "/admin/accounts/{account}/rebind", Some(Permission::ChangeBindings)),
    ("POST", "/admin/accounts/{account}/end-session", Some(Permission::ChangeAccounts)),
    ("POST", "/admin/accounts/{account}/note", Some(Permission::ChangeAccounts)),
    ("GET", "/admin/clients", Some(Permission::ReadClients)),
    ("GET", "/admin/new-client", Some(Permission::ChangeClients)),
    ("POST", "/admin/new-client", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}", Some(Permission::ReadClients)),
    ("GET", "/admin/clients/{client}/settings", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/settings", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}/test", Some(Permission::ReadClients)),
    ("POST", "/admin/clients/{client}/test", Some(Permission::ReadClients)),
    ("GET", "/admin/clients/{client}/rules", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/rules", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}/open", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/open", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}/rotate-secret", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/rotate-secret", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}/end-old-secret", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/end-old-secret", Some(Permission::ChangeClients)),
    ("GET", "/admin/clients/{client}/remove", Some(Permission::ChangeClients)),
    ("POST", "/admin/clients/{client}/remove", Some(Permission::ChangeClients)),
    ("GET", "/admin/proxy-access", Some(Permission::ReadApplications)),
    ("GET", "/admin/new-proxy-access", Some(Permission::ChangeApplications)),
    ("POST", "/admin/new-proxy-access", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}", Some(Permission::ReadApplications)),
    ("GET", "/admin/proxy-access/{application}/settings", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/settings", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}/remove", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/remove", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}/new-rule", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/new-rule", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}/rules/{number}", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/rules/{number}", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/rules/{number}/move", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}/rules/{number}/remove", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/rules/{number}/remove", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/tokens", Some(Permission::ChangeApplications)),
    ("GET", "/admin/proxy-access/{application}/tokens/{token}/revoke", Some(Permission::ChangeApplications)),
    ("POST", "/admin/proxy-access/{application}/tokens/{token}/revoke", Some(Permission::ChangeApplications)),
    ("GET", "/admin/explain", Some(Permission::ReadApplications)),
    ("GET", "/admin/keys", Some(Permission::ReadKeys)),
    ("GET", "/admin/rotate-keys", Some(Permission::ChangeKeys)),
    ("POST", "/admin/rotate-keys", Some(Permission::ChangeKeys)),
    ("GET", "/admin/keys/{kid}/retire", Some(Permission::ChangeKeys)),
    ("POST", "/admin/keys/{kid}/retire", Some(Permission::ChangeKeys)),
    ("GET", "/admin/audit", Some(Permission::ReadAudit)),
    ("GET", "/admin/audit.csv", Some(Permission::ReadAudit)),
    ("GET", "/admin/audit.jsonl", Some(Permission::ReadAudit)),
    ("GET", "/admin/system", Some(Permission::ReadSystem)),
    ("POST", "/admin/system/connectors/{connector}/check", Some(Permission::CheckSystem)),
    ("GET", "/admin/roles", Some(Permission::ReadRoles)),
    ("POST", "/admin/roles", Some(Permission::ChangeRoles)),
    ("GET", "/admin/roles/{account}/revoke", Some(Permission::ChangeRoles)),
    ("POST", "/admin/roles/{account}/revoke", Some(Permission::ChangeRoles)),
    ("GET", "/admin/tokens", Some(Permission::ReadRoles)),
    ("POST", "/admin/tokens", Some(Permission::ChangeRoles)),
    ("GET", "/admin/tokens/{token}/revoke", Some(Permission::ChangeRoles)),
    ("POST", "/admin/tokens/{token}/revoke", Some(Permission::ChangeRoles)),
];

/// Routes that take no role, since they lead to one.
pub const OPEN: [(&str, &str); 2] =
    [("GET", "/admin/login-link/{secret}"), ("POST", "/admin/login-link/{secret}")];

/// Fields that every form can read, so that only rights decide.
pub const FIELDS: [(&str, &str); 9] = [
    ("overlap_days", "1"),
    ("open_id", "ou_other"),
    ("reason", "test"),
    ("note", "test"),
    ("session", "ses_none"),
    ("account", "nobody"),
    ("role", "auditor"),
    ("name", "test"),
    ("days", "1"),
];

/// A path that matches the route.
pub fn path_for(route: &str) -> String {
    route
        .replace("{account}", "nobody")
        .replace("{token}", "tok_none")
        .replace("{client}", "nobody")
        .replace("{application}", "nobody")
        .replace("{number}", "1")
        .replace("{kid}", "nobody")
        .replace("{connector}", "nobody")
}

#[test]
fn every_route_has_its_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let urls = fs::read_to_string(root.join("web/urls.rs")).unwrap();
    let value = |name: &str| {
        let line = urls.lines().find(|line| line.starts_with(&format!("pub const {name}: &str"))).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    let code = fs::read_to_string(root.join("admin/console/mod.rs")).unwrap();
    let mut routes = BTreeSet::new();
    for rest in code.split("resource(urls::").skip(1) {
        let path = value(rest.split(',').next().unwrap());
        for method in rest.split('"').nth(1).unwrap().split(", ") {
            routes.insert((method.to_owned(), path.clone()));
        }
    }
    let rows = ROUTES.iter().map(|(method, path, _)| (*method, *path)).chain(OPEN);
    let rows: BTreeSet<_> = rows.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(rows, routes, "the table and the routes differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_at_every_route() {
    let gate = gate(Kind::Sqlite).await;
    for (person, role) in ["lin", "zhou", "chen", "wang"].into_iter().zip(Role::ALL) {
        let mut browser = browser(&gate, person, role).await;
        let csrf = csrf(&gate, &mut browser).await;
        for (method, route, permission) in ROUTES {
            let address = url(&gate, &path_for(route));
            let page = if method == "GET" {
                browser.get(&address).await
            } else {
                let form: Vec<_> = FIELDS.into_iter().chain([("csrf", csrf.as_str())]).collect();
                browser.post(&address, &form).await
            };
            let may = permission.is_none_or(|permission| role.may(permission));
            assert_eq!(page.status == 403, !may, "{role} {method} {route}: {}", page.status);
            assert!(!page.status.is_server_error(), "{role} {method} {route}: {}", page.body);
            if !may {
                assert!(page.body.contains("你的角色没有这项权限"), "{role} {method} {route}: {}", page.body);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_a_role_gets_anywhere() {
    let gate = gate(Kind::Sqlite).await;
    let mut chen = signed_in(&gate, "chen").await;
    let csrf = csrf(&gate, &mut chen).await;
    for (method, route, _) in ROUTES {
        let address = url(&gate, &path_for(route));
        let form: Vec<_> = FIELDS.into_iter().chain([("csrf", csrf.as_str())]).collect();
        let mut stranger = gate.browser();
        let (with, without) = if method == "GET" {
            (chen.get(&address).await, stranger.get(&address).await)
        } else {
            (chen.post(&address, &form).await, stranger.post(&address, &form).await)
        };
        assert_eq!(with.status, 403, "{method} {route}");
        assert!(with.body.contains("你没有管理权限"), "{method} {route}: {}", with.body);
        let sent = without.location().unwrap_or_default();
        let to_sign_in = without.begins_sign_in() || sent == url(&gate, "/admin");
        assert!(to_sign_in, "{method} {route}: {} {sent}", without.status);
    }
}
