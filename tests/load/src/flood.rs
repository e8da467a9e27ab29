//! Slow clients and floods of connections, from strangers who can reach the listener: the check must be answered meanwhile to a proxy
//! that is connected, and in the end to everybody.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::bench::Bench;
use crate::figures::{Tables, count, time};
use crate::gate::{Place, Program};
use crate::process::Pinned;

/// More than one worker holds (`MOST_CONNECTIONS` in `src/server.rs`).
const CONNECTIONS: usize = 5_000;
/// So many send their heads slowly, or ones that are far too large.
const SENDERS: usize = 1_000;
/// Longer than a head may take (`HEAD_PATIENCE`) and some.
const PATIENCE: Duration = Duration::from_secs(25);

/// What strangers do with their connections.
#[derive(Debug, Clone, Copy)]
enum Habit {
    /// Nothing.
    Silent,
    /// A head, a byte every tenth of a second.
    Slow,
    /// An honest request, and then a head that never ends.
    SlowSecond,
    /// A head without end, as fast as it is taken.
    Endless,
}

/// Lets them come, one kind after the other.
pub(crate) async fn withstand(bench: &Bench, tables: &mut Tables) -> anyhow::Result<()> {
    let place = Place::behind_proxy(bench.folder.join("flood"))?;
    let gate = place.start(bench.cores, Program::Released).await?;
    let mut rows = Vec::new();
    for (habit, name, strangers) in [
        (Habit::Silent, "connections that send nothing", CONNECTIONS),
        (Habit::Slow, "heads sent a byte every 100 ms", SENDERS),
        (Habit::SlowSecond, "a request, then a head that never ends", CONNECTIONS),
        (Habit::Endless, "heads without end", SENDERS),
    ] {
        let row = flood(&gate, place.address, habit, strangers).await.with_context(|| name.to_owned())?;
        let cells = [
            name.to_owned(),
            count(strangers as f64),
            time(row.connected),
            time(row.newcomer),
            format!("{:.1} MB", row.memory),
        ];
        bench.say(&format!(
            "flood of {} {}: a connected proxy waits {} at the most, a newcomer {}; {}",
            cells[1], cells[0], cells[2], cells[3], cells[4]
        ));
        rows.push(cells);
    }
    tables.add(
        [
            "strangers",
            "connections",
            "longest check of a connected proxy",
            "first check of one that connects then",
            "memory",
        ],
        &rows,
    );
    Ok(())
}

struct Row {
    connected: Duration,
    newcomer: Duration,
    memory: f64,
}

async fn flood(gate: &Pinned, address: SocketAddr, habit: Habit, strangers: usize) -> anyhow::Result<Row> {
    let mut proxy = TcpStream::connect(address).await?;
    check(&mut proxy).await?;
    let (enough, until) = (tokio::sync::Semaphore::new(0), Instant::now() + PATIENCE);
    let enough = std::sync::Arc::new(enough);
    let mut crowd = JoinSet::new();
    for _ in 0..strangers {
        crowd.spawn(stranger(address, habit, std::sync::Arc::clone(&enough), until));
    }
    let _all = enough.acquire_many(u32::try_from(strangers)?).await?;
    let newcomer = tokio::spawn(async move {
        let began = Instant::now();
        let mut proxy = TcpStream::connect(address).await?;
        timeout(PATIENCE, check(&mut proxy)).await.context("a newcomer waits for ever")??;
        anyhow::Ok(began.elapsed())
    });
    let (mut connected, mut memory) = (Duration::ZERO, 0.0_f64);
    while !newcomer.is_finished() {
        let began = Instant::now();
        timeout(PATIENCE, check(&mut proxy)).await.context("a connected proxy waits for ever")??;
        connected = connected.max(began.elapsed());
        memory = memory.max(gate.resident()?);
        sleep(Duration::from_millis(100)).await;
    }
    let newcomer = newcomer.await??;
    crowd.shutdown().await;
    Ok(Row { connected, newcomer, memory })
}

/// A check of a page that everybody may see.
async fn check(proxy: &mut TcpStream) -> anyhow::Result<()> {
    let request = format!(
        "GET /forward-auth/nginx HTTP/1.1\r\nHost: larkgate\r\nX-Original-URL: https://{}/health\r\nX-Original-Method: GET\r\n\r\n",
        crate::gate::WIKI
    );
    proxy.write_all(request.as_bytes()).await?;
    let mut answer = [0; 4096];
    let read = proxy.read(&mut answer).await?;
    let answer = answer.get(..read).unwrap_or_default();
    ensure!(
        answer.starts_with(b"HTTP/1.1 200"),
        "the check was answered {:?}",
        String::from_utf8_lossy(answer)
    );
    Ok(())
}

/// Holds a connection for as long as it can. Says when it has begun; whatever fails is what it came for.
async fn stranger(
    address: SocketAddr,
    habit: Habit,
    begun: std::sync::Arc<tokio::sync::Semaphore>,
    until: Instant,
) {
    let connection = TcpStream::connect(address).await;
    if let (Ok(connection), Habit::SlowSecond) = (&connection, habit) {
        let _sent = connection.writable().await.and_then(|()| {
            connection.try_write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nX: ")
        });
    }
    begun.add_permits(1);
    let Ok(mut connection) = connection else { return };
    let (pause, piece): (_, &[u8]) = match habit {
        Habit::Silent => (PATIENCE, b""),
        Habit::Slow | Habit::SlowSecond => (Duration::from_millis(100), b"x"),
        Habit::Endless => (Duration::ZERO, &[b'x'; 4096]),
    };
    while Instant::now() < until && connection.write_all(piece).await.is_ok() {
        sleep(pause).await;
    }
}
