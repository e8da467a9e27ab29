//! The proxies that there are, and the files that they are told.

use std::process::Child;

use super::files::Ends;
use super::{caddy, envoy, haproxy, nginx};
use crate::harness::Gate;

/// Which reverse proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A few lines of ours, which do what the documentation of `forward_auth` asks for.
    Plain,
    /// Debian's nginx with `deploy/proxies/nginx.conf`.
    Nginx,
    /// Debian's HAProxy with `deploy/proxies/haproxy.cfg` and `larkgate.lua`.
    Haproxy,
    /// A current Caddy with `deploy/proxies/Caddyfile`.
    Caddy,
    /// Debian's Caddy with the same.
    DebiansCaddy,
    /// Envoy with `deploy/proxies/envoy.yaml`.
    Envoy,
}

impl Kind {
    /// Those that are programs of their own.
    pub const REAL: [Self; 5] = [Self::Nginx, Self::Haproxy, Self::Caddy, Self::DebiansCaddy, Self::Envoy];

    /// The file that we publish, for these ends.
    pub(super) fn published(self, ends: &Ends<'_>) -> String {
        match self {
            Self::Plain => unreachable!("it is a task"),
            Self::Nginx => nginx::published(ends),
            Self::Haproxy => haproxy::published(ends),
            Self::Caddy | Self::DebiansCaddy => caddy::published(ends),
            Self::Envoy => envoy::published(ends),
        }
    }

    /// The file that `larkgate proxy-config` prints.
    pub(super) fn printed(self, ends: &Ends<'_>, gate: &Gate) -> String {
        let kind = match self {
            Self::Plain => unreachable!("it is a task"),
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Caddy | Self::DebiansCaddy => "caddy",
            Self::Envoy => "envoy",
        };
        let asked =
            ["proxy-config", kind, "--app", "wiki", "--larkgate", ends.gate, "--backend", ends.backend];
        let printed = gate.command(&asked).output().unwrap();
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        String::from_utf8(printed.stdout).unwrap()
    }

    /// Starts it as a process of its own, with that file but for https.
    pub(super) fn run(self, ends: &Ends<'_>, text: &str) -> Child {
        match self {
            Self::Plain => unreachable!("it is a task"),
            Self::Nginx => nginx::start(ends, text),
            Self::Haproxy => haproxy::start(ends, text),
            Self::Caddy => caddy::start(ends, text),
            Self::DebiansCaddy => caddy::start_debians(ends, text),
            Self::Envoy => envoy::start(ends, text),
        }
    }
}

/// Which file a proxy has.
#[derive(Clone, Copy)]
pub(super) enum File {
    Published,
    Printed,
}
