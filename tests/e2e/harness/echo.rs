//! A backend that tells whoever asks what reached it, and speaks enough of websockets to be upgraded.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it reached the backend.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reached {
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// Names in lower case; several values of one name joined by a bar.
    pub headers: BTreeMap<String, String>,
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
    let answer = if request.headers.contains_key("upgrade") {
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n".to_owned()
    } else {
        let body =
            if request.method == "HEAD" { String::new() } else { serde_json::to_string(&request).unwrap() };
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Reached> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, _body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
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
        return Some(Reached { method, target, headers });
    }
}
