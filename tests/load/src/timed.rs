//! larkgate with a clock in it: the same server, in which the spans `database`, `signing` and `upstream` are added up. For each line
//! that it reads it says the three sums so far, in nanoseconds.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use larkgate::app::App;
use larkgate::domain::time::SystemClock;
use larkgate::domain::token::SystemEntropy;
use larkgate::server::{Listeners, Server};
use tokio::io::{AsyncBufReadExt, BufReader as AsyncBufReader};
use tokio::time::Instant;
use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::gate;
use crate::process::Pinned;

/// The spans whose lifetimes are added up.
const NAMES: [&str; 3] = ["database", "signing", "upstream"];

/// Serves until its standard input ends.
#[allow(clippy::print_stdout, reason = "that is how it tells")]
pub(crate) async fn serve(config: &Path) -> anyhow::Result<()> {
    let sums = Arc::new(Sums::default());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Clocks(Arc::clone(&sums))))?;
    let folder = config.parent().context("the configuration lies in a folder")?;
    let config = gate::read(folder, &|name| std::env::var(name).ok())?;
    let listeners = Listeners::bind(&config.listen)?;
    let server =
        Server::start(App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?, listeners)?;
    let mut lines = AsyncBufReader::new(tokio::io::stdin()).lines();
    while lines.next_line().await?.is_some() {
        let [database, signing, upstream] = sums.0.each_ref().map(|sum| sum.load(Ordering::Relaxed));
        println!("{database} {signing} {upstream}");
    }
    Ok(server.stop().await?)
}

#[derive(Default)]
struct Sums([AtomicU64; NAMES.len()]);

struct Clocks(Arc<Sums>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> tracing_subscriber::Layer<S> for Clocks {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _context: Context<'_, S>) -> bool {
        metadata.is_span() && NAMES.contains(&metadata.name())
    }

    fn on_new_span(&self, _attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Instant::now());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let began = span.extensions().get::<Instant>().copied();
        let sum = NAMES.iter().zip(&self.0.0).find(|(name, _)| **name == span.name());
        if let (Some(began), Some((_, sum))) = (began, sum) {
            sum.fetch_add(u64::try_from(began.elapsed().as_nanos()).unwrap_or(0), Ordering::Relaxed);
        }
    }
}

/// What it says from outside.
pub(crate) struct Told {
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// How long each kind of work has taken.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    pub(crate) database: Duration,
    pub(crate) signing: Duration,
    pub(crate) upstream: Duration,
}

impl Told {
    /// The pipes of a timed larkgate.
    pub(crate) fn by(gate: &mut Pinned) -> anyhow::Result<Self> {
        let child = gate.child();
        let (ask, answers) =
            child.stdin.take().zip(child.stdout.take()).context("the pipes were taken before")?;
        Ok(Self { ask, answers: BufReader::new(answers) })
    }

    /// The sums so far.
    pub(crate) fn times(&mut self) -> anyhow::Result<Times> {
        self.ask.write_all(b"\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let sums = line.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
        let [database, signing, upstream] = sums[..] else { anyhow::bail!("it said {line:?}") };
        let [database, signing, upstream] = [database, signing, upstream].map(Duration::from_nanos);
        Ok(Times { database, signing, upstream })
    }
}

impl Times {
    /// What each kind of work took since, for one of so many requests.
    pub(crate) fn since(self, before: Self, requests: u32) -> Self {
        let each = |now: Duration, then: Duration| now.saturating_sub(then) / requests.max(1);
        Self {
            database: each(self.database, before.database),
            signing: each(self.signing, before.signing),
            upstream: each(self.upstream, before.upstream),
        }
    }
}
