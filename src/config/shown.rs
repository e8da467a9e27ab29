//! The configuration as it is in effect, for whoever may see it: every secret is left out where it is made into text.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use http::HeaderName;
use url::Url;

use super::duration::show;
use super::{Config, Database, Feishu, ForwardTo, LogFormat, SealKey};
use crate::domain::access::{CookieDomain, IdentityField, IdentityHeaders, NameEncoding};

/// What stands in place of a secret.
const BLANK: &str = "•••";
/// What stands where nothing is said.
const NONE: &str = "–";

/// Options with their values, under their names in the file.
#[derive(Debug, Default)]
struct Shown(Vec<(String, String)>);

impl Shown {
    fn say(&mut self, name: impl Into<String>, value: impl Display) {
        self.0.push((name.into(), value.to_string()));
    }

    fn say_all(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = impl Display>) {
        let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
        self.say(name, if values.is_empty() { NONE.to_owned() } else { values.join(", ") });
    }

    fn say_file(&mut self, name: impl Into<String>, file: Option<&Path>) {
        self.say(name, file.map_or_else(|| NONE.to_owned(), |file| file.display().to_string()));
    }

    fn say_time(&mut self, name: impl Into<String>, value: Duration) {
        self.say(name, show(value));
    }
}

impl Config {
    /// Every option that is in effect, under its name in the file, without any secret. Of applications only the ids.
    pub fn shown(&self) -> Vec<(String, String)> {
        let mut shown = Shown::default();
        shown.say("issuer", self.issuer_str());
        shown.say("organization", &self.organization);
        shown.say("contact", self.contact.as_deref().unwrap_or(NONE));
        self.show_listeners(&mut shown);
        shown.say("database.url", database(&self.database));
        shown.say(
            "keys.seal_key",
            match &self.seal {
                SealKey::Given(_) => BLANK.to_owned(),
                SealKey::Beside(path) => path.display().to_string(),
            },
        );
        self.show_times(&mut shown);
        shown.say_all("admin.owners", &self.admin.owners);
        shown.say(
            "audit.forward",
            match &self.audit.forward {
                None => NONE.to_owned(),
                Some(ForwardTo::Stdout) => "stdout".to_owned(),
                Some(ForwardTo::File(path)) => path.display().to_string(),
            },
        );
        shown.say("log.level", &self.log.level);
        shown.say(
            "log.format",
            match self.log.format {
                LogFormat::Json => "json",
                LogFormat::Text => "text",
            },
        );
        shown.say_all("outbound.allowed_networks", &self.outbound.allowed_networks);
        shown.say_file("outbound.ca_file", self.outbound.ca_file.as_deref());
        self.connectors.iter().for_each(|connector| show_connector(&mut shown, connector));
        shown.say_all("clients", self.clients.iter().map(|client| &client.id));
        let domain = self.forward_auth.cookie_domain.as_ref().map(CookieDomain::name);
        shown.say("forward_auth.cookie_domain", domain.unwrap_or(NONE));
        show_headers(&mut shown, &self.forward_auth.headers);
        shown.say_all("applications", self.applications.iter().map(|application| &application.id));
        shown.0
    }

    fn show_listeners(&self, shown: &mut Shown) {
        let listen = &self.listen;
        shown.say("listen.address", listen.address.map_or_else(|| NONE.to_owned(), |at| at.to_string()));
        let socket = listen.socket.as_ref().map(|path| path.display().to_string());
        shown.say("listen.socket", socket.as_deref().unwrap_or(NONE));
        shown.say_all("listen.trusted_proxies", &listen.trusted_proxies);
        let tls = listen.tls.as_ref();
        shown.say_file("listen.tls.certificate_file", tls.map(|tls| &*tls.certificate_file));
        shown.say_file("listen.tls.key_file", tls.map(|tls| &*tls.key_file));
    }

    fn show_times(&self, shown: &mut Shown) {
        let lifetimes = &self.lifetimes;
        shown.say_time("keys.publish_ahead", self.keys.publish_ahead);
        shown.say_time("keys.rotate_every", self.keys.rotate_every);
        shown.say_time("lifetimes.attempt", lifetimes.attempt);
        shown.say_time("lifetimes.session", lifetimes.session);
        shown.say_time("lifetimes.session_idle", lifetimes.session_idle);
        shown.say_time("lifetimes.code", lifetimes.code);
        shown.say_time("lifetimes.id_token", lifetimes.id_token);
        shown.say_time("lifetimes.access_token", lifetimes.access_token);
        shown.say_time("lifetimes.refresh_token", lifetimes.refresh_token);
        shown.say("audit.keep", self.audit.keep.map_or_else(|| "forever".to_owned(), show));
    }
}

/// What applications are told by which header, unless they say otherwise.
fn show_headers(shown: &mut Shown, headers: &IdentityHeaders) {
    let at = |option: &str| format!("forward_auth.headers.{option}");
    for (word, field) in IdentityField::ALL {
        shown.say(at(word), headers.name(field).map_or(NONE, HeaderName::as_str));
    }
    let encoding = NameEncoding::ALL.into_iter().find(|(_, encoding)| *encoding == headers.name_encoding);
    shown.say(at("name_encoding"), encoding.map_or(NONE, |(word, _)| word));
    shown.say(at("jwt"), headers.jwt.as_ref().map_or(NONE, HeaderName::as_str));
    shown.say(at("jwt_alg"), headers.jwt_algorithm.as_str());
}

fn show_connector(shown: &mut Shown, connector: &Feishu) {
    let at = |option: &str| format!("connectors.{}.{option}", connector.id);
    shown.say(at("brand"), format!("{:?}", connector.brand).to_lowercase());
    shown.say(at("api"), format!("{:?}", connector.api).to_lowercase());
    shown.say(at("app_id"), &connector.app_id);
    shown.say(at("app_secret"), BLANK);
    shown.say_all(at("allowed_tenants"), &connector.allowed_tenants);
    shown.say_all(at("scopes"), &connector.scopes);
    shown.say(at("qr"), connector.qr);
    shown.say_time(at("timeout"), connector.timeout);
    shown.say(at("directory"), connector.directory);
    shown.say_time(at("directory_refresh"), connector.directory_refresh);
    shown.say_all(at("hosts"), [&connector.hosts.open, &connector.hosts.accounts, &connector.hosts.passport]);
}

/// Where it is; a URL may hold a password in two places, so only what is known to be none is kept of it.
fn database(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(url) => match Url::parse(url.reveal()) {
            Ok(url) => {
                let user =
                    if url.username().is_empty() { String::new() } else { format!("{}@", url.username()) };
                let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
                format!("postgres://{user}{}{port}{}", url.host_str().unwrap_or_default(), url.path())
            }
            Err(_unreadable) => BLANK.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{env, parse};

    /// Everything that can be a secret is one here, each by its own value.
    const SECRETIVE: &str = r#"
issuer = "https://sso.example.com"
organization = "Example"
[database]
url_env = "DATABASE_URL"
[keys]
seal_key_env = "SEAL_KEY"
[forward_auth]
headers = { jwt = "X-Who" }
[connectors.feishu]
app_id = "cli_a1"
app_secret_env = "FEISHU_APP_SECRET"
[[clients]]
id = "grafana"
name = "Grafana"
redirect_uris = ["https://grafana.example.com/cb"]
secret_env = "CLIENT_SECRET"
"#;

    #[test]
    fn no_secret_is_shown() {
        let shown = parse(SECRETIVE).unwrap().shown();
        let text = format!("{shown:?}");
        for name in ["DATABASE_URL", "SEAL_KEY", "FEISHU_APP_SECRET", "CLIENT_SECRET"] {
            assert!(!text.contains(&env(name).unwrap()), "{name}: {text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
        let value = |name: &str| shown.iter().find(|(one, _)| one == name).unwrap().1.clone();
        assert_eq!(value("database.url"), "postgres://larkgate@db/larkgate");
        assert_eq!(value("connectors.feishu.app_secret"), "•••");
        assert_eq!(value("lifetimes.session"), "12h");
        assert_eq!(value("clients"), "grafana");
        assert_eq!(value("listen.tls.key_file"), "–");
        assert_eq!(value("outbound.ca_file"), "–");
        assert_eq!(value("forward_auth.headers.jwt"), "x-who");
        assert_eq!(value("forward_auth.headers.name_encoding"), "percent");
        assert_eq!(value("audit.keep"), "forever");
    }
}
