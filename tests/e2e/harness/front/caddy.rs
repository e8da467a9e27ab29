//! Caddy with the configuration that we publish, on another port: Debian's, and a newer one.

use std::process::{Child, Command};

use super::files::{Ends, replaced};

const PUBLISHED: &str = include_str!("../../../../deploy/proxies/Caddyfile");

/// Starts the newer one in the foreground.
pub(super) fn start(ends: &Ends<'_>) -> Child {
    let program = std::env::var("LARKGATE_TEST_CADDY");
    run(&program.expect("LARKGATE_TEST_CADDY names the program; tests/run sets it"), ends)
}

/// Starts Debian's in the foreground.
pub(super) fn start_debians(ends: &Ends<'_>) -> Child {
    run("/usr/bin/caddy", ends)
}

fn run(program: &str, ends: &Ends<'_>) -> Child {
    let site = replaced(
        PUBLISHED,
        &[
            ("wiki.example.com {", format!("{} {{", ends.hosts("http://", ", "))),
            ("127.0.0.1:8080", ends.gate.to_owned()),
            (" 127.0.0.1:3000\n\t}", format!(" {}\n\t}}", ends.backend)),
        ],
    );
    let (folder, file) = (ends.folder, ends.folder.join("Caddyfile"));
    std::fs::write(&file, format!("{{\nadmin off\nauto_https off\n}}\n{site}")).unwrap();
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
