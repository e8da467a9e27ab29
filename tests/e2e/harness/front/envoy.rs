//! Envoy with the configuration that we publish, on another port.

use std::process::{Child, Command};

use super::files::{Ends, replaced, without};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/envoy.yaml");

/// The published file, for other hosts and addresses.
pub(super) fn published(ends: &Ends<'_>) -> String {
    let address = |address: &str| {
        let (host, port) = address.rsplit_once(':').unwrap();
        format!("address: \"{host}\", port_value: {port}")
    };
    let changes = [
        ("address: 0.0.0.0, port_value: 443", format!("address: 0.0.0.0, port_value: {}", ends.port)),
        ("[\"wiki.example.com\", \"wiki.example.com:443\"]", format!("{:?}", ends.hosts())),
        ("address: \"127.0.0.1\", port_value: 8080", address(ends.gate)),
        ("address: \"127.0.0.1\", port_value: 3000", address(ends.backend)),
    ];
    replaced(PUBLISHED, &changes)
}

/// Starts it in the foreground, with a certificate of the test's, or without https.
pub(super) fn start(ends: &Ends<'_>, text: &str) -> Child {
    let site = replaced(text, &[("address: 0.0.0.0", "address: 127.0.0.1".to_owned())]);
    let site = match ends.certificate() {
        Some(path) => replaced(&site, &[("/etc/envoy/tls/wiki.example.com", path)]),
        None => without(&site, "transport_socket:", "filters:"),
    };
    let file = ends.folder.join("envoy.yaml");
    std::fs::write(&file, site).unwrap();
    let program = std::env::var("LARKGATE_TEST_ENVOY");
    Command::new(program.expect("LARKGATE_TEST_ENVOY names the program; tests/run sets it"))
        .args(["--disable-hot-restart", "--concurrency", "1", "--log-level", "warning", "-c"])
        .arg(&file)
        .arg("--log-path")
        .arg(ends.folder.join("log"))
        .stderr(std::fs::File::create(ends.folder.join("stderr")).unwrap())
        .spawn()
        .expect("Envoy is installed by tests/run")
}
