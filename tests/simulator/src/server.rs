//! Owns starting and stopping: a thread with a runtime of its own, so that tests of any runtime can have several.

use std::io;
use std::net::TcpListener;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig, ServiceConfig, to};
use actix_web::{App, HttpResponse, HttpServer, rt};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::world::{Sim, World};
use crate::{authorize, avatar, contact, control, control_people, events, fault_play, help, ids, messages};
use crate::{passport, qr, revoke, tenant_token, token_v1, token_v3, user_info};

/// A running simulated Feishu. Dropping it stops it too.
pub struct Simulator {
    base_url: String,
    /// App ID of the app under test.
    pub app_id: String,
    /// App Secret of the app under test.
    pub app_secret: String,
    /// App ID of the second app.
    pub other_app_id: String,
    /// App Secret of the second app.
    pub other_app_secret: String,
    /// The tenant that owns both apps.
    pub tenant_key: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// How long a connection may be idle: longer than callers keep one, or they meet its end when they use it again.
const IDLE: Duration = Duration::from_secs(120);

/// Starts a simulated Feishu on `config.address`.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(config: Config) -> io::Result<Simulator> {
    let listener = TcpListener::bind(&config.address)?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(3))
        .build()
        .map_err(io::Error::other)?;
    let sim = Data::new(Sim::new(World::new(&config, &base_url), http));
    let (started, running) = oneshot::channel();
    let thread =
        thread::Builder::new().name("simulator".into()).spawn(move || run(sim, listener, started))?;
    let server = running.await.map_err(io::Error::other)??;
    Ok(Simulator {
        base_url,
        app_id: config.app_id,
        app_secret: config.app_secret,
        other_app_id: config.other_app_id,
        other_app_secret: config.other_app_secret,
        tenant_key: config.tenant_key,
        server,
        thread: Some(thread),
    })
}

fn run(sim: Data<Sim>, listener: TcpListener, started: oneshot::Sender<io::Result<ServerHandle>>) {
    rt::System::new().block_on(async move {
        match serve(sim, listener) {
            Ok(server) => {
                let _ = started.send(Ok(server.handle()));
                let _ = server.await;
            }
            Err(error) => {
                let _ = started.send(Err(error));
            }
        }
    });
}

fn serve(sim: Data<Sim>, listener: TcpListener) -> io::Result<Server> {
    let app = move || {
        App::new()
            .app_data(sim.clone())
            .app_data(PayloadConfig::new(1024 * 1024))
            .wrap(from_fn(fault_play::around))
            .configure(routes)
            .default_service(to(not_found))
    };
    Ok(HttpServer::new(app)
        .workers(1)
        .keep_alive(IDLE)
        .disable_signals()
        .shutdown_timeout(0)
        .listen(listener)?
        .run())
}

fn routes(config: &mut ServiceConfig) {
    for mount in [
        authorize::routes,
        qr::routes,
        token_v3::routes,
        token_v1::routes,
        passport::routes,
        revoke::routes,
        tenant_token::routes,
        user_info::routes,
        contact::routes,
        messages::routes,
        events::routes,
        control::routes,
        control_people::routes,
        avatar::routes,
        help::routes,
    ] {
        config.configure(mount);
    }
}

/// Unknown paths and wrong methods get a plain text, not JSON.
async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("404 page not found")
}

impl Simulator {
    /// `http://127.0.0.1:PORT`, without a slash at the end; the base of every host of the brand.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The open_id of a person, by slug, in the app under test.
    #[must_use]
    pub fn open_id(&self, slug: &str) -> String {
        ids::open_id(&self.app_id, slug)
    }

    /// The open_department_id of a department, by its own id.
    #[must_use]
    pub fn open_department_id(department_id: &str) -> String {
        ids::open_department_id(department_id)
    }

    /// The union_id of a person, by slug, unless a test changed it.
    #[must_use]
    pub fn union_id(&self, slug: &str) -> String {
        ids::union_id(slug)
    }

    /// Stops listening and ends the thread.
    pub async fn stop(mut self) {
        self.server.stop(false).await;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if self.thread.is_some() {
            drop(self.server.stop(false));
        }
    }
}
