//! HTTP by hand over TCP, since no client would send what these tests send.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nothing here takes long; whatever does, hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer, whole.
pub(super) struct Answer {
    pub(super) what: String,
    pub(super) method: String,
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl Answer {
    /// The value of a header; a repeated one is none.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(n, _)| n == name);
        let (first, second) = (found.next(), found.next());
        assert!(second.is_none(), "{}: {name} twice", self.what);
        first.map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// `error` and `error_description` of an OAuth error.
    pub(super) fn oauth_error(&self) -> (String, String) {
        let json: Value = serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()));
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        (text("error"), text("error_description"))
    }

    fn parse(what: &str, method: &str, bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{what}: header {line:?}")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let (what, method) = (what.to_owned(), method.to_owned());
        Some(Self { what, method, status, headers, body: bytes[end + 4..].to_vec() })
    }
}

/// Sends a well-formed request with these headers and this body, whatever is in them.
pub(super) async fn send(
    url: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &[u8])],
    body: &[u8],
) -> Answer {
    let mut bytes =
        format!("{method} {target} HTTP/1.1\r\nHost: larkgate\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    let given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    if !body.is_empty() && !given {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    let answer = exchange(url, &bytes).await;
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
    Answer::parse(&shown, method, &answer).unwrap_or_else(|| panic!("no answer to {shown}"))
}

/// Sends bytes and no more, and returns what came back until the connection closed.
pub(super) async fn exchange(url: &str, bytes: &[u8]) -> Vec<u8> {
    let address = url.trim_start_matches("http://");
    let mut received = Vec::new();
    let talk = async {
        let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
        // The server may answer and close before it has read all: neither half's failure is the other's.
        let write = async {
            let _closed = writer.write_all(bytes).await;
            let _closed = writer.shutdown().await;
        };
        let read = async {
            let _reset = reader.read_to_end(&mut received).await;
        };
        tokio::join!(write, read);
    };
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    tokio::time::timeout(PATIENCE, talk).await.unwrap_or_else(|_late| panic!("hangs: {shown}"));
    received
}

/// The status of an answer, if there was one.
pub(super) fn status(answer: &[u8]) -> Option<u16> {
    Answer::parse("raw", "", answer).map(|answer| answer.status)
}
