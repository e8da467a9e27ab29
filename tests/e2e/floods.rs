//! Strangers who hold connections: what they may hold, and that larkgate is there again when it could hold no more.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::waiting::until;
use crate::harness::{Gate, Outside, Setup};

const REQUEST: &str = "GET /healthz HTTP/1.1\r\nHost: larkgate\r\n\r\n";

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").parse().unwrap()
}

/// How many of two requests on one connection are answered, when the second one comes after the first answer.
async fn answered(gate: &Gate) -> usize {
    let mut connection = TcpStream::connect(address(&gate.url)).await.unwrap();
    for count in 0..2 {
        let _closed = connection.write_all(REQUEST.as_bytes()).await;
        let mut answer = [0; 4096];
        match connection.read(&mut answer).await {
            Ok(read) if answer[..read].starts_with(b"HTTP/1.1 200") => {}
            _ => return count,
        }
    }
    2
}

/// The framework gives the second head on a connection no time limit.
#[tokio::test(flavor = "multi_thread")]
async fn only_trusted_proxies_keep_their_connections() {
    assert_eq!(answered(&Gate::start().await).await, 1);
    let top = "listen.trusted_proxies = [\"127.0.0.1\"]";
    assert_eq!(answered(&Gate::with(Setup { top, ..Setup::default() }).await).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_larkgate_out_of_descriptors_recovers() {
    let mut outside = Outside::start(&Setup::default()).await;
    outside.process.restart_with_files(100).await;
    let mut crowd = Vec::new();
    for _ in 0..200 {
        crowd.push(TcpStream::connect(address(&outside.process.url)).await.unwrap());
    }
    until("it can open no more", async || outside.process.said().contains("Too many open files")).await;
    drop(crowd);
    let ready =
        async || outside.http.get(outside.url("/readyz")).send().await.is_ok_and(|a| a.status() == 200);
    until("it is ready again", ready).await;
    assert!(outside.process.pid().is_some());
}
