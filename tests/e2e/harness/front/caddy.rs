//! Caddy with the configuration that we publish, on another port.

use std::path::Path;
use std::process::{Child, Command};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/Caddyfile");

/// Starts it in the foreground; its files are in `folder`.
pub(super) fn start(folder: &Path, port: u16, gate: &str, backend: &str) -> Child {
    let mut site = PUBLISHED.to_owned();
    for (published, here) in [
        ("wiki.example.com {", format!("http://127.0.0.1:{port}, http://localhost:{port} {{")),
        ("127.0.0.1:8080", gate.to_owned()),
        ("127.0.0.1:3000", backend.to_owned()),
    ] {
        assert!(site.contains(published), "{published}");
        site = site.replace(published, &here);
    }
    let file = folder.join("Caddyfile");
    std::fs::write(&file, format!("{{\nadmin off\nauto_https off\npersist_config off\n}}\n{site}")).unwrap();
    let program = std::env::var("LARKGATE_TEST_CADDY")
        .expect("LARKGATE_TEST_CADDY names the program; tests/run sets it");
    Command::new(program)
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file)
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .stderr(std::fs::File::create(folder.join("log")).unwrap())
        .spawn()
        .expect("Caddy is installed by tests/run")
}
