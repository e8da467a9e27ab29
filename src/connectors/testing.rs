//! What the connectors' tests share: an upstream that speaks bytes, a clock moved by hand, settings.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use url::Url;

use crate::config::{Brand, Feishu, FeishuApi, FeishuHosts, Secret};
use crate::domain::time::{Clock, Timestamp};

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// `METHOD /path?query`.
    pub(super) line: String,
    /// Request line and headers.
    pub(super) head: String,
    /// The body.
    pub(super) body: String,
}

impl Seen {
    /// Whether the headers contain this one; names are compared in lower case.
    pub(super) fn has_header(&self, header: &str) -> bool {
        self.head.lines().any(|line| match line.split_once(": ") {
            Some((name, value)) => format!("{}: {value}", name.to_lowercase()) == header,
            None => false,
        })
    }
}

/// A server on a free port of loopback that answers each request by a function and remembers it.
pub(super) struct FakeUpstream {
    origin: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl FakeUpstream {
    /// Starts one; an empty answer means silence until the client goes away.
    pub(super) async fn start(answer: impl Fn(&Seen) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = origin_of(listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&answer)));
            }
        });
        Self { origin, seen }
    }

    /// One that accepts and never answers.
    pub(super) async fn silent() -> Self {
        Self::start(|_| Vec::new()).await
    }

    /// An address where nobody listens, and what keeps it from everybody else.
    pub(super) fn closed() -> (Url, TcpSocket) {
        let kept = TcpSocket::new_v4().unwrap();
        kept.bind(([127, 0, 0, 1], 0).into()).unwrap();
        (origin_of(kept.local_addr().unwrap()), kept)
    }

    pub(super) fn url(&self, path: &str) -> Url {
        self.origin.join(path).unwrap()
    }

    /// Settings of an app whose three hosts are this server.
    pub(super) fn settings(&self, api: FeishuApi, allowed_tenants: &[&str]) -> Feishu {
        Feishu {
            hosts: FeishuHosts {
                open: self.origin.clone(),
                accounts: self.origin.clone(),
                passport: self.origin.clone(),
            },
            allowed_tenants: allowed_tenants.iter().map(|key| (*key).to_owned()).collect(),
            ..settings(Brand::Feishu, api)
        }
    }

    /// Everything asked so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests had a line that begins so.
    pub(super) fn count(&self, line: &str) -> usize {
        self.seen().iter().filter(|seen| seen.line.starts_with(line)).count()
    }
}

fn origin_of(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}")).unwrap()
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, answer: Arc<impl Fn(&Seen) -> Vec<u8>>) {
    let Some(request) = read_request(&mut stream).await else { return };
    log.lock().unwrap().push(request.clone());
    let bytes = answer(&request);
    if bytes.is_empty() {
        // Wait until the client hangs up.
        let _ = stream.read(&mut [0; 16]).await;
        return;
    }
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())
            .unwrap_or(0);
        if body.len() >= length {
            let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
            return Some(Seen { line, head: head.to_owned(), body: body.to_owned() });
        }
    }
}

/// An answer of `status` with a JSON body and a log id.
pub(super) fn http_reply(status: u16, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Any\r\nContent-Type: application/json; charset=utf-8\r\nX-Tt-Logid: log-1\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Settings of an app on its brand's own hosts.
pub(super) fn settings(brand: Brand, api: FeishuApi) -> Feishu {
    let domain = match brand {
        Brand::Feishu => "feishu.cn",
        Brand::Lark => "larksuite.com",
    };
    let host = |name: &str| Url::parse(&format!("https://{name}.{domain}")).unwrap();
    Feishu {
        id: "work".into(),
        brand,
        api,
        app_id: "cli_app".into(),
        app_secret: Secret::new("app&secret"),
        allowed_tenants: vec!["tenant-a".into()],
        scopes: Vec::new(),
        qr: true,
        hosts: FeishuHosts { open: host("open"), accounts: host("accounts"), passport: host("passport") },
        timeout: Duration::from_secs(20),
        directory: true,
        directory_refresh: Duration::from_secs(60 * 60),
    }
}

/// A clock that stands still until moved.
pub(super) struct HandClock(AtomicI64);

impl HandClock {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_800_000_000)))
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}
