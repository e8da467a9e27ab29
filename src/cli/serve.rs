//! `larkgate serve`.

use std::sync::Arc;

use anyhow::bail;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::cli::check;
use crate::config::{Config, SealKey};
use crate::domain::time::SystemClock;
use crate::domain::token::SystemEntropy;
use crate::server::{Listeners, Server};
use crate::telemetry;

/// Serves until SIGTERM or SIGINT, then finishes what is in flight. SIGHUP reads the certificate again.
pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::start(&config.log);
    let listeners = Listeners::bind(&config.listen)?;
    let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    announce(&app);
    // Whatever is wrong with those of the database is in the log from the start.
    app.applications().await?;
    let mut server = Server::start(app, listeners)?;
    let (address, app) = (server.address().map(tracing::field::display), server.app());
    let socket = app.config.listen.socket.as_ref().map(|path| tracing::field::display(path.display()));
    tracing::info!(address, socket, issuer = app.issuer, "ready");
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hangup = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => server.reload_certificate().await,
            () = server.ended() => bail!("the server ended by itself"),
        }
    }
    tracing::info!("stopping; requests in flight are finished first");
    server.stop().await?;
    tracing::info!("stopped");
    Ok(())
}

fn announce(app: &App) {
    for doubt in check::doubts(&app.config) {
        tracing::warn!("{doubt}");
    }
    if let SealKey::Beside(path) = &app.config.seal {
        let path = path.display();
        if app.made_seal_key {
            tracing::warn!(%path, "made a sealing key; back it up apart from the database: without it the signing keys are lost");
        } else {
            tracing::info!(%path, "the sealing key lies beside the database");
        }
    }
}
