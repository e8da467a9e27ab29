//! A backend that tells whoever asks what reached it, and sends back what comes by a websocket.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::websocket;

/// A request as it reached the backend.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reached {
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// Names in lower case; several values of one name joined by a bar.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// The server. It ends when dropped.
pub struct Echo {
    pub address: SocketAddr,
    reached: Arc<Mutex<Vec<Reached>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Echo {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let reached = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&reached);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        Self { address, reached, serving }
    }

    /// Everything that reached it so far.
    pub fn reached(&self) -> Vec<Reached> {
        self.reached.lock().unwrap().clone()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(mut stream: TcpStream, reached: Arc<Mutex<Vec<Reached>>>) {
    let Some(request) = read(&mut stream).await else { return };
    reached.lock().unwrap().push(request.clone());
    if let Some(key) = request.headers.get("sec-websocket-key") {
        let head = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ";
        let head = format!("{head}{}\r\n\r\n", websocket::accept(key));
        let _ = stream.write_all(head.as_bytes()).await;
        websocket::echo(&mut stream).await;
        return;
    }
    let body =
        if request.method == "HEAD" { String::new() } else { serde_json::to_string(&request).unwrap() };
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Reached> {
    let mut bytes = Vec::new();
    let end = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let mut rest = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = head.trim_end().lines();
    let mut line = lines.next()?.split(' ');
    let (method, target) = (line.next()?.to_owned(), line.next()?.to_owned());
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let all = headers.entry(name.to_lowercase()).or_default();
        if !all.is_empty() {
            all.push('|');
        }
        all.push_str(value.trim());
    }
    let is_chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    while if is_chunked { !rest.ends_with(b"0\r\n\r\n") } else { rest.len() < length } {
        if stream.read_buf(&mut rest).await.ok()? == 0 {
            return None;
        }
    }
    let body = if is_chunked { joined(&rest) } else { rest };
    Some(Reached { method, target, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// A body that came in chunks, without what is between them.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&chunks[end + 2..end + 2 + length]);
        chunks = &chunks[end + 4 + length..];
    }
    body
}
