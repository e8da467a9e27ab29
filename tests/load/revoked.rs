//! How soon an account that was disabled is out: `tests/load/revoked` starts this on a PostgreSQL of its own.
//!
//! Somebody's session at a protected application is asked about without a pause, by four connections, while their account
//! is disabled. The time runs from when that is done (the commit has returned, the command line has ended) until the last
//! answer that let them pass has arrived. Whatever is asked after the first refusal must be refused.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods, reason = "what is measured is time")]

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use larkgate::app::App;
use larkgate::config::Config;
use larkgate::domain::access::ApplicationSession;
use larkgate::domain::account::{Identity, Profile};
use larkgate::domain::id::{AccountId, ApplicationSessionId, SessionId};
use larkgate::domain::session::{Device, Session};
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::domain::token::{Opaque, SystemEntropy};
use larkgate::server::Server;
use larkgate::store::Bound;

/// What the 99th percentile must be within.
const SOON: Duration = Duration::from_secs(1);
const ASKING: usize = 4;

/// Who disables the account.
#[derive(Clone, Copy, PartialEq)]
enum By {
    TheSameServer,
    AnotherServer,
    TheCommandLine,
}

/// Servers on one database, and the configuration they have from a file.
struct Scene {
    folder: tempfile::TempDir,
    asked: Server,
    other: Option<Server>,
}

/// What came of one try.
struct Tried {
    took: Duration,
    /// Let through although asked after the first refusal.
    let_through: usize,
}

#[tokio::main]
async fn main() -> Result<(), &'static str> {
    let mut arguments = std::env::args().skip(1);
    let cluster = arguments.next().expect("the address of a PostgreSQL");
    let tries: usize = arguments.next().map_or(200, |tries| tries.parse().expect("a number of tries"));
    println!("{:58} {:>9} {:>9} {:>9}   let through after", "", "p50", "p99", "most");
    let mut held = true;
    let database = database(&cluster, "revoked").await;
    let one = Scene::start(&database, false).await;
    held &= one.row("PostgreSQL, 1 server, disabled in it", By::TheSameServer, tries).await;
    held &= one.row("PostgreSQL, 1 server, by the command line", By::TheCommandLine, tries).await;
    one.stop().await;
    let two = Scene::start(&database, true).await;
    held &=
        two.row("PostgreSQL, 2 servers, disabled in one, asked the other", By::AnotherServer, tries).await;
    // Nothing rings any more, as where a pooler stands between.
    let pool = sqlx::PgPool::connect(&database).await.unwrap();
    sqlx::query("DROP TRIGGER ring_access_changes ON access_changes").execute(&pool).await.unwrap();
    pool.close().await;
    held &= two.row("the same without LISTEN, by the poll alone", By::AnotherServer, tries).await;
    two.stop().await;
    let sqlite = Scene::start("sqlite:larkgate.db", false).await;
    held &= sqlite.row("SQLite, by the command line", By::TheCommandLine, tries).await;
    sqlite.stop().await;
    if held { Ok(()) } else { Err("not within a second at the 99th percentile, or let through afterwards") }
}

async fn database(cluster: &str, name: &str) -> String {
    let admin = sqlx::PgPool::connect(cluster).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&admin).await.unwrap();
    admin.close().await;
    let mut url = url::Url::parse(cluster).unwrap();
    url.set_path(name);
    url.into()
}

fn environment(name: &str) -> Option<String> {
    match name {
        "APP_SECRET" => Some("not-a-real-secret-of-any-app".to_owned()),
        "SEAL_KEY" => Some("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".to_owned()),
        _ => None,
    }
}

impl Scene {
    async fn start(database: &str, with_another: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            r#"
issuer = "http://127.0.0.1:1"
organization = "measure"
database.url = "{database}"
keys.seal_key_env = "SEAL_KEY"
listen.trusted_proxies = ["127.0.0.1"]
connectors.feishu = {{ app_id = "cli_measure", app_secret_env = "APP_SECRET" }}
[[applications]]
id = "wiki"
name = "Wiki"
hosts = ["wiki.example.com"]
rules = [{{ effect = "allow" }}]
"#
        );
        std::fs::write(folder.path().join("larkgate.toml"), &text).unwrap();
        let asked = server(&text, folder.path()).await;
        let other = if with_another { Some(server(&text, folder.path()).await) } else { None };
        Self { folder, asked, other }
    }

    async fn stop(self) {
        self.asked.stop().await.unwrap();
        if let Some(other) = self.other {
            other.stop().await.unwrap();
        }
    }

    /// Prints what was seen; whether it was soon enough, and nobody let through afterwards.
    async fn row(&self, what: &str, by: By, tries: usize) -> bool {
        let mut took = Vec::new();
        let mut let_through = 0;
        for _ in 0..tries {
            let tried = self.attempt(by).await;
            took.push(tried.took);
            let_through += tried.let_through;
        }
        took.sort_unstable();
        let at = |percent: usize| milliseconds(took[(took.len() * percent).div_ceil(100) - 1]);
        println!("{what:58} {:>9} {:>9} {:>9}   {let_through}", at(50), at(99), at(100));
        let_through == 0 && took[(took.len() * 99).div_ceil(100) - 1] < SOON
    }

    async fn attempt(&self, by: By) -> Tried {
        let (account, cookie) = self.sign_in().await;
        let asking = Asking::new(self.asked.address().unwrap(), &cookie);
        // It is remembered from here on.
        assert_eq!(asking.ask().await, 200);
        let done = Arc::new(AtomicBool::new(false));
        let askers: Vec<_> =
            (0..ASKING).map(|_| tokio::spawn(asking.clone().until(Arc::clone(&done)))).collect();
        tokio::time::sleep(Duration::from_millis(10)).await;
        self.disable(&account, by).await;
        let disabled = Instant::now();
        while asking.ask().await == 200 {}
        // Time enough for what would be let through afterwards.
        tokio::time::sleep(Duration::from_millis(100)).await;
        done.store(true, Ordering::Relaxed);
        let mut answers = Vec::new();
        for asker in askers {
            answers.extend(asker.await.unwrap());
        }
        let refused = |answer: &&Answer| answer.status != 200;
        let first =
            answers.iter().filter(refused).map(|answer| answer.arrived).min().expect("it was refused");
        let passed = || answers.iter().filter(|answer| answer.status == 200);
        let last = passed().map(|answer| answer.arrived).max().expect("it was let through before");
        Tried {
            took: last.saturating_duration_since(disabled),
            let_through: passed().filter(|answer| answer.began > first).count(),
        }
    }

    /// A session at `wiki`, as a sign-in leaves it.
    async fn sign_in(&self) -> (AccountId, Opaque) {
        let (now, ends) = (SystemClock.now(), SystemClock.now().plus(Duration::from_secs(3600)));
        let mut tx = self.asked.app().store.write().await.unwrap();
        let id = SessionId::new(&SystemEntropy);
        let identity = Identity {
            connector: "feishu".into(),
            open_id: format!("ou_{id}"),
            union_id: None,
            user_id: None,
            tenant_key: "tenant".into(),
            profile: Profile::default(),
        };
        let Bound::New(person) = tx.bind(&identity, now, &SystemEntropy).await.unwrap() else { panic!() };
        let account = person.account.id;
        let cookie = Opaque::new(&SystemEntropy);
        tx.insert_session(&Session {
            chain: id.clone(),
            id: id.clone(),
            token: Opaque::new(&SystemEntropy).hash(),
            account: account.clone(),
            auth_time: now,
            last_used_at: now,
            expires_at: ends,
            device: Device::default(),
        })
        .await
        .unwrap();
        tx.insert_application_session(&ApplicationSession {
            id: ApplicationSessionId::new(&SystemEntropy),
            token: cookie.hash(),
            application: "wiki".into(),
            account: account.clone(),
            chain: id,
            created_at: now,
            expires_at: ends,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        (account, cookie)
    }

    async fn disable(&self, account: &AccountId, by: By) {
        let server = match by {
            By::TheSameServer => &self.asked,
            By::AnotherServer => self.other.as_ref().expect("two servers"),
            By::TheCommandLine => return self.disable_by_command(account).await,
        };
        let mut tx = server.app().store.write().await.unwrap();
        tx.set_account_enabled(account, false).await.unwrap();
        tx.end_everything_of(account, SystemClock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn disable_by_command(&self, account: &AccountId) {
        let program = std::env::current_exe().unwrap().parent().unwrap().with_file_name("larkgate");
        let mut command = Command::new(program);
        command.args(["account", "disable", account.as_str(), "--config"]);
        command.arg(self.folder.path().join("larkgate.toml"));
        for name in ["APP_SECRET", "SEAL_KEY"] {
            command.env(name, environment(name).unwrap());
        }
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

async fn server(text: &str, folder: &Path) -> Server {
    let config = Config::parse(text, folder, &environment).unwrap();
    let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await.unwrap();
    Server::start(app, TcpListener::bind("127.0.0.1:0").unwrap()).unwrap()
}

/// An answer, with when it was asked for.
struct Answer {
    status: u16,
    began: Instant,
    arrived: Instant,
}

/// Asks as a proxy does.
#[derive(Clone)]
struct Asking {
    http: reqwest::Client,
    url: String,
    cookie: String,
}

impl Asking {
    fn new(address: std::net::SocketAddr, cookie: &Opaque) -> Self {
        let url = format!("http://{address}/forward-auth/proxy");
        Self { http: reqwest::Client::new(), url, cookie: format!("larkgate-app={}", cookie.reveal()) }
    }

    async fn ask(&self) -> u16 {
        let request = self.http.get(&self.url).header("cookie", &self.cookie);
        let request = request.header("x-forwarded-proto", "http").header("x-forwarded-method", "GET");
        let request = request.header("x-forwarded-host", "wiki.example.com").header("x-forwarded-uri", "/");
        request.send().await.unwrap().status().as_u16()
    }

    async fn until(self, done: Arc<AtomicBool>) -> Vec<Answer> {
        let mut answers = Vec::new();
        while !done.load(Ordering::Relaxed) {
            let began = Instant::now();
            let status = self.ask().await;
            answers.push(Answer { status, began, arrived: Instant::now() });
        }
        answers
    }
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}
