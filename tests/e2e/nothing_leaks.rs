//! Nothing that is secret is told to those it is not for: not by pages, answers or tokens, not in the log, not in the
//! database. Everything happens once; then every byte that came of it is searched.

mod run;
mod search;

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larkgate::config::Database;
use larkgate::domain::key::Algorithm;
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::keys::Seal;
use larkgate::store::Store;
use run::Harvest;
use search::{Search, decoded_jwts};
use simulator::Brand;

use crate::harness::{Kind, Outside, Setup, database};

/// Kinds of secrets that the simulator keeps for parts of Feishu that nobody here uses.
const UNUSED: [&str; 2] = ["encrypt_key", "verification_token"];

/// An application behind a proxy, so that one is believed.
const WIKI: &str = "[[applications]]\nid = \"wiki\"\nname = \"Wiki\"\nhosts = [\"wiki.example.com\"]\n\
                    rules = [{ effect = \"allow\", services = [\"ci\"] }]\n";

struct Scene {
    outside: Outside,
    harvest: Harvest,
}

/// Lets everything happen.
async fn scene(setup: &Setup, sections: &str) -> Scene {
    let outside = Outside::on(setup, sections).await;
    let mut harvest = Harvest::default();
    harvest.welcome(&outside).await;
    harvest.trouble(&outside).await;
    harvest.commands(&outside).await;
    harvest.welcome(&outside).await;
    assert!(harvest.told.len() > 100, "only {} answers", harvest.told.len());
    Scene { outside, harvest }
}

impl Scene {
    /// Feishu's secrets, of which every kind that this generation has must have been at work.
    async fn feishu(&self) -> Search {
        let mut search = Search::default();
        let secrets = self.outside.observe("secrets").await;
        let secrets = secrets["secrets"].as_array().unwrap();
        for secret in secrets {
            let kind = secret["kind"].as_str().unwrap();
            if !UNUSED.contains(&kind) {
                search.add(kind, secret["value"].as_str().unwrap().as_bytes());
            }
        }
        for kind in ["app_secret", "code", "user_access_token", "tmp_code", "qr", "tenant_access_token"] {
            assert!(secrets.iter().any(|secret| secret["kind"] == kind), "no {kind} was ever issued");
        }
        search
    }

    fn own(&self) -> Search {
        let mut search = Search::default();
        for (kind, secret) in &self.harvest.secrets {
            search.add(kind, secret.as_bytes());
        }
        for kind in [
            "authorization code",
            "session cookie",
            "attempt cookie",
            "handle",
            "refresh_token",
            "id_token",
            "service token",
        ] {
            assert!(self.harvest.secrets.iter().any(|(k, _)| *k == kind), "no {kind} was seen");
        }
        search
    }

    /// Searches everything; `stored` is what the database holds.
    async fn assert_nothing_leaked(&self, stored: &[(String, Vec<u8>)], sealed: &Search) {
        let (feishu, own) = (self.feishu().await, self.own());
        let log = self.outside.process.said();
        assert!(log.contains("DEBUG") && log.lines().count() > 500, "the log is not at level debug");
        let mut leaks = Vec::new();
        for told in &self.harvest.told {
            leaks.extend(feishu.found_in("an answer", told.as_bytes()));
            leaks.extend(feishu.found_in("a token", &decoded_jwts(told)));
            leaks.extend(sealed.found_in("an answer", told.as_bytes()));
        }
        for (place, bytes) in stored.iter().chain([&("the log".to_owned(), log.into_bytes())]) {
            for search in [&feishu, &own, sealed] {
                leaks.extend(search.found_in(place, bytes));
            }
        }
        assert!(feishu.secrets > 50 && own.secrets > 50 && sealed.secrets > 50);
        assert!(
            leaks.is_empty(),
            "{} leaks, such as:\n{}",
            leaks.len(),
            leaks[..leaks.len().min(5)].join("\n")
        );
    }
}

/// What the sealing key opens: the private keys, in pieces, and the sealing key itself.
async fn sealed(database: &Database, seal_key: &str) -> Search {
    let mut search = Search::default();
    let root = STANDARD.decode(seal_key.trim()).unwrap();
    search.add("sealing key", &root);
    search.add("sealing key, as text", seal_key.trim().as_bytes());
    let seal = Seal::new(&root).unwrap();
    let store = Store::connect(database).await.unwrap();
    let keys = store.read().await.unwrap().published_keys(SystemClock.now()).await.unwrap();
    assert_eq!(keys.len(), 6, "two generations of three algorithms");
    for key in keys {
        let pkcs8 = seal.open_sealed(&format!("signing key {}", key.kid), &key.sealed).unwrap();
        for piece in private_part(key.algorithm, &pkcs8).chunks_exact(16) {
            search.add(&format!("private {} key", key.algorithm), piece);
        }
    }
    store.close().await;
    search
}

/// The private half of a PKCS#8 document; the public half stands beside it and is no secret.
fn private_part(algorithm: Algorithm, pkcs8: &[u8]) -> &[u8] {
    let after = |mark: &[u8]| {
        let at = pkcs8.windows(mark.len()).position(|window| window == mark).expect("a known form");
        &pkcs8[at + mark.len()..][..32]
    };
    match algorithm {
        // Past modulus and exponent.
        Algorithm::Rs256 => &pkcs8[320..],
        Algorithm::Es256 => after(&[0x02, 0x01, 0x01, 0x04, 0x20]),
        Algorithm::EdDsa => after(&[0x04, 0x22, 0x04, 0x20]),
    }
}

/// The files of a SQLite database, while the program still runs.
fn files(scene: &Scene) -> Vec<(String, Vec<u8>)> {
    let read = |name: &str| (name.to_owned(), fs::read(scene.outside.process.path().join(name)).unwrap());
    ["larkgate.db", "larkgate.db-wal", "larkgate.db-shm"].map(read).into()
}

async fn on_sqlite(brand: Brand, api: &'static str) {
    let setup = Setup {
        brand,
        api: Some(api),
        connector: "timeout = \"3s\"\ndirectory = true",
        clients: WIKI.to_owned(),
        ..Setup::default()
    };
    let scene = scene(&setup, &database::sections(Kind::Sqlite).await).await;
    let stored = files(&scene);
    assert!(stored.iter().all(|(_, bytes)| !bytes.is_empty()), "a file is empty");
    let folder = scene.outside.process.path();
    let seal_key = fs::read_to_string(folder.join("larkgate.db.key")).unwrap();
    let sealed = sealed(&Database::Sqlite(folder.join("larkgate.db")), &seal_key).await;
    scene.assert_nothing_leaked(&stored, &sealed).await;
    // The search would have found it: what must be in the database is found there.
    let mut control = Search::default();
    control.add("open_id", scene.outside.feishu.open_id("lin").as_bytes());
    assert!(stored.iter().any(|(place, bytes)| !control.found_in(place, bytes).is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_third_generation() {
    on_sqlite(Brand::Feishu, "v3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_second_generation() {
    on_sqlite(Brand::Lark, "v2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_first_generation_with_oidc() {
    on_sqlite(Brand::Feishu, "v1-oidc").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_first_generation() {
    on_sqlite(Brand::Feishu, "v1").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs PostgreSQL, which tests/run starts"]
async fn on_postgres() {
    let sections = database::sections(Kind::Postgres).await;
    let setup = Setup {
        connector: "timeout = \"3s\"\ndirectory = true",
        clients: WIKI.to_owned(),
        ..Setup::default()
    };
    let scene = scene(&setup, &sections).await;
    let url = sections.split('"').nth(1).unwrap();
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let names = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(names).fetch_all(&pool).await.unwrap();
    let mut stored = Vec::new();
    for (table,) in tables {
        let sql = sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
        let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&pool).await.unwrap();
        stored.push((table, rows.into_iter().map(|(row,)| row).collect::<Vec<_>>().join("\n").into_bytes()));
    }
    assert!(stored.len() > 8 && stored.iter().filter(|(_, rows)| !rows.is_empty()).count() > 5);
    let seal_key = crate::harness::gate::environment("SEAL_KEY", "").unwrap();
    let database = Database::Postgres(larkgate::config::Secret::new(url));
    scene.assert_nothing_leaked(&stored, &sealed(&database, &seal_key).await).await;
}
