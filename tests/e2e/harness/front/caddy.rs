//! Caddy with the configuration that we publish, on another port: Debian's, and a newer one.

use std::process::{Child, Command};

use super::files::{Ends, replaced};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/Caddyfile");

/// The published file, for other hosts and addresses.
pub(super) fn published(ends: &Ends<'_>) -> String {
    let changes = [
        ("\nwiki.example.com {", format!("\n{} {{", ends.hosts().join(", "))),
        ("127.0.0.1:8080", ends.gate.to_owned()),
        (" 127.0.0.1:3000\n\t}", format!(" {}\n\t}}", ends.backend)),
    ];
    replaced(PUBLISHED, &changes)
}

/// Starts the newer one in the foreground.
pub(super) fn start(ends: &Ends<'_>, text: &str) -> Child {
    let program = std::env::var("LARKGATE_TEST_CADDY");
    run(&program.expect("LARKGATE_TEST_CADDY names the program; tests/run sets it"), ends, text)
}

/// Starts Debian's in the foreground.
pub(super) fn start_debians(ends: &Ends<'_>, text: &str) -> Child {
    run("/usr/bin/caddy", ends, text)
}

fn run(program: &str, ends: &Ends<'_>, text: &str) -> Child {
    let certificate = ends.certificate();
    let site: Vec<_> = text.lines().map(|line| here(line, certificate.as_deref())).collect();
    let site = site.join("\n");
    let (folder, file) = (ends.folder, ends.folder.join("Caddyfile"));
    std::fs::write(
        &file,
        format!("{{\nadmin off\nskip_install_trust\nauto_https disable_redirects\n}}\n{site}"),
    )
    .unwrap();
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

/// The line that names the hosts, with a certificate of the test's, or without https; any other line as it is.
fn here(line: &str, certificate: Option<&str>) -> String {
    let Some(hosts) = line.strip_suffix(" {").filter(|hosts| !hosts.starts_with(['\t', '#'])) else {
        return line.to_owned();
    };
    match certificate {
        Some(path) => format!("{line}\n\ttls {path}.pem {path}.key"),
        None => {
            let hosts: Vec<_> = hosts.split(", ").map(|host| format!("http://{host}")).collect();
            format!("{} {{", hosts.join(", "))
        }
    }
}
