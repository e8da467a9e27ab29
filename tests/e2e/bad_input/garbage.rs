//! Bytes that are no HTTP. What the parser refuses gets an empty 400 or nothing; the server lives on.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::raw;
use crate::harness::Gate;

const HOST: &str = "Host: x\r\nConnection: close\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// What is sent, and the statuses that may come back; 0 is a closed connection.
fn garbage() -> Vec<(Vec<u8>, &'static [u16])> {
    let text = |text: String, expected: &'static [u16]| (text.into_bytes(), expected);
    let token = format!("POST /oauth2/token HTTP/1.1\r\n{HOST}{FORM}");
    let many: String = (0..200).map(|n| format!("X-{n}: x\r\n")).collect();
    vec![
        text("\r\n\r\n".into(), &[0, 400]),
        text("GARBAGE\r\n\r\n".into(), &[400]),
        text("GET\r\n\r\n".into(), &[400]),
        text(format!("GET / HTTP/9.9\r\n{HOST}\r\n"), &[400]),
        text("GET / HTTP/1.1\r\nHost x\r\n\r\n".into(), &[400]),
        text(format!("G\u{e9}T / HTTP/1.1\r\n{HOST}\r\n"), &[400]),
        text(format!("GET /\u{e9} HTTP/1.1\r\n{HOST}\r\n"), &[400]),
        text(format!("GET /\0 HTTP/1.1\r\n{HOST}\r\n"), &[400]),
        text(format!("GET / HTTP/1.1\r\nX: a\0b\r\n{HOST}\r\n"), &[400]),
        text(format!("GET / HTTP/1.1\r\n : x\r\n{HOST}\r\n"), &[400]),
        text(format!("GET / HTTP/1.1\r\nContent-Length: x\r\n{HOST}\r\n"), &[400]),
        text(format!("GET / HTTP/1.1\r\nContent-Length: -1\r\n{HOST}\r\n"), &[400]),
        text(format!("GET /healthz HTTP/1.1\r\n{many}{HOST}\r\n"), &[200, 400, 431]),
        text(format!("GET /{} HTTP/1.1\r\n{HOST}\r\n", "x".repeat(200_000)), &[0, 400, 414, 431]),
        text(format!("GET / HTTP/1.1\r\nX: {}\r\n{HOST}\r\n", "x".repeat(200_000)), &[0, 400, 431]),
        text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), &[0, 400]),
        text("GET /healthz HTTP/1.0\r\n\r\n".into(), &[200]),
        text("GET /oauth2/token HTTP/1.0\r\n\r\n".into(), &[405]),
        text(
            "GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                .into(),
            &[200],
        ),
        text(format!("OPTIONS * HTTP/1.1\r\n{HOST}\r\n"), &[404]),
        text(
            "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".into(),
            &[0, 400, 404],
        ),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), &[0, 400]),
        ((0..=255).cycle().take(4096).collect(), &[0, 400]),
        // Bodies that are cut short, chunked wrongly, too large, or of two lengths.
        text(format!("{token}Content-Length: 100\r\n\r\ngrant_type=x"), &[0, 400]),
        text(format!("{token}Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n"), &[0, 400]),
        text(format!("{token}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nx"), &[0, 400]),
        text(format!("{token}Transfer-Encoding: chunked\r\n\r\n3\r\na=1"), &[0, 400]),
        text(format!("{token}Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"), &[401]),
        text(format!("{token}Transfer-Encoding: bogus\r\n\r\na=1"), &[0, 400, 401]),
        text(format!("{token}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), &[0, 400]),
        text(format!("{token}Content-Length: 3\r\nContent-Length: 4\r\n\r\na=1"), &[400]),
        text(format!("{token}Content-Length: 4000000000\r\n\r\na=1"), &[0, 400]),
        text(format!("{token}Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=1"), &[100, 401]),
        text(format!("{token}Content-Length: 3\r\n\r\na=1GET / HTTP/1.1\r\n\r\n"), &[401]),
        text(format!("{token}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\na=1"), &[400, 401]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_refused_and_forgotten() {
    let gate = Gate::start().await;
    for (bytes, expected) in garbage() {
        let answer = raw::exchange(&gate.url, &bytes).await;
        let status = raw::status(&answer).unwrap_or(0);
        let sent = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
        let shown = String::from_utf8_lossy(&answer).into_owned();
        assert!(expected.contains(&status), "{sent:?}: {status} {shown}");
        assert!(!shown.contains("text/plain"), "{sent:?}: {shown}");
        assert_eq!(raw::send(&gate.url, "GET", "/healthz", &[], b"").await.status, 200, "after {sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_may_be_64_kib_and_no_more() {
    let gate = Gate::start().await;
    let form = |length: usize| [b"a=1&".repeat(length / 4), vec![b'&'; length % 4]].concat();
    let headers: [(&str, &[u8]); 1] = [("Content-Type", b"application/x-www-form-urlencoded")];
    for (length, description) in [
        (64 * 1024, "a parameter is given more than once"),
        (64 * 1024 + 1, "the request is too large"),
        (4 << 20, "the request is too large"),
    ] {
        let answer = raw::send(&gate.url, "POST", "/oauth2/token", &headers, &form(length)).await;
        super::assert_civil(&answer);
        assert_eq!(answer.oauth_error(), ("invalid_request".into(), description.into()), "{length}");
    }
}

/// Whoever sends half a form and waits is not waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_does_not_come_is_given_up() {
    let gate = Gate::start().await;
    let wait = async |path: &str| {
        let head = format!("POST {path} HTTP/1.1\r\n{HOST}{FORM}Content-Length: 100\r\n\r\ngrant_type=");
        let mut socket = TcpStream::connect(gate.url.trim_start_matches("http://")).await.unwrap();
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; 12];
        let read = tokio::time::timeout(Duration::from_secs(20), socket.read_exact(&mut answer)).await;
        read.unwrap_or_else(|_late| panic!("{path} waits for ever")).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 400", "{path}");
    };
    tokio::join!(wait("/oauth2/token"), wait("/oauth2/userinfo"), wait("/oauth2/authorize"));
}
