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
use crate::sign;
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
        let (mut tokens, mut signed, mut ratios, mut by_cpu) =
            (Series::default(), Series::default(), Series::default(), Series::default());
        for round in 1..=bench.rounds {
            let signatures = sign::on_its_core(bench.cores, algorithm, bench.time)?;
            let before = gate.cpu()?;
            let url = format!("{}/", place.url());
            let answered = wrk::run(bench.cores, &url, &requests, CONNECTIONS, bench.time)?;
            let cpu = (gate.cpu()? - before).as_secs_f64() * 1e6 / answered.requests as f64;
            tokens.add(answered.per_second);
            signed.add(signatures);
            ratios.add(answered.per_second / signatures);
            by_cpu.add(cpu);
            bench.say(&format!(
                "{name}, round {round}: {} tokens a second, {} signatures, ratio {:.2}, {cpu:.0} µs of processor time",
                count(answered.per_second),
                count(signatures),
                answered.per_second / signatures,
            ));
        }
        let cpu = format!("{:.1} µs", by_cpu.median());
        rows.push([name.to_owned(), count(tokens.median()), count(signed.median()), ratio(&ratios), cpu]);
    }
    tables.add(
        ["client credentials", "tokens a second", "signatures a second", "ratio", "processor time of a token"],
        &rows,
    );
    Ok(())
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
