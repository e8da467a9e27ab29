//! Tokens by the client credentials grant, against what the same core can sign.

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larkgate::domain::client::{Client, Credentials, GrantType, Source};
use larkgate::domain::key::Algorithm;
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::domain::token::TokenHash;
use larkgate::store::Store;

use crate::bench::Bench;
use crate::figures::{Series, Tables, count, ratio};
use crate::gate::{CLIENT_SECRET, Place, Program};
use crate::sign::{self, Signed};
use crate::wrk::{self, Requests};

/// Over how many connections tokens are asked for.
const CONNECTIONS: u32 = 32;

/// Registered at run time, by `larkgate client add`.
const ADDED: &str = "added";

/// What asks for a token.
fn request(client: &str) -> String {
    let body = "grant_type=client_credentials&scope=reports.read";
    format!(
        "POST /oauth2/token HTTP/1.1\r\nHost: sso.example.com\r\nAuthorization: Basic {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        STANDARD.encode(format!("{client}:{CLIENT_SECRET}")),
        body.len()
    )
}

/// Everything about such tokens.
pub(crate) async fn measure(bench: &Bench, tables: &mut Tables) -> anyhow::Result<()> {
    let place = Place::behind_proxy(bench.folder.join("tokens"))?;
    add_client(&place).await?;
    let gate = place.start(bench.cores, Program::Released).await?;
    let cases = [
        ("ES256", "es256", Algorithm::Es256),
        ("RS256", "rs256", Algorithm::Rs256),
        ("ES256, client in the database", ADDED, Algorithm::Es256),
    ];
    let mut rows = Vec::new();
    for (name, client, algorithm) in cases {
        let requests = Requests::write(place.file(&format!("{client}.requests")), [request(client)])?;
        let mut seen = Seen::default();
        for round in 1..=bench.rounds {
            let signed = sign::on_its_core(bench.cores, algorithm, bench.time)?;
            let before = gate.cpu()?;
            let url = format!("{}/", place.url());
            let answered = wrk::run(bench.cores, &url, &requests, CONNECTIONS, bench.time)?;
            let cpu = (gate.cpu()? - before).as_secs_f64() * 1e6 / answered.requests as f64;
            let said = seen.add(answered.per_second, cpu, signed);
            bench.say(&format!("{name}, round {round}: {said}"));
        }
        rows.push(seen.row(name));
    }
    tables.add(
        [
            "client credentials",
            "tokens a second",
            "signatures a second",
            "ratio",
            "processor time of a token",
            "of a signature",
            "ratio",
        ],
        &rows,
    );
    Ok(())
}

/// What was seen of one kind of token.
#[derive(Default)]
struct Seen {
    tokens: Series,
    signatures: Series,
    ratios: Series,
    token_cpu: Series,
    signature_cpu: Series,
    cpu_ratios: Series,
}

impl Seen {
    /// One more round; says what it was.
    fn add(&mut self, per_second: f64, cpu: f64, signed: Signed) -> String {
        self.tokens.add(per_second);
        self.signatures.add(signed.per_second);
        self.ratios.add(per_second / signed.per_second);
        self.token_cpu.add(cpu);
        self.signature_cpu.add(signed.cpu);
        self.cpu_ratios.add(signed.cpu / cpu);
        format!(
            "{} tokens a second, {} signatures, ratio {:.2}, by processor time {:.2}",
            count(per_second),
            count(signed.per_second),
            per_second / signed.per_second,
            signed.cpu / cpu
        )
    }

    fn row(&self, name: &str) -> [String; 7] {
        [
            name.to_owned(),
            count(self.tokens.median()),
            count(self.signatures.median()),
            ratio(&self.ratios),
            format!("{:.1} µs", self.token_cpu.median()),
            format!("{:.1} µs", self.signature_cpu.median()),
            ratio(&self.cpu_ratios),
        ]
    }
}

async fn add_client(place: &Place) -> anyhow::Result<()> {
    let config = place.config()?;
    let pattern = config.clients.iter().find(|client| client.id == "es256").context("no client es256")?;
    ensure!(pattern.grant_types.has(GrantType::ClientCredentials), "es256 may not ask in its own name");
    let store = Store::connect(&config.database).await?;
    let mut tx = store.write().await?;
    tx.insert_client(&Client {
        id: ADDED.to_owned(),
        credentials: Credentials::Secret(TokenHash::of(CLIENT_SECRET)),
        source: Source::Database,
        created_at: SystemClock.now(),
        ..pattern.clone()
    })
    .await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}
