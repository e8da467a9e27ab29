//! The program is killed at random moments while people sign in, and nothing is lost, doubled or left half done.

mod person;

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use larkgate::config::{Database, Secret};
use larkgate::domain::audit::EventKind;
use larkgate::store::{AccountSearch, AuditFilter, Store};
use person::Everybody;
use serde_json::json;

use crate::harness::{Kind, Outside, Setup, database, on_each_database};

const LOGINS: usize = 200;
const KILLS: usize = 20;
const BROWSERS: usize = 8;
const PEOPLE: usize = 40;

/// Seeded chance (SplitMix64).
struct Chance(u64);

impl Chance {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// `LARKGATE_TEST_SEED` repeats a run's moments, as far as two runs are alike.
fn seed() -> u64 {
    let given = std::env::var("LARKGATE_TEST_SEED").ok().map(|text| text.parse().unwrap());
    given.unwrap_or_else(|| RandomState::new().build_hasher().finish())
}

fn slug(number: usize) -> String {
    format!("person-{number}")
}

/// Signs people in, over and over, until there were enough logins and enough kills.
async fn keep_signing_in(everybody: Arc<Everybody>, kills: Arc<AtomicUsize>, browser: usize) {
    let mut number = browser;
    while everybody.logins.load(Ordering::Relaxed) < LOGINS || kills.load(Ordering::Relaxed) < KILLS {
        // Two browsers belong to the same person now and then, also at their very first sign-in.
        everybody.login(&slug(number / 2 % PEOPLE)).await;
        number += BROWSERS;
    }
}

async fn everybody(outside: &Outside) -> Arc<Everybody> {
    for number in 0..PEOPLE {
        let path = format!("people/{}", slug(number));
        outside.control(&path, json!({ "name": format!("某人 {number}") })).await;
    }
    Arc::new(Everybody {
        larkgate: outside.process.url.clone(),
        feishu: outside.feishu.base_url().to_owned(),
        authorize: outside.authorize_url("app", "openid offline_access"),
        http: outside.http.clone(),
        logins: AtomicUsize::new(0),
        unanswered: AtomicUsize::new(0),
        accepted: Default::default(),
        tokens: Default::default(),
    })
}

/// Kills and restarts until everybody is done.
async fn storm(outside: &mut Outside, everybody: &Arc<Everybody>, chance: &mut Chance) -> usize {
    // On a slow machine a step takes longer, and must have its chance between two kills.
    let began = tokio::time::Instant::now();
    everybody.login(&slug(0)).await;
    let longest = u64::try_from(began.elapsed().as_micros()).unwrap().max(200_000) * 2;
    let kills = Arc::new(AtomicUsize::new(0));
    let mut people: tokio::task::JoinSet<()> = (0..BROWSERS)
        .map(|browser| keep_signing_in(Arc::clone(everybody), Arc::clone(&kills), browser))
        .collect();
    loop {
        let moment = Duration::from_micros(20_000 + chance.below(longest));
        tokio::select! {
            done = people.join_next() => match done {
                Some(done) => done.unwrap(),
                None => return kills.load(Ordering::Relaxed),
            },
            () = tokio::time::sleep(moment) => {
                outside.process.restart().await;
                kills.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Accounts, bindings and the audit log agree: one of each for everybody who got in.
async fn assert_bound_once(store: &Store, subs: &BTreeSet<String>) {
    let mut tx = store.read().await.unwrap();
    let accounts = tx.find_accounts(&AccountSearch::default(), None, 10_000).await.unwrap();
    let bound: Vec<_> = accounts.iter().map(|bound| bound.account.sub.clone()).collect();
    assert_eq!(bound.len(), bound.iter().collect::<BTreeSet<_>>().len(), "somebody is bound twice");
    let bound: BTreeSet<_> = bound.into_iter().collect();
    let lost: Vec<_> = subs.difference(&bound).collect();
    assert!(lost.is_empty(), "signed in, but not bound: {lost:?}");
    let audit = tx.audit(&AuditFilter::default(), None, 100_000).await.unwrap().lines;
    let bindings = audit.iter().filter(|row| row.kind == EventKind::AccountBound.as_str()).count();
    assert_eq!(bindings, bound.len(), "the audit log has another number of bindings");
}

/// What SQLite itself thinks of the file.
async fn assert_intact(path: &std::path::Path) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let verdict: (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&pool).await.unwrap();
    assert_eq!(verdict.0, "ok");
    let strays = sqlx::query("PRAGMA foreign_key_check").fetch_all(&pool).await.unwrap();
    assert!(strays.is_empty(), "{} rows refer to nothing", strays.len());
    pool.close().await;
}

on_each_database! {
    async fn whatever_is_killed(kind) {
        let seed = seed();
        println!("LARKGATE_TEST_SEED={seed}");
        let (mut chance, started) = (Chance(seed), tokio::time::Instant::now());
        let sections = database::sections(kind).await;
        let mut outside = Outside::on(&Setup { database: kind, ..Setup::default() }, &sections).await;
        let everybody = everybody(&outside).await;
        let kills = storm(&mut outside, &everybody, &mut chance).await;
        let logins = everybody.logins.load(Ordering::Relaxed);
        let counters = outside.observe("counters").await;
        println!(
            "{kills} kills, {logins} logins, {} requests unanswered, {} codes of Feishu issued, {} presented, {} succeeded, {:.1} s",
            everybody.unanswered.load(Ordering::Relaxed), counters["issued"], counters["presented"], counters["succeeded"],
            started.elapsed().as_secs_f64(),
        );
        assert!(kills >= KILLS && logins >= LOGINS);

        assert!(counters["most_presented"].as_u64().unwrap() <= 1, "a code of Feishu's was presented twice: {counters}");
        let accepted = everybody.accepted.lock().unwrap().clone();
        assert!(accepted.values().all(|times| *times == 1), "a code of ours was accepted twice");

        // What an application was given holds: after the next start, too.
        outside.process.restart().await;
        let tokens = std::mem::take(&mut *everybody.tokens.lock().unwrap());
        let mut subs = BTreeSet::new();
        for (person, access, refresh) in tokens {
            let answer = outside.userinfo(&access).await;
            assert_eq!(answer.status(), 200, "{person} has a token that is worth nothing");
            let info: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(info["sub"], outside.feishu.open_id(&person), "somebody else's token");
            subs.insert(info["sub"].as_str().unwrap().to_owned());
            let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
            let answer = outside.token("app", crate::harness::gate::CLIENT_SECRET, &form).await.unwrap();
            assert_eq!(answer.status(), 200, "{person}: {}", answer.text().await.unwrap());
        }
        for number in 0..PEOPLE {
            everybody.login(&slug(number)).await;
            subs.insert(outside.feishu.open_id(&slug(number)));
        }
        let listed = String::from_utf8(outside.cli(&["account", "list"]).await.stdout).unwrap();
        assert_eq!(listed.lines().count(), subs.len() + 1, "{listed}");

        outside.process.kill();
        let file = outside.process.path().join("larkgate.db");
        let database = match kind {
            Kind::Sqlite => Database::Sqlite(file.clone()),
            Kind::Postgres => Database::Postgres(Secret::new(sections.split('"').nth(1).unwrap())),
        };
        if kind == Kind::Sqlite {
            assert_intact(&file).await;
        }
        assert_bound_once(&Store::connect(&database).await.unwrap(), &subs).await;
    }
}
