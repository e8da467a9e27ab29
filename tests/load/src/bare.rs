//! The yardstick: actix alone, set up like larkgate's server, with one handler that answers every request with 200 and the
//! headers that it was given.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::http::KeepAlive;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::Context;

use crate::gate;
use crate::process::{Cores, Pinned, pinned};

type Headers = Vec<(HeaderName, HeaderValue)>;

/// Serves until it is killed. `headers` are lines of `name: value`.
pub(crate) async fn serve(address: SocketAddr, headers: &[String]) -> anyhow::Result<()> {
    let headers = headers.iter().map(|line| header(line)).collect::<anyhow::Result<Headers>>()?;
    let headers = Data::new(headers);
    HttpServer::new(move || App::new().app_data(headers.clone()).default_service(web::to(answer)))
        .disable_signals()
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Timeout(Duration::from_secs(150)))
        .max_connections(4096)
        .listen(TcpListener::bind(address)?)?
        .run()
        .await?;
    Ok(())
}

fn header(line: &str) -> anyhow::Result<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(": ").context("a header is name: value")?;
    Ok((HeaderName::try_from(name)?, HeaderValue::try_from(value)?))
}

async fn answer(headers: Data<Headers>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for (name, value) in headers.iter() {
        response.insert_header((name.clone(), value.clone()));
    }
    response.finish()
}

/// Starts it on larkgate's core, with the headers of `answer`.
pub(crate) async fn start(cores: Cores, answer: &reqwest::Response) -> anyhow::Result<(Pinned, String)> {
    let address = gate::free_address()?;
    let mut command = pinned(cores.server, std::env::current_exe()?);
    command.args(["bare", "--address", &address.to_string()]);
    for (name, value) in answer.headers() {
        // Those two are the server's own.
        if name != "date" && name != "content-length" {
            command.arg("--header").arg(format!("{name}: {}", value.to_str()?));
        }
    }
    let mut bare = Pinned::start(&mut command)?;
    let url = format!("http://{address}");
    gate::until_answered(&mut bare, &url).await?;
    Ok((bare, url))
}
