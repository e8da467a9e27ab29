//! Debian's HAProxy with the configuration and the script that we publish, on another port.

use std::process::{Child, Command};

use super::files::{Ends, replaced};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/haproxy.cfg");
const SCRIPT: &str = include_str!("../../../../deploy/proxies/larkgate.lua");

/// Starts it in the foreground.
pub(super) fn start(ends: &Ends<'_>) -> Child {
    let (file, script) = (ends.folder.join("haproxy.cfg"), ends.folder.join("larkgate.lua"));
    let bind = "bind :443 ssl crt /etc/haproxy/tls/wiki.example.com.pem alpn h2,http/1.1";
    let changes = [
        ("/etc/haproxy/larkgate.lua", script.display().to_string()),
        (bind, format!("bind 127.0.0.1:{}", ends.port)),
        ("-m str wiki.example.com", format!("-m str {}", ends.names.join(" "))),
        ("127.0.0.1:8080", ends.gate.to_owned()),
        ("server wiki 127.0.0.1:3000", format!("server wiki {}", ends.backend)),
    ];
    std::fs::write(&file, replaced(PUBLISHED, &changes)).unwrap();
    std::fs::write(&script, SCRIPT).unwrap();
    Command::new("/usr/sbin/haproxy")
        .arg("-db")
        .arg("-f")
        .arg(&file)
        .stderr(std::fs::File::create(ends.folder.join("log")).unwrap())
        .spawn()
        .expect("HAProxy is installed by tests/run")
}
