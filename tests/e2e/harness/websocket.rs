//! Websockets by hand (RFC 6455), as far as one short text goes each way.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The key of every handshake here: the RFC's own example (§1.3).
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// How a client hides what it sends from proxies that know no websockets (§5.3).
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What the server answers to a key, to show that it speaks websockets (§4.2.2).
pub(super) fn accept(key: &str) -> String {
    let text = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

/// Reads one text that a client sent and sends it back.
pub(super) async fn echo(stream: &mut TcpStream) -> Option<()> {
    let text = read(stream).await?;
    write(stream, &text, None).await
}

/// Opens a websocket at `url`, sends `text`, and returns what comes back; the status instead where it does not open.
pub async fn exchange(url: &str, headers: &[(&str, &str)], text: &str) -> Result<String, u16> {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let mut head = format!(
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"
    );
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all((head + "\r\n").as_bytes()).await.unwrap();
    let answer = head_of(&mut stream).await;
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    if status != 101 {
        return Err(status);
    }
    let accepted = format!("sec-websocket-accept: {}", accept(KEY)).to_lowercase();
    assert!(answer.to_lowercase().contains(&accepted), "{answer}");
    write(&mut stream, text.as_bytes(), Some(MASK)).await.unwrap();
    Ok(String::from_utf8(read(&mut stream).await.expect("a text comes back")).unwrap())
}

async fn head_of(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let (kind, length) = (stream.read_u8().await.ok()?, stream.read_u8().await.ok()?);
    assert_eq!(kind, 0x81, "one whole text");
    let is_masked = length & 0x80 != 0;
    let mut mask = [0; 4];
    if is_masked {
        stream.read_exact(&mut mask).await.ok()?;
    }
    let mut text = vec![0; usize::from(length & 0x7f)];
    stream.read_exact(&mut text).await.ok()?;
    Some(masked(&text, mask))
}

async fn write(stream: &mut TcpStream, text: &[u8], mask: Option<[u8; 4]>) -> Option<()> {
    assert!(text.len() < 126, "short");
    let length = u8::try_from(text.len()).unwrap();
    let frame = match mask {
        Some(mask) => [&[0x81, 0x80 | length], &mask[..], &masked(text, mask)].concat(),
        None => [&[0x81, length], text].concat(),
    };
    stream.write_all(&frame).await.ok()
}

fn masked(text: &[u8], mask: [u8; 4]) -> Vec<u8> {
    text.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}
