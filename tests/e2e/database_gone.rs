//! The database goes away under a running server: nobody gets in, everybody is told, and all is well once it is back.

use reqwest::{Response, StatusCode};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::harness::cable::{Cable, Current};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::reference::without_reference;
use crate::harness::{Browser, Kind, Outside, Setup, database};

/// What somebody has who was there before.
struct Before {
    browser: Browser,
    callback: String,
    tokens: Value,
}

async fn before(outside: &Outside) -> Before {
    let tokens = outside.tokens("lin").await;
    let mut browser = Browser::new();
    outside.sign_in(&mut browser, "zhou").await;
    let page = browser.follow(&format!("{}&prompt=login", outside.authorize_url("app", "openid"))).await;
    let callback = outside.at_feishu(Some("zhou"), &page.feishu_link()).await;
    Before { browser, callback, tokens }
}

async fn refresh(outside: &Outside, tokens: &Value) -> Response {
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    outside.token("app", CLIENT_SECRET, &form).await.unwrap()
}

/// Nobody is let in, and each is told in their own language.
async fn assert_closed(outside: &Outside, before: &mut Before) {
    let presented = outside.observe("counters").await["presented"].clone();
    let login = before.callback.split_once("state=").unwrap().1.split('&').next().unwrap().to_owned();
    for url in [
        outside.authorize_url("app", "openid"),
        outside.authorize_url("nobody", "openid"),
        outside.url("/"),
        outside.url(&format!("/login/{login}")),
        outside.url(&format!("/login/{login}/again")),
        before.callback.clone(),
    ] {
        let page = before.browser.get(&url).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{url}: {}", page.body);
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8", "{url}");
        assert_eq!(page.headers["cache-control"], "no-store", "{url}");
        assert!(page.reference().is_some() && page.location().is_none(), "{url}: {}", page.body);
        assert!(
            !without_reference(&page.body).to_lowercase().contains("sql"),
            "the cause is not for them: {}",
            page.body
        );
    }
    assert_eq!(outside.observe("counters").await["presented"], presented, "a code was spent for nothing");
    let answer = refresh(outside, &before.tokens).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let json: Value = answer.json().await.unwrap();
    assert_eq!(json["error"], "temporarily_unavailable", "{json}");
    let answer = outside.redeem("nobody", "x", "x").await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "nobody knows whether this client exists");
    let answer = outside.userinfo(before.tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(status(outside, "/readyz").await, 503);
    for path in ["/healthz", "/oauth2/jwks", "/.well-known/openid-configuration"] {
        assert_eq!(status(outside, path).await, 200, "{path}");
    }
}

/// All goes on where it stopped: nothing was spent.
async fn assert_open(outside: &Outside, before: &mut Before) {
    assert_eq!(status(outside, "/readyz").await, 200);
    let back = before.browser.get(&before.callback).await;
    let code = back.answer("code").unwrap_or_else(|| panic!("{} {}", back.status, back.body));
    assert_eq!(outside.redeem("app", CLIENT_SECRET, &code).await.unwrap().status(), 200);
    assert_eq!(refresh(outside, &before.tokens).await.status(), 200);
    assert_eq!(outside.userinfo(before.tokens["access_token"].as_str().unwrap()).await.status(), 200);
}

async fn status(outside: &Outside, path: &str) -> u16 {
    outside.http.get(outside.url(path)).send().await.unwrap().status().as_u16()
}

async fn sqlite(outside: &Outside) -> SqliteConnection {
    let file = outside.process.path().join("larkgate.db");
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_without_its_tables() {
    let outside = Outside::start(&Setup::default()).await;
    let mut before = before(&outside).await;
    let mut connection = sqlite(&outside).await;
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut connection).await.unwrap();
    for (table,) in &tables {
        let sql = format!("ALTER TABLE {table} RENAME TO gone_{table}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
    assert_closed(&outside, &mut before).await;
    for (table,) in &tables {
        let sql = format!("ALTER TABLE gone_{table} RENAME TO {table}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
    assert_open(&outside, &mut before).await;
}

/// Somebody else holds the write lock, a backup perhaps: whoever must write waits a while and is then told.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_locked_by_another() {
    let outside = Outside::start(&Setup::default()).await;
    let mut before = before(&outside).await;
    let mut connection = sqlite(&outside).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
    let url = outside.authorize_url("app", "openid");
    let (mut one, mut two) = (Browser::new(), Browser::new());
    let (page, other, answer) = tokio::join!(one.get(&url), two.get(&url), refresh(&outside, &before.tokens));
    for page in [page, other] {
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.body);
    }
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    // Reading goes on.
    assert_eq!(outside.userinfo(before.tokens["access_token"].as_str().unwrap()).await.status(), 200);
    sqlx::query("ROLLBACK").execute(&mut connection).await.unwrap();
    assert_open(&outside, &mut before).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn postgres_out_of_reach() {
    let sections = database::sections(Kind::Postgres).await;
    let url = sections.split('"').nth(1).unwrap();
    let cable = Cable::to(url).await;
    let outside = Outside::on(&Setup::default(), &sections.replace(url, &cable.url)).await;
    let mut before = before(&outside).await;
    cable.turn(Current::Off);
    assert_closed(&outside, &mut before).await;
    cable.turn(Current::On);
    assert_open(&outside, &mut before).await;
}
