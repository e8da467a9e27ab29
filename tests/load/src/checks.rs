//! Forward-auth checks that let pass: against the bare handler, with few and many sessions, over few and many connections, and the
//! memory that they take.

use std::time::Duration;

use anyhow::ensure;

use crate::bench::Bench;
use crate::figures::{Series, Tables, count, ratio, time};
use crate::gate::{self, Place, Program, WIKI};
use crate::process::Pinned;
use crate::wrk::{self, Answered, Requests};
use crate::{bare, seed};

/// How many sessions are live.
const SESSIONS: [usize; 3] = [1, 1_000, 100_000];
/// Over how many connections latency is measured; ratios are measured over the first number.
const CONNECTIONS: [u32; 2] = [32, 1_000];
/// How many checks the memory is looked at after.
const MANY: u64 = 1_000_000;
/// How long those may take at the most.
const PATIENCE: Duration = Duration::from_secs(180);

/// What nginx sends along with a browser's request for a page.
fn check(cookie: &str) -> String {
    format!(
        "GET /forward-auth/nginx HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Original-URL: https://{WIKI}/pages/42?tab=history\r\n\
         X-Original-Method: GET\r\nX-Forwarded-For: 203.0.113.9\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n\
         Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: zh-CN,zh;q=0.9\r\n\
         Accept-Encoding: gzip, deflate, br\r\nCookie: theme=dark; __Host-larkgate-app={cookie}\r\n\r\n"
    )
}

/// Everything about checks.
pub(crate) async fn measure(bench: &Bench, tables: &mut Tables) -> anyhow::Result<()> {
    let place = Place::behind_proxy(bench.folder.join("checks"))?;
    bench.say("signing in 100,000 people");
    let most = SESSIONS.into_iter().max().unwrap_or(1);
    let cookies = seed::signed_in(&place.config()?, most).await?;
    let mut requests = Vec::new();
    for sessions in SESSIONS {
        let checks = cookies.iter().take(sessions).map(|cookie| check(cookie));
        requests.push((sessions, Requests::write(place.file(&format!("{sessions}.requests")), checks)?));
    }
    let gate = place.start(bench.cores, Program::Released).await?;
    let answer = ask_once(&place.url(), cookies.first().map_or("", String::as_str)).await?;
    let (bare, bare_url) = bare::start(bench.cores, &answer).await?;
    bench.say("a check of each, so that all of them are remembered");
    if let Some((_, all)) = requests.last() {
        warm_up(bench, &place, all, most)?;
    }
    let sides = Sides { gate: (&gate, format!("{}/", place.url())), bare: (&bare, bare_url) };
    rates(bench, &sides, &requests, tables)?;
    if let Some((_, few)) = requests.get(1) {
        latencies(bench, &sides, few, tables)?;
    }
    drop((gate, bare));
    if let Some((_, all)) = requests.last() {
        memory(bench, &place, all, tables).await?;
    }
    Ok(())
}

/// One check by hand: what is measured is an answer of 200 that says who it is.
async fn ask_once(url: &str, cookie: &str) -> anyhow::Result<reqwest::Response> {
    let mut request = gate::client()?.get(format!("{url}/forward-auth/nginx"));
    for line in check(cookie).lines().skip(2) {
        if let Some((name, value)) = line.split_once(": ") {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await?;
    let user = answer.headers().get("x-larkgate-user").is_some_and(|user| !user.is_empty());
    ensure!(answer.status() == 200 && user, "the check is not answered as it should be: {answer:?}");
    Ok(answer)
}

/// Both servers, and where they answer.
struct Sides<'a> {
    gate: (&'a Pinned, String),
    bare: (&'a Pinned, String),
}

/// What was seen of one server.
#[derive(Default)]
struct Seen {
    per_second: Series,
    /// Processor time of the server for one request, in microseconds.
    cpu: Series,
}

impl Seen {
    fn look(
        &mut self,
        server: &Pinned,
        run: impl FnOnce() -> anyhow::Result<Answered>,
    ) -> anyhow::Result<(f64, f64)> {
        let before = server.cpu()?;
        let answered = run()?;
        let cpu = (server.cpu()? - before).as_secs_f64() * 1e6 / answered.requests as f64;
        self.per_second.add(answered.per_second);
        self.cpu.add(cpu);
        Ok((answered.per_second, cpu))
    }
}

fn rates(
    bench: &Bench,
    sides: &Sides<'_>,
    requests: &[(usize, Requests)],
    tables: &mut Tables,
) -> anyhow::Result<()> {
    let [connections, _] = CONNECTIONS;
    let mut seen: Vec<_> = requests
        .iter()
        .map(|_| (Seen::default(), Seen::default(), Series::default(), Series::default()))
        .collect();
    for round in 1..=bench.rounds {
        for ((sessions, requests), (bare, gate, ratio, cpu_ratio)) in requests.iter().zip(&mut seen) {
            let run = |url: &str| wrk::run(bench.cores, url, requests, connections, bench.time);
            let bare = bare.look(sides.bare.0, || run(&sides.bare.1))?;
            let gate = gate.look(sides.gate.0, || run(&sides.gate.1))?;
            ratio.add(gate.0 / bare.0);
            cpu_ratio.add(bare.1 / gate.1);
            bench.say(&format!(
                "checks, round {round}, {} sessions: {} a second, bare {}, ratio {:.2}, by processor time {:.2}",
                count(*sessions as f64),
                count(gate.0),
                count(bare.0),
                gate.0 / bare.0,
                bare.1 / gate.1
            ));
        }
    }
    let rows = requests.iter().zip(&seen).map(|((sessions, _), (bare, gate, by_rate, by_cpu))| {
        [
            count(*sessions as f64),
            count(gate.per_second.median()),
            count(bare.per_second.median()),
            ratio(by_rate),
            format!("{:.1} µs", gate.cpu.median()),
            format!("{:.1} µs", bare.cpu.median()),
            ratio(by_cpu),
        ]
    });
    tables.add(
        [
            "live sessions",
            "checks a second",
            "bare handler",
            "ratio",
            "processor time of a check",
            "bare handler",
            "ratio",
        ],
        &rows.collect::<Vec<_>>(),
    );
    Ok(())
}

fn latencies(
    bench: &Bench,
    sides: &Sides<'_>,
    requests: &Requests,
    tables: &mut Tables,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for connections in CONNECTIONS {
        let mut seen = [const { (Vec::new(), Vec::new()) }; 2];
        for _ in 0..bench.rounds {
            for (url, (medians, p99s)) in [&sides.bare.1, &sides.gate.1].into_iter().zip(&mut seen) {
                let answered = wrk::run(bench.cores, url, requests, connections, bench.time)?;
                medians.push(answered.median);
                p99s.push(answered.p99);
            }
        }
        let middle = |times: &mut Vec<Duration>| {
            times.sort_unstable();
            times.get(times.len() / 2).copied().map(time).unwrap_or_default()
        };
        let [(bare_medians, bare_p99s), (medians, p99s)] = &mut seen;
        let row = [
            count(connections.into()),
            middle(medians),
            middle(p99s),
            middle(bare_medians),
            middle(bare_p99s),
        ];
        bench.say(&format!(
            "latency over {} connections: half {}, 99 % {}; bare {}, {}",
            row[0], row[1], row[2], row[3], row[4]
        ));
        rows.push(row);
    }
    tables.add(
        ["connections", "a check: median", "99th percentile", "bare handler: median", "99th percentile"],
        &rows,
    );
    Ok(())
}

/// Sends every one of so many requests at least once.
fn warm_up(bench: &Bench, place: &Place, requests: &Requests, count: usize) -> anyhow::Result<()> {
    let ([connections, _], url) = (CONNECTIONS, format!("{}/", place.url()));
    let mut time = bench.time;
    while wrk::run(bench.cores, &url, requests, connections, time)?.requests < count as u64 {
        time *= 2;
    }
    Ok(())
}

async fn memory(
    bench: &Bench,
    place: &Place,
    requests: &Requests,
    tables: &mut Tables,
) -> anyhow::Result<()> {
    let gate = place.start(bench.cores, Program::Released).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let at_rest = gate.resident()?;
    let [connections, _] = CONNECTIONS;
    let run = |time| wrk::run(bench.cores, &format!("{}/", place.url()), requests, connections, time);
    // wrk begins anew with the first session each time, so the many are one run.
    let some = run(Duration::from_secs(5))?;
    let rest = Duration::from_secs_f64(MANY.saturating_sub(some.requests) as f64 / some.per_second);
    let checks = some.requests + run(rest.min(PATIENCE) + Duration::from_secs(1))?.requests;
    let after = gate.resident()?;
    let row = [format!("{at_rest:.1} MB"), count(checks as f64), format!("{after:.1} MB")];
    bench.say(&format!("memory: {} at rest, {} after {} checks", row[0], row[2], row[1]));
    tables.add(["memory at rest", "checks with 100,000 live sessions", "memory then"], &[row]);
    Ok(())
}
