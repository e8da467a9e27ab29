//! The least that a reverse proxy does.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

struct Ends {
    http: reqwest::Client,
    gate: String,
    backend: SocketAddr,
}

/// What speaks of one connection, or is for the proxy to say.
const NOT_PASSED: [&str; 6] =
    ["host", "connection", "content-length", "transfer-encoding", "upgrade", "x-forwarded-for"];
const IDENTITY: &str = "x-larkgate-";

pub(super) fn serve(listener: TcpListener, gate: String, backend: SocketAddr) -> Server {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ends = Data::new(Ends { http, gate, backend });
    HttpServer::new(move || App::new().app_data(ends.clone()).default_service(web::to(answer)))
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run()
}

async fn answer(request: HttpRequest, payload: web::Payload, ends: Data<Ends>) -> HttpResponse {
    // What follows an upgrade has no end.
    let has_body = request.headers().contains_key("content-length");
    let body = if has_body { payload.to_bytes().await.unwrap() } else { Bytes::new() };
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    if request.path().starts_with("/.larkgate/") {
        let url = format!("http://{}{target}", ends.gate);
        let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap();
        let sent = ends.http.request(method, url).headers(forwarded(&request)).body(body);
        return relay(sent).await;
    }
    let url = format!("http://{}/forward-auth/proxy", ends.gate);
    let Ok(asked) = ends.http.get(url).headers(forwarded(&request)).send().await else {
        return HttpResponse::BadGateway().finish();
    };
    if asked.status() != 200 {
        return copy(asked).await;
    }
    let mut headers = forwarded(&request);
    headers.remove("cookie");
    for name in headers.keys().filter(|name| name.as_str().starts_with(IDENTITY)).cloned().collect::<Vec<_>>()
    {
        headers.remove(name);
    }
    headers.extend(asked.headers().clone().into_iter().filter_map(|(name, value)| {
        let name = name.filter(|name| name.as_str().starts_with(IDENTITY))?;
        Some((name, value))
    }));
    let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap();
    relay(ends.http.request(method, format!("http://{}{target}", ends.backend)).headers(headers).body(body))
        .await
}

fn forwarded(request: &HttpRequest) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        if !NOT_PASSED.contains(&name.as_str()) {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
    }
    let host = request.headers().get("host").unwrap().to_str().unwrap().to_owned();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    for (name, value) in [
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", &host),
        ("x-forwarded-uri", target),
        ("x-forwarded-method", request.method().as_str()),
        ("x-forwarded-for", "127.0.0.1"),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

async fn relay(request: reqwest::RequestBuilder) -> HttpResponse {
    match request.send().await {
        Ok(response) => copy(response).await,
        Err(_nobody) => HttpResponse::BadGateway().finish(),
    }
}

async fn copy(response: reqwest::Response) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::from_u16(response.status().as_u16()).unwrap());
    for (name, value) in response.headers() {
        if !NOT_PASSED.contains(&name.as_str()) {
            answer.append_header((name.as_str(), value.as_bytes()));
        }
    }
    answer.body(response.bytes().await.unwrap())
}
