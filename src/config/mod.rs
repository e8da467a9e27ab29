//! The configuration: one TOML file, with secrets from the environment or from files of their own. Either a whole
//! [`Config`] comes out, or every problem at once, each with its path.

mod admin;
mod applications;
mod audit;
mod certificate;
mod clients;
mod connectors;
mod database;
mod duration;
mod headers;
mod keys;
mod lifetimes;
mod load;
mod log;
mod origin;
mod outbound;
mod problems;
mod reader;
mod run_time;
mod secret;
mod secret_source;
mod server;
mod shown;
#[cfg(test)]
mod tests;
mod tls;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use crate::domain::access::{Application, CookieDomain, IdentityHeaders};
use crate::domain::client::Client;
use crate::domain::time::Timestamp;

pub use certificate::Certificate;
pub use duration::parse as parse_duration;
pub use problems::{Problem, Problems};
pub use run_time::Written;
pub use secret::Secret;
pub use tls::Tls;

/// Everything larkgate was told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Our own address as browsers and applications see it: an origin, https, or http on loopback. The text of the
    /// `iss` claim is [`Config::issuer_str`].
    pub issuer: Url,
    /// Whose sign-in page this is, as people read it.
    pub organization: String,
    /// Whom to ask when one is refused, as people read it: a name, a chat group, an address.
    pub contact: Option<String>,
    /// Where we listen.
    pub listen: Listen,
    /// Where accounts, grants and keys are kept.
    pub database: Database,
    /// The key that seals private keys in the database.
    pub seal: SealKey,
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// Signing keys.
    pub keys: Keys,
    /// Who administers larkgate.
    pub admin: Admin,
    /// The audit log.
    pub audit: Audit,
    /// Logs.
    pub log: Log,
    /// Calls to addresses that applications registered.
    pub outbound: Outbound,
    /// The upstreams, at least one; the first is offered first.
    pub connectors: Vec<Feishu>,
    /// Applications registered here rather than in the database.
    pub clients: Vec<Client>,
    /// What applications behind reverse proxies start from.
    pub forward_auth: ForwardAuth,
    /// Whether any connector reads the directory, so that rules may name departments and groups.
    pub directory_is_read: bool,
    /// Applications behind reverse proxies that ask us, each with what `[forward_auth]` says of it.
    pub applications: Vec<Application>,
}

/// What applications behind reverse proxies start from, where they say nothing themselves.
#[derive(Debug, Clone)]
pub struct ForwardAuth {
    /// How they are told who comes.
    pub headers: IdentityHeaders,
    /// The domain whose cookie they share; without one each has a cookie of its own.
    pub cookie_domain: Option<CookieDomain>,
}

/// Where we listen.
#[derive(Debug, Clone)]
pub struct Listen {
    /// Address and port; port 0 takes any free one. None where we listen on a socket alone.
    pub address: Option<SocketAddr>,
    /// The file of a unix socket. Whoever may open it is believed like a trusted proxy.
    pub socket: Option<PathBuf>,
    /// Proxies whose `X-Forwarded-For` is believed; none by default.
    pub trusted_proxies: Vec<IpNet>,
    /// What we serve https with at the address; without it we speak HTTP, and a proxy does TLS.
    pub tls: Option<Tls>,
}

/// Which database.
#[derive(Debug, Clone)]
pub enum Database {
    /// A SQLite file, created when missing; for one process.
    Sqlite(PathBuf),
    /// PostgreSQL by its URL, which may hold a password.
    Postgres(Secret),
}

/// Where the sealing key comes from.
#[derive(Debug, Clone)]
pub enum SealKey {
    /// 32 bytes in standard base64 with padding, from the environment or a file.
    Given(Secret),
    /// A file of mode 0600 beside the SQLite database, made when missing; start-up says so.
    Beside(PathBuf),
}

/// How long things live.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// A sign-in attempt, from the application's request to the return from Feishu.
    pub attempt: Duration,
    /// A session at larkgate, from sign-in, whatever happens.
    pub session: Duration,
    /// A session at larkgate that nobody uses.
    pub session_idle: Duration,
    /// An authorization code; at most 60 seconds.
    pub code: Duration,
    /// An ID token.
    pub id_token: Duration,
    /// An access token.
    pub access_token: Duration,
    /// A refresh token, from its issue.
    pub refresh_token: Duration,
}

/// Signing keys.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    /// How long a new key is published before it signs; longer than any relying party caches the JWKS.
    pub publish_ahead: Duration,
    /// How long a key signs before the next one takes over.
    pub rotate_every: Duration,
}

/// Who administers larkgate before anybody was given a role.
#[derive(Debug, Clone, Default)]
pub struct Admin {
    /// Owners, each by `open_id`; nobody by default.
    pub owners: Vec<String>,
}

/// The audit log.
#[derive(Debug, Clone)]
pub struct Audit {
    /// How long lines are kept; for ever where that is `None`.
    pub keep: Option<Duration>,
    /// Where every line is written for a collector.
    pub forward: Option<ForwardTo>,
}

/// Where lines go, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForwardTo {
    /// Standard output, among the lines of the log.
    Stdout,
    /// The end of a file, made when missing.
    File(PathBuf),
}

/// Logs.
#[derive(Debug, Clone)]
pub struct Log {
    /// A filter of `tracing_subscriber`, such as `info` or `larkgate=debug`.
    pub level: String,
    /// How lines look.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// For people.
    Text,
}

/// Calls to addresses that applications registered.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    /// Private networks that may be called; none by default.
    pub allowed_networks: Vec<IpNet>,
    /// Certificates that are believed beside the system's, in PEM.
    pub ca: Option<String>,
    /// The file that they are of.
    pub ca_file: Option<PathBuf>,
}

/// A Feishu or Lark app (custom app, 企业自建应用).
#[derive(Debug, Clone)]
pub struct Feishu {
    /// The connector's id: the table's name, `[a-z0-9-]{1,30}`. Bindings refer to it, so it must never change.
    pub id: String,
    /// Which of the two clouds the app belongs to.
    pub brand: Brand,
    /// Which generation of the API to speak.
    pub api: FeishuApi,
    /// App ID, `cli_…`.
    pub app_id: String,
    /// App Secret.
    pub app_secret: Secret,
    /// Tenants whose people may sign in; empty means the app's own tenant, never any.
    pub allowed_tenants: Vec<String>,
    /// Scopes asked of the person at the authorize page (v3 and v2 only).
    pub scopes: Vec<String>,
    /// Whether the sign-in page shows a QR code.
    pub qr: bool,
    /// Where Feishu answers; other than the brand's hosts only when the issuer itself is on loopback.
    pub hosts: FeishuHosts,
    /// How long one request to Feishu may take, and all those of one look into the directory together.
    pub timeout: Duration,
    /// Whether it is read which departments and groups people are in.
    pub directory: bool,
    /// How often that is read again.
    pub directory_refresh: Duration,
}

impl Feishu {
    /// What was read of the directory before this is not believed any more: it should have been read again a day ago. Where
    /// the directory is not read, nothing is believed.
    pub fn believed_since(&self, now: Timestamp) -> Timestamp {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        match self.directory {
            true => now.minus(self.directory_refresh).minus(DAY),
            false => Timestamp::from_seconds(i64::MAX),
        }
    }
}

/// Feishu's hosts, each an origin without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeishuHosts {
    /// API: `https://open.feishu.cn`.
    pub open: Url,
    /// Authorize page and v3 tokens: `https://accounts.feishu.cn`.
    pub accounts: Url,
    /// Legacy authorize page, for the QR code: `https://passport.feishu.cn`.
    pub passport: Url,
}

/// A provider's name, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brand {
    /// 飞书, China.
    Feishu,
    /// Lark, international.
    Lark,
}

/// A generation of Feishu's login API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeishuApi {
    /// `accounts.*/oauth/v3/token`; Feishu's default.
    V3,
    /// `open.*/open-apis/authen/v2/oauth/token`; Lark's default.
    V2,
    /// `open.*/open-apis/authen/v1/oidc/access_token`.
    V1Oidc,
    /// `open.*/open-apis/authen/v1/access_token`, with the legacy `authen/v1/index` page.
    V1,
}
