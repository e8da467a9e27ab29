//! The HTTP server: a value on a listener, with its background work, that stops when told and finishes what it began.

mod housekeeping;
mod listeners;
mod tls;

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::{Extensions, ServerHandle};
use actix_web::http::KeepAlive;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer};
use serde_json::json;

use self::housekeeping::{keep_house, read_again};
use self::listeners::SocketFile;
use self::tls::CertificateKeeper;
use crate::admin::{Forwarder, Kept};
use crate::app::App;
use crate::forward_auth::Live;
use crate::web::client_ip::ThroughSocket;
use crate::web::limits::Limits;
use crate::web::methods::{get_or_head, not_found, resource};
use crate::web::{assets, layer};
use crate::{account, admin, directory, forward_auth, login, oidc};

/// How long requests in flight may take to finish once we are told to stop.
const GRACE_SECONDS: u64 = 30;
/// How long the head of a request may take to arrive: whoever sends it byte by byte is answered 408.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long a TLS handshake may take.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(5);
/// How long a proxy's connection may wait for its next request: longer than nginx (60 s), Traefik (90 s) and Caddy (120 s) keep
/// it, or a question could meet its end.
const KEEP_ALIVE: Duration = Duration::from_secs(150);
/// How many connections one worker (there is one per core) holds; more wait to be accepted.
const MOST_CONNECTIONS: usize = 4096;

pub use self::listeners::Listeners;

/// A running server.
pub struct Server {
    address: Option<SocketAddr>,
    socket: Option<SocketFile>,
    handle: ServerHandle,
    stopping: Arc<AtomicBool>,
    certificate: Option<Arc<CertificateKeeper>>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
    background: [tokio::task::JoinHandle<()>; 6],
    forwarder: Forwarder,
    app: Data<App>,
}

impl Server {
    /// Serves `app` until told to stop.
    ///
    /// # Errors
    /// When a listener or the certificate cannot be used.
    pub fn start(app: App, listeners: impl Into<Listeners>) -> std::io::Result<Self> {
        Self::start_with(app, listeners, Limits::default())
    }

    /// Serves `app` within other limits.
    ///
    /// # Errors
    /// When a listener or the certificate cannot be used.
    pub fn start_with(app: App, listeners: impl Into<Listeners>, limits: Limits) -> std::io::Result<Self> {
        let listeners = listeners.into();
        let address = listeners.address()?;
        let certificate = app.config.listen.tls.as_ref().map(CertificateKeeper::open).transpose()?;
        let app = Data::new(app);
        let limits = Data::new(limits);
        let live = Data::new(Live::new(app.store.fair_share()));
        app.store.feed().watch(live.clone().into_inner());
        let kept = Data::new(Kept::default());
        let stopping = Arc::new(AtomicBool::new(false));
        let (shared, shared_limits, ready) = (app.clone(), limits.clone(), Data::from(Arc::clone(&stopping)));
        let shared_live = live.clone();
        let server = HttpServer::new(move || {
            ActixApp::new()
                .app_data(shared.clone())
                .app_data(shared_limits.clone())
                .app_data(shared_live.clone())
                .app_data(ready.clone())
                .app_data(kept.clone())
                .configure(forward_auth::checks)
                .service(
                    web::scope("")
                        .wrap(from_fn(layer::around))
                        .configure(routes)
                        .default_service(web::to(not_found)),
                )
                // What has no path, as `OPTIONS *` has none.
                .default_service(web::to(nowhere))
        })
        .on_connect(mark)
        .disable_signals()
        .client_request_timeout(HEAD_PATIENCE)
        .tls_handshake_timeout(HANDSHAKE_PATIENCE)
        .keep_alive(keep_alive(certificate.is_some()))
        .max_connections(MOST_CONNECTIONS)
        .shutdown_timeout(GRACE_SECONDS);
        let server = match (listeners.tcp, &certificate) {
            (Some(tcp), Some(certificate)) => server.listen_rustls_0_23(tcp, certificate.server_config()?)?,
            (Some(tcp), None) => server.listen(tcp)?,
            (None, _) => server,
        };
        let (server, socket) = match listeners.socket {
            Some((listener, file)) => (server.listen_uds(listener)?, Some(file)),
            None => (server, None),
        };
        let server = server.run();
        let handle = server.handle();
        let serving = tokio::spawn(server);
        let forwarder = Forwarder::new(&app.config.database, &*app.entropy);
        let background = background(&app, limits, live, certificate.as_ref(), &forwarder);
        Ok(Self { address, socket, handle, stopping, certificate, serving, background, forwarder, app })
    }

    /// Where it listens, unless on a socket alone.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// What it serves.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Reads the certificate's files again, if we serve https; a broken one changes nothing but the log.
    pub async fn reload_certificate(&self) {
        read_again(self.certificate.as_ref()).await;
    }

    /// Waits until the server ends by itself, which it should not.
    pub async fn ended(&mut self) {
        let ended = (&mut self.serving).await;
        tracing::error!(?ended, "the server ended by itself");
    }

    /// Stops accepting, finishes what is in flight, and closes the database.
    ///
    /// # Errors
    /// When the server had failed.
    pub async fn stop(self) -> std::io::Result<()> {
        self.stopping.store(true, Ordering::Relaxed);
        self.handle.stop(true).await;
        drop(self.socket);
        self.background.iter().for_each(tokio::task::JoinHandle::abort);
        let served = self.serving.await.unwrap_or(Ok(()));
        self.forwarder.release(&self.app).await;
        self.app.store.close().await;
        served
    }
}

/// Everything but checks. Routes are tried in turn: first what is asked most often, and patterns last, which take the longest.
fn routes(config: &mut ServiceConfig) {
    config
        .configure(oidc::routes)
        .configure(forward_auth::routes)
        .service(resource("/healthz", "GET, HEAD").route(get_or_head().to(healthz)))
        .service(resource("/readyz", "GET, HEAD").route(get_or_head().to(readyz)))
        .service(resource("/assets/{name}", "GET, HEAD").route(get_or_head().to(assets::serve)))
        .configure(login::routes)
        .configure(account::routes)
        .configure(admin::routes);
}

/// What goes on beside the requests.
fn background(
    app: &Data<App>,
    limits: Data<Limits>,
    live: Data<Live>,
    certificate: Option<&Arc<CertificateKeeper>>,
    forwarder: &Forwarder,
) -> [tokio::task::JoinHandle<()>; 6] {
    let shared = || app.clone().into_inner();
    [
        tokio::spawn(keep_house(app.clone(), limits, live, certificate.cloned())),
        tokio::spawn(oidc::tell_applications(shared())),
        tokio::spawn(app.store.follower().follow()),
        tokio::spawn(directory::keep_up(shared())),
        tokio::spawn(forwarder.clone().forward(shared())),
        tokio::spawn(admin::remove_old_lines(shared())),
    ]
}

/// A connection through the socket has no address, but neither has one whose peer is gone already: only its kind tells.
fn mark(connection: &dyn Any, data: &mut Extensions) {
    if connection.is::<tokio::net::UnixStream>() {
        data.insert(ThroughSocket);
    }
}

/// The framework gives the head of a second request on a connection no time limit, so whoever reaches us without a proxy,
/// which has limits of its own, gets one request a connection and resumes TLS for the next.
fn keep_alive(direct: bool) -> KeepAlive {
    if direct { KeepAlive::Disabled } else { KeepAlive::Timeout(KEEP_ALIVE) }
}

/// There is nothing where there is no path.
async fn nowhere(request: HttpRequest, app: Data<App>) -> HttpResponse {
    layer::in_place(&app, &request, not_found(request.clone(), app.clone())).await
}

/// Alive: this process answers.
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Ready: the database answers too, and we are not about to stop.
async fn readyz(app: Data<App>, stopping: Data<AtomicBool>) -> HttpResponse {
    let ready = !stopping.load(Ordering::Relaxed)
        && match app.store.read().await {
            Ok(mut tx) => tx.ping().await.is_ok(),
            Err(_) => false,
        };
    if ready {
        HttpResponse::Ok().json(json!({ "status": "ready" }))
    } else {
        HttpResponse::ServiceUnavailable().json(json!({ "status": "not ready" }))
    }
}
