//! The demo's reverse proxy, in front of a backend.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::Server;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

use crate::harness::proxy::Proxy;
use crate::harness::waiting::LONGER_THAN_CALLERS;

struct Ends {
    proxy: Proxy,
    backend: String,
}

pub(super) fn serve(listener: TcpListener, gate: &str, backend: SocketAddr) -> Server {
    let proxy = Proxy::new(&format!("http://{gate}")).unwrap();
    let ends = Data::new(Ends { proxy, backend: format!("http://{backend}") });
    HttpServer::new(move || App::new().app_data(ends.clone()).default_service(web::to(answer)))
        .workers(1)
        .keep_alive(LONGER_THAN_CALLERS)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run()
}

async fn answer(request: HttpRequest, payload: web::Payload, ends: Data<Ends>) -> HttpResponse {
    // What follows an upgrade has no end.
    let has_body = request.headers().contains_key("content-length");
    let body = if has_body { payload.to_bytes().await.unwrap() } else { Bytes::new() };
    if request.path().starts_with("/.larkgate/") {
        return ends.proxy.to_gate(&request, body).await;
    }
    match ends.proxy.ask(&request).await {
        Ok(headers) => ends.proxy.pass(&ends.backend, &request, headers, body).await,
        Err(answer) => answer,
    }
}
