//! The least that a reverse proxy does: it asks larkgate about a request, and tells the application who it is.

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};

/// What speaks of one connection, or is for the proxy to say.
const NOT_PASSED: [&str; 6] =
    ["host", "connection", "content-length", "transfer-encoding", "upgrade", "x-forwarded-for"];
/// How the names of the headers begin by which larkgate says who it is.
const IDENTITY: &str = "x-larkgate-";

/// A proxy in front of an application, on loopback.
pub(crate) struct Proxy {
    http: Client,
    gate: String,
}

impl Proxy {
    /// One that asks larkgate at the URL `gate`, which has no path.
    ///
    /// # Errors
    /// When there can be no HTTP client.
    pub(crate) fn new(gate: &str) -> reqwest::Result<Self> {
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?;
        Ok(Self { http, gate: gate.to_owned() })
    }

    /// The headers for the application if the request may pass: those of the request, but for what only larkgate may say of
    /// the person. Otherwise larkgate's answer, for the browser.
    ///
    /// # Errors
    /// The answer to the browser.
    pub(crate) async fn ask(&self, request: &HttpRequest) -> Result<HeaderMap, HttpResponse> {
        let mut headers = forwarded(request);
        let asked = self.http.get(format!("{}/forward-auth/proxy", self.gate)).headers(headers.clone());
        let asked = asked.send().await.map_err(|error| unreachable(&error))?;
        if asked.status() != 200 {
            return Err(copy(asked).await);
        }
        let is_identity = |name: &HeaderName| name.as_str().starts_with(IDENTITY);
        for name in headers.keys().filter(|name| is_identity(name)).cloned().collect::<Vec<_>>() {
            headers.remove(name);
        }
        headers.remove("cookie");
        for (name, value) in asked.headers().iter().filter(|(name, _)| is_identity(name)) {
            headers.insert(name, value.clone());
        }
        Ok(headers)
    }

    /// Larkgate's own pages on the application's host.
    pub(crate) async fn to_gate(&self, request: &HttpRequest, body: Bytes) -> HttpResponse {
        self.pass(&self.gate, request, forwarded(request), body).await
    }

    /// The request, to the same path at `upstream`, with these headers.
    pub(crate) async fn pass(
        &self,
        upstream: &str,
        request: &HttpRequest,
        headers: HeaderMap,
        body: Bytes,
    ) -> HttpResponse {
        let Ok(method) = Method::from_bytes(request.method().as_str().as_bytes()) else {
            return HttpResponse::MethodNotAllowed().finish();
        };
        let url = format!("{upstream}{}", target(request));
        match self.http.request(method, url).headers(headers).body(body).send().await {
            Ok(response) => copy(response).await,
            Err(error) => unreachable(&error),
        }
    }
}

fn target(request: &HttpRequest) -> &str {
    request.uri().path_and_query().map_or("/", |target| target.as_str())
}

/// The request's headers, with what the proxy alone says of it in place of what the client says.
fn forwarded(request: &HttpRequest) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers().iter().filter(|(name, _)| !NOT_PASSED.contains(&name.as_str())) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_str().as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
        {
            headers.append(name, value);
        }
    }
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let address = request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    for (name, value) in [
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", host),
        ("x-forwarded-uri", target(request)),
        ("x-forwarded-method", request.method().as_str()),
        ("x-forwarded-for", &address),
    ] {
        let value = HeaderValue::from_str(value).unwrap_or_else(|_odd| HeaderValue::from_static(""));
        headers.insert(name, value);
    }
    headers
}

async fn copy(response: reqwest::Response) -> HttpResponse {
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut answer = HttpResponse::build(status);
    for (name, value) in response.headers().iter().filter(|(name, _)| !NOT_PASSED.contains(&name.as_str())) {
        answer.append_header((name.as_str(), value.as_bytes()));
    }
    match response.bytes().await {
        Ok(body) => answer.body(body),
        Err(error) => unreachable(&error),
    }
}

/// Closed.
fn unreachable(error: &reqwest::Error) -> HttpResponse {
    HttpResponse::BadGateway().body(format!("{error}\n"))
}
