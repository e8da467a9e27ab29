//! Owns the registered apps: credentials, redirect URLs, opened permissions, console switches.

use std::collections::BTreeSet;

use crate::config::{Config, MissingFields};

/// Scopes that stand in for `contact:contact.base:readonly` and most field permissions.
const WIDE: [&str; 3] =
    ["contact:contact:readonly_as_app", "contact:contact:access_as_app", "contact:contact:readonly"];

#[derive(Clone)]
pub(crate) struct App {
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    pub(crate) name: String,
    pub(crate) redirect_urls: Vec<String>,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) missing_fields: MissingFields,
    /// 已启用: off gives 20069 (v1: 20042).
    pub(crate) enabled: bool,
    /// Installed in the tenant: off gives 20009.
    pub(crate) installed: bool,
    /// Console switch "刷新 user_access_token": off gives 20074.
    pub(crate) refresh: bool,
    /// Bot ability: off gives 230006.
    pub(crate) bot: bool,
}

impl App {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            app_id: config.app_id.clone(),
            app_secret: config.app_secret.clone(),
            name: "Larkgate".into(),
            redirect_urls: config.redirect_urls.clone(),
            permissions: config.permissions.iter().cloned().collect(),
            missing_fields: config.missing_fields,
            enabled: true,
            installed: true,
            refresh: true,
            bot: true,
        }
    }

    pub(crate) fn other(config: &Config) -> Self {
        Self {
            app_id: config.other_app_id.clone(),
            app_secret: config.other_app_secret.clone(),
            name: "另一个应用 Other app".into(),
            ..Self::of(config)
        }
    }

    pub(crate) fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }

    /// Whether one of the listed permissions, or a wide contact scope, is open.
    pub(crate) fn may_any_or_wide(&self, permissions: &[&str]) -> bool {
        permissions.iter().chain(&WIDE).any(|permission| self.may(permission))
    }

    /// Feishu: 配置重定向 URL. Everything from `?` or `#` on is ignored, the rest must be the same text.
    pub(crate) fn knows_redirect(&self, redirect_uri: &str) -> bool {
        let asked = without_query(redirect_uri);
        self.redirect_urls.iter().any(|registered| without_query(registered) == asked)
    }
}

/// Scheme, host, port and path. `http://host/` and `http://host` count as one.
fn without_query(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.strip_suffix('/') {
        Some(rest) if rest.matches('/').count() == 2 => rest,
        _ => url,
    }
}

#[cfg(test)]
mod tests {
    use super::App;
    use crate::Config;

    #[test]
    fn redirect_urls_match_up_to_the_query_and_exactly() {
        let config =
            Config { redirect_urls: vec!["http://localhost:3000/back?x=1".into()], ..Config::default() };
        let app = App::of(&config);
        assert!(app.knows_redirect("http://localhost:3000/back"));
        assert!(app.knows_redirect("http://localhost:3000/back?y=2#z"));
        for near in
            ["http://127.0.0.1:3000/back", "https://localhost:3000/back", "http://localhost:3000/back/"]
        {
            assert!(!app.knows_redirect(near), "{near}");
        }
        assert!(!app.knows_redirect("http://localhost:3000/Back"));
        assert!(!app.knows_redirect("http://localhost/back"));
    }
}
