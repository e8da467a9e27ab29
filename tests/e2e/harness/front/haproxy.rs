//! Debian's HAProxy with the configuration and the script that we publish, on another port.

use std::process::{Child, Command};

use super::files::{Ends, replaced};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/haproxy.cfg");
const SCRIPT: &str = include_str!("../../../../deploy/proxies/larkgate.lua");

/// The published file, for other hosts and addresses.
pub(super) fn published(ends: &Ends<'_>) -> String {
    let changes = [
        ("bind :443 ssl", format!("bind :{} ssl", ends.port)),
        ("-m str wiki.example.com", format!("-m str {}", ends.names.join(" "))),
        ("127.0.0.1:8080", ends.gate.to_owned()),
        ("server wiki 127.0.0.1:3000", format!("server wiki {}", ends.backend)),
    ];
    replaced(PUBLISHED, &changes)
}

/// Starts it in the foreground, with a certificate of the test's, or without https.
pub(super) fn start(ends: &Ends<'_>, text: &str) -> Child {
    let (file, script) = (ends.folder.join("haproxy.cfg"), ends.folder.join("larkgate.lua"));
    let bind = format!("bind :{} ssl", ends.port);
    let mut changes = vec![("/etc/haproxy/larkgate.lua", script.display().to_string())];
    match ends.certificate() {
        Some(path) => changes.push(("/etc/haproxy/tls/wiki.example.com", path)),
        None => changes.push((&bind, format!("bind 127.0.0.1:{} #", ends.port))),
    }
    std::fs::write(&file, replaced(text, &changes)).unwrap();
    std::fs::write(&script, SCRIPT).unwrap();
    Command::new("/usr/sbin/haproxy")
        .arg("-db")
        .arg("-f")
        .arg(&file)
        .stderr(std::fs::File::create(ends.folder.join("log")).unwrap())
        .spawn()
        .expect("HAProxy is installed by tests/run")
}
