//! Userinfo, refreshing and whole logins, on each database: how many a second, and where the time of one goes.

use std::sync::Arc;
use std::time::Duration;

use simulator::Simulator;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::bench::Bench;
use crate::figures::{Series, Tables, count, time};
use crate::gate::{self, Place, Program};
use crate::person::{APPLICATIONS, People, Tokens};
use crate::process::Pinned;
use crate::timed::Told;
use crate::wrk::{self, Requests};

/// How many are under way at once.
const AT_ONCE: u32 = 32;
/// How many are done one after the other, to see where the time goes.
const IN_TURN: u32 = 200;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Userinfo,
    Refresh,
    Login,
}

/// Everything about them.
pub(crate) async fn measure(bench: &Bench, tables: &mut Tables) -> anyhow::Result<()> {
    let mut databases = vec![("SQLite", "sqlite:larkgate.db")];
    databases.extend(bench.postgres.as_deref().map(|url| ("PostgreSQL", url)));
    let mut rows = Vec::new();
    for (name, url) in databases {
        let address = gate::free_address()?;
        let feishu = simulator::start(simulator::Config {
            redirect_urls: vec![format!("http://{address}/login/callback/feishu")],
            ..simulator::Config::default()
        })
        .await?;
        let place = Place::with_feishu(bench.folder.join(name), address, url, &feishu, APPLICATIONS)?;
        let rates = rates(bench, &place, &feishu, name).await?;
        let shares = shares(bench, &place, &feishu).await?;
        for ((flow, rate, cpu), share) in rates.into_iter().zip(shares) {
            rows.push(row(flow, name, rate, cpu, &share));
        }
        feishu.stop().await;
    }
    tables.add(
        [
            "",
            "database",
            "a second",
            "processor time of one",
            "one alone takes",
            "signing",
            "database",
            "Feishu (simulated)",
            "rest",
        ],
        &rows,
    );
    Ok(())
}

/// Where the time of one goes that has the server to itself.
struct Shares {
    whole: Duration,
    parts: crate::timed::Times,
}

fn row(flow: Flow, database: &str, rate: f64, cpu: f64, share: &Shares) -> [String; 9] {
    let name = match flow {
        Flow::Userinfo => "userinfo",
        Flow::Refresh => "refresh",
        Flow::Login => "a whole login (5 requests)",
    };
    let (whole, parts) = (share.whole, share.parts);
    let rest = whole.saturating_sub(parts.database + parts.signing + parts.upstream);
    let upstream = if flow == Flow::Login { time(parts.upstream) } else { "–".to_owned() };
    let signing = if flow == Flow::Userinfo { "–".to_owned() } else { time(parts.signing) };
    let cpu = time(Duration::from_secs_f64(cpu / 1e6));
    [
        name.to_owned(),
        database.to_owned(),
        count(rate),
        cpu,
        time(whole),
        signing,
        time(parts.database),
        upstream,
        time(rest),
    ]
}

/// How much was done, in what time, and what processor time of the server that took.
struct Done {
    count: u64,
    took: Duration,
    cpu: Duration,
}

/// Each flow, how many a second, and what processor time one takes in microseconds.
async fn rates(
    bench: &Bench,
    place: &Place,
    feishu: &Simulator,
    name: &str,
) -> anyhow::Result<Vec<(Flow, f64, f64)>> {
    let gate = place.start(bench.cores, Program::Released).await?;
    let people = Arc::new(People::before(place.url(), feishu.base_url().to_owned()).await?);
    let mut measured = Vec::new();
    for flow in [Flow::Userinfo, Flow::Refresh, Flow::Login] {
        let (mut rate, mut cpu) = (Series::default(), Series::default());
        for round in 1..=bench.rounds {
            let done = match flow {
                Flow::Userinfo => userinfo(bench, place, &people, &gate).await?,
                Flow::Refresh | Flow::Login => at_once(bench, flow, &people, &gate).await?,
            };
            let seconds = done.took.as_secs_f64();
            rate.add(done.count as f64 / seconds);
            cpu.add(done.cpu.as_secs_f64() * 1e6 / done.count as f64);
            bench.say(&format!(
                "{flow:?} on {name}, round {round}: {} a second, the server's core {:.0} % busy",
                count(done.count as f64 / seconds),
                done.cpu.as_secs_f64() / seconds * 100.0
            ));
        }
        measured.push((flow, rate.median(), cpu.median()));
    }
    Ok(measured)
}

async fn userinfo(bench: &Bench, place: &Place, people: &Arc<People>, gate: &Pinned) -> anyhow::Result<Done> {
    let mut requests = Vec::new();
    for _ in 0..AT_ONCE {
        let (tokens, _) = people.login().await?;
        let (host, token) = (place.address, tokens.access);
        requests.push(format!(
            "GET /oauth2/userinfo HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
        ));
    }
    let requests = Requests::write(place.file("userinfo.requests"), requests)?;
    let before = gate.cpu()?;
    let answered = wrk::run(bench.cores, &format!("{}/", place.url()), &requests, AT_ONCE, bench.time)?;
    let took = Duration::from_secs_f64(answered.requests as f64 / answered.per_second);
    Ok(Done { count: answered.requests, took, cpu: gate.cpu()? - before })
}

/// Logins, or refreshes of the logins of so many people, each beginning the next one when the last is done.
async fn at_once(bench: &Bench, flow: Flow, people: &Arc<People>, gate: &Pinned) -> anyhow::Result<Done> {
    let mut tokens = Vec::new();
    for _ in 0..AT_ONCE {
        tokens.push(people.login().await?.0);
    }
    let (began, before) = (Instant::now(), gate.cpu()?);
    let until = began + bench.time;
    let mut workers = JoinSet::new();
    for tokens in tokens {
        workers.spawn(go_on(flow, Arc::clone(people), tokens, until));
    }
    let mut done = 0;
    while let Some(worker) = workers.join_next().await {
        done += worker??;
    }
    Ok(Done { count: done, took: began.elapsed(), cpu: gate.cpu()? - before })
}

async fn go_on(flow: Flow, people: Arc<People>, mut tokens: Tokens, until: Instant) -> anyhow::Result<u64> {
    let mut done = 0;
    while Instant::now() < until {
        tokens = one(flow, &people, tokens).await?.0;
        done += 1;
    }
    Ok(done)
}

/// One, how long larkgate took for it, and the tokens then.
async fn one(flow: Flow, people: &People, tokens: Tokens) -> anyhow::Result<(Tokens, Duration)> {
    match flow {
        Flow::Userinfo => {
            let took = people.userinfo(&tokens).await?;
            Ok((tokens, took))
        }
        Flow::Refresh => people.refresh(&tokens).await,
        Flow::Login => people.login().await,
    }
}

/// In the same order, where the time of one goes.
async fn shares(bench: &Bench, place: &Place, feishu: &Simulator) -> anyhow::Result<Vec<Shares>> {
    let mut gate = place.start(bench.cores, Program::Timed).await?;
    let mut told = Told::by(&mut gate)?;
    let people = People::before(place.url(), feishu.base_url().to_owned()).await?;
    let (mut tokens, _) = people.login().await?;
    let mut shares = Vec::new();
    for flow in [Flow::Userinfo, Flow::Refresh, Flow::Login] {
        let (before, mut whole) = (told.times()?, Duration::ZERO);
        for _ in 0..IN_TURN {
            let (next, took) = one(flow, &people, tokens).await?;
            (tokens, whole) = (next, whole + took);
        }
        shares.push(Shares { whole: whole / IN_TURN, parts: told.times()?.since(before, IN_TURN) });
    }
    Ok(shares)
}
