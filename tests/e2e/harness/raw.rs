//! Requests that no client would send.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The status of `GET target`, sent as it is, with these headers and no other but the right `Host` where they name none.
pub async fn get(url: &str, target: &str, headers: &[(&str, &str)]) -> u16 {
    let head = head(url, target, headers).await;
    head.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_else(|| panic!("{target}: {head:?}"))
}

/// The status of `POST target` with a body in chunks, of which nobody knows how many there will be.
pub async fn post(url: &str, target: &str, headers: &[(&str, &str)], chunks: &[&str]) -> u16 {
    let mut body: String = chunks.iter().map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).collect();
    body += "0\r\n\r\n";
    let headers = [headers, &[("Transfer-Encoding", "chunked")]].concat();
    let head = send(url, "POST", target, &headers, &body).await;
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

/// The head of the answer to `GET target`.
pub async fn head(url: &str, target: &str, headers: &[(&str, &str)]) -> String {
    send(url, "GET", target, headers, "").await
}

async fn send(url: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let host = url.strip_prefix("http://").unwrap();
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    let names = |name: &str| headers.iter().any(|(other, _)| *other == name);
    if !names("Host") {
        head += &format!("Host: {host}\r\n");
    }
    if !names("Connection") {
        head += "Connection: close\r\n";
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all((head + "\r\n" + body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
        // A proxy that has answered may cut what was not read.
        if stream.read_buf(&mut answer).await.unwrap_or(0) == 0 {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}
