//! Starting and stopping the program: what is in flight is finished, and what cannot start says why.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use serde_json::json;

use crate::harness::gate::CLIENT_SECRET;
use crate::harness::waiting::until;
use crate::harness::{Browser, Outside, Setup};

/// What `serve` says when it fails, and its exit code.
async fn serve(outside: &Outside) -> (Option<i32>, String) {
    let output = outside.cli(&["serve"]).await;
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_flight_is_finished() {
    let mut outside = Outside::start(&Setup { connector: "timeout = \"60s\"", ..Setup::default() }).await;
    let mut browser = Browser::new();
    let page = browser.follow(&outside.authorize_url("app", "openid")).await;
    let callback = outside.at_feishu(Some("lin"), &page.feishu_link()).await;
    outside.control("faults", json!({ "path": "/oauth/v3/token", "kind": "hold" })).await;
    assert_eq!(outside.http.get(outside.url("/readyz")).send().await.unwrap().status(), 200);
    let in_flight = tokio::spawn(async move { browser.get(&callback).await });
    // The question before the exchange was answered: the exchange is under way.
    until("the exchange begins", async || {
        let calls = outside.observe("calls").await;
        calls["calls"]
            .as_array()
            .unwrap()
            .iter()
            .any(|call| call["path"] == "/open-apis/tenant/v2/tenant/query")
    })
    .await;

    outside.process.terminate();
    let address: std::net::SocketAddr = outside.process.url.trim_start_matches("http://").parse().unwrap();
    until("new connections are refused", async || TcpStream::connect(address).is_err()).await;
    // Over the connection that is still open, or not at all, but never "ready".
    if let Ok(answer) = outside.http.get(outside.url("/readyz")).send().await {
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), json!({ "status": "not ready" }));
    }
    assert!(!in_flight.is_finished());
    outside.heal().await;
    let back = in_flight.await.unwrap();
    let code = back.answer("code").unwrap_or_else(|| panic!("{} {}", back.status, back.body));
    let started = tokio::time::Instant::now();
    assert_eq!(outside.process.ended().await.code(), Some(0), "{}", outside.process.said());
    println!("ended {:.1} s after the last answer", started.elapsed().as_secs_f64());
    assert!(started.elapsed() < Duration::from_secs(15), "an idle connection holds it up");
    assert!(outside.process.said().contains("\"stopped\""), "{}", outside.process.said());
    // What was promised is kept by the next one.
    outside.process.restart().await;
    assert_eq!(outside.redeem("app", CLIENT_SECRET, &code).await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealing_key_that_does_not_fit_is_named() {
    let mut outside = Outside::start(&Setup::default()).await;
    outside.process.kill();
    let file = outside.process.path().join("larkgate.db.key");
    let right = fs::read_to_string(&file).unwrap();
    for (key, words) in [
        ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "cannot be unsealed: is this the sealing key"),
        ("c2hvcnQ=", "sealing key: must be 32 bytes in base64"),
        ("", "sealing key: must be 32 bytes in base64"),
        ("\u{0}\u{1}", "sealing key: must be 32 bytes in base64"),
    ] {
        fs::write(&file, key).unwrap();
        let (code, said) = serve(&outside).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with("error: ") && said.contains(words), "{key:?}: {said}");
        assert!(key.len() < 8 || !said.contains(key), "the key is in the message: {said}");
    }
    fs::remove_file(&file).unwrap();
    let (code, said) = serve(&outside).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("larkgate.db.key is missing"), "{said}");
    assert!(!outside.cli(&["key", "rotate"]).await.status.success(), "keys that nobody could open");
    assert!(!file.exists(), "another key was made in place of the lost one");
    fs::write(&file, right).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(serve(&outside).await.1.contains("run chmod 600 on it"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    outside.process.restart().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_named() {
    let outside = Outside::start(&Setup::default()).await;
    let address = outside.process.url.trim_start_matches("http://");
    let (code, said) = serve(&outside).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with(&format!("error: cannot listen on {address}: ")), "{said}");
    assert_eq!(
        outside.http.get(outside.url("/readyz")).send().await.unwrap().status(),
        200,
        "the first one lives on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_named() {
    let mut outside = Outside::start(&Setup::default()).await;
    outside.process.kill();
    let file = outside.process.path().join("larkgate.db");
    let aside = file.with_extension("aside");
    for companion in ["larkgate.db-wal", "larkgate.db-shm"] {
        let _absent = fs::remove_file(outside.process.path().join(companion));
    }
    fs::rename(&file, &aside).unwrap();
    fs::create_dir(&file).unwrap();
    let (code, said) = serve(&outside).await;
    assert_eq!(code, Some(6), "{said}");
    assert!(said.starts_with("error: database: "), "{said}");
    fs::remove_dir(&file).unwrap();
    fs::write(&file, "this is no database, whatever its name says".repeat(100)).unwrap();
    let (code, said) = serve(&outside).await;
    assert_eq!(code, Some(6), "{said}");
    assert!(said.contains("file is not a database"), "{said}");
    fs::rename(&aside, &file).unwrap();
    outside.process.restart().await;
}
