//! Every page that has an address. The table is compared with the routes: a page that nobody looks at fails.

use std::collections::BTreeSet;

use super::scene::{busy, login_link, path_of};
use super::{Chrome, Sample, enter, in_chromium, look};
use crate::admin::console::matrix::{OPEN, ROUTES};

/// The name of a page, its route, whose or which it is of several, and what is asked of it.
const PAGES: [(&str, &str, &str, &str); 46] = [
    ("home", "/admin", "", ""),
    ("accounts", "/admin/accounts", "", ""),
    ("accounts-none", "/admin/accounts", "", "?q=nobody"),
    ("account", "/admin/accounts/{account}", "zhou", ""),
    ("account-odd", "/admin/accounts/{account}", "markup", ""),
    ("not-found", "/admin/accounts/acc_nobody", "", ""),
    ("disable", "/admin/accounts/{account}/disable", "zhou", ""),
    ("enable", "/admin/accounts/{account}/enable", "zhou", ""),
    ("end-sessions", "/admin/accounts/{account}/end-sessions", "zhou", ""),
    ("unbind", "/admin/accounts/{account}/unbind", "zhou", ""),
    ("rebind", "/admin/accounts/{account}/rebind", "zhou", ""),
    ("clients", "/admin/clients", "", ""),
    ("client-choose", "/admin/new-client", "", ""),
    ("client-new", "/admin/new-client", "", "?for=grafana"),
    ("client", "/admin/clients/{client}", "wiki", "?for=spring"),
    ("client-settings", "/admin/clients/{client}/settings", "wiki", ""),
    ("client-test", "/admin/clients/{client}/test", "wiki", ""),
    ("client-rules", "/admin/clients/{client}/rules", "wiki", ""),
    ("client-open", "/admin/clients/{client}/open", "wiki", ""),
    ("client-rotate", "/admin/clients/{client}/rotate-secret", "wiki", ""),
    ("client-end-old", "/admin/clients/{client}/end-old-secret", "wiki", ""),
    ("client-remove", "/admin/clients/{client}/remove", "wiki", ""),
    ("proxy-access", "/admin/proxy-access", "", ""),
    ("proxy-access-new", "/admin/new-proxy-access", "", ""),
    ("protected", "/admin/proxy-access/{application}", "docs", "?kind=nginx"),
    ("protected-file", "/admin/proxy-access/{application}", "protected", ""),
    ("protected-settings", "/admin/proxy-access/{application}/settings", "docs", ""),
    ("protected-remove", "/admin/proxy-access/{application}/remove", "docs", ""),
    ("rule-new", "/admin/proxy-access/{application}/new-rule", "docs", "?effect=allow&services=ci"),
    ("rule", "/admin/proxy-access/{application}/rules/{number}", "docs", ""),
    ("rule-remove", "/admin/proxy-access/{application}/rules/{number}/remove", "docs", ""),
    ("service-token-revoke", "/admin/proxy-access/{application}/tokens/{token}/revoke", "docs", ""),
    ("explain", "/admin/explain", "", ""),
    ("explain-answer", "/admin/explain", "", "?who=nobody&method=GET&url=http://docs.example.com/intern/x"),
    ("system", "/admin/system", "", ""),
    ("keys", "/admin/keys", "", ""),
    ("keys-rotate", "/admin/rotate-keys", "", ""),
    ("key-retire", "/admin/keys/{kid}/retire", "", ""),
    ("audit", "/admin/audit", "", ""),
    ("audit-filtered", "/admin/audit", "", "?account=nobody&address=203.0.113.7"),
    ("roles", "/admin/roles", "", ""),
    ("role-revoke", "/admin/roles/{account}/revoke", "zhou", ""),
    ("tokens", "/admin/tokens", "", ""),
    ("token-revoke", "/admin/tokens/{token}/revoke", "", ""),
    ("login-link", "/admin/login-link/{secret}", "", ""),
    ("api-docs", "/admin/api/v1/docs", "", ""),
];

/// The address of a page.
async fn path(sample: &Sample, route: &str, which: &str) -> String {
    let mut tx = sample.gate.server.app().store.read().await.unwrap();
    let token = match route.starts_with("/admin/tokens") {
        true => tx.api_tokens().await.unwrap().remove(0).id.to_string(),
        false => tx.service_tokens().await.unwrap().remove(0).id.to_string(),
    };
    let kid = tx.signing_keys().await.unwrap().remove(0).kid;
    drop(tx);
    let account = match route.contains("{account}") {
        true => path_of(sample, which).await.rsplit('/').next().unwrap().to_owned(),
        false => String::new(),
    };
    if route.contains("{secret}") {
        return login_link(sample).await;
    }
    route
        .replace("{account}", &account)
        .replace("{client}", which)
        .replace("{application}", which)
        .replace("{number}", "1")
        .replace("{token}", &token)
        .replace("{kid}", &kid)
}

async fn looked_at(chrome: &Chrome, language: &str) {
    let sample = busy().await;
    enter(&sample, chrome, "/admin/accounts").await;
    for (name, route, which, query) in PAGES {
        let path = path(&sample, route, which).await;
        chrome.goto(&format!("{}{path}{query}", sample.gate.url)).await;
        look(chrome, language, name).await;
    }
    // A refusal's status is an error to the browser; nothing else is.
    let complaints = chrome.complaints().await;
    assert!(
        complaints.iter().all(|text| text.contains("acc_nobody") && text.contains("404")),
        "{complaints:?}"
    );
}

#[test]
fn every_page_is_looked_at() {
    let routes = ROUTES.iter().map(|(method, route, _)| (*method, *route)).chain(OPEN);
    let pages = routes.filter(|(method, route)| *method == "GET" && !route.contains('.'));
    let looked_at: BTreeSet<_> = PAGES.iter().map(|(_, route, ..)| *route).collect();
    let missed: Vec<_> = pages.map(|(_, route)| route).filter(|route| !looked_at.contains(route)).collect();
    assert_eq!(missed, Vec::<&str>::new(), "pages without a picture");
}

in_chromium! {
    async fn every_page_of_the_console_in_chinese() {
        looked_at(&Chrome::chinese().await, "zh").await;
    }

    async fn every_page_of_the_console_in_english() {
        looked_at(&Chrome::english().await, "en").await;
    }
}
