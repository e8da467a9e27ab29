//! Applications behind reverse proxies: the way in and out through each proxy, what each face answers, and what is
//! refused.

/// The check before each real proxy; `cargo test` leaves these out.
macro_rules! real_proxies {
    () => {
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs nginx, which tests/run installs"]
        async fn nginx() {
            check(Front::start(Kind::Nginx).await).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs HAProxy, which tests/run installs"]
        async fn haproxy() {
            check(Front::start(Kind::Haproxy).await).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs a current Caddy, which tests/run installs"]
        async fn caddy() {
            check(Front::start(Kind::Caddy).await).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs Debian's Caddy, which tests/run installs"]
        async fn debians_caddy() {
            check(Front::start(Kind::DebiansCaddy).await).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "left out: needs Envoy, which tests/run installs"]
        async fn envoy() {
            check(Front::start(Kind::Envoy).await).await;
        }
    };
}

/// Defines a test before each real proxy.
macro_rules! before_each_real_proxy {
    ($(async fn $name:ident($front:pat) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything")]
            use super::*;
            use crate::harness::front::{Front, Kind};

            async fn check($front: Front) $body

            real_proxies!();
        }
    )*};
}

/// Defines a test before each proxy, and before a few lines of ours that `cargo test` can run.
macro_rules! before_each_proxy {
    ($(async fn $name:ident($front:pat) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything")]
            use super::*;
            use crate::harness::front::{Front, Kind};

            async fn check($front: Front) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn plain() {
                check(Front::start(Kind::Plain).await).await;
            }

            real_proxies!();
        }
    )*};
}

mod attacks;
mod directory;
mod documented;
mod domain;
mod elsewhere;
mod faces;
mod forgeries;
mod freshness;
mod headers;
mod hosts;
mod intruders;
mod journeys;
mod programs;
mod run_time;
mod services;
mod signed;
mod socket;
mod tickets;

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::harness::Gate;
use crate::harness::waiting::PATIENCE;

/// A way to ask a face by hand.
pub struct Asking<'a> {
    pub gate: &'a Gate,
    pub path: &'a str,
    pub headers: Vec<(String, String)>,
}

/// An answer to a proxy.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Told {
    /// The machine-readable reason.
    pub fn reason(&self) -> String {
        let json: Value =
            serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body));
        json["error"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl<'a> Asking<'a> {
    /// As a proxy in front of `url` does, about `GET url`.
    pub fn proxy(gate: &'a Gate, url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let headers = [
            ("x-forwarded-proto", scheme),
            ("x-forwarded-host", host),
            ("x-forwarded-uri", target),
            ("x-forwarded-method", "GET"),
        ];
        Self { gate, path: "/forward-auth/proxy", headers: owned(&headers) }
    }

    /// As nginx does, about `GET url`.
    pub fn nginx(gate: &'a Gate, url: &str) -> Self {
        let headers = [("x-original-url", url), ("x-original-method", "GET")];
        Self { gate, path: "/forward-auth/nginx", headers: owned(&headers) }
    }

    /// With a header more.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a header in place of the one of that name.
    pub fn but(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self.and(name, value)
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// As a browser that opens a page.
    pub fn page(self) -> Self {
        self.and("accept", "text/html,*/*;q=0.8")
    }

    pub async fn ask(self) -> Told {
        let mut request = self.gate.http().get(format!("{}{}", self.gate.url, self.path));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        told(request).await
    }
}

/// Standard output of a command that must succeed.
async fn run(gate: &Gate, arguments: &[&str]) -> String {
    let output = gate.cli(arguments).await;
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Asks until the answer is as it should be: what another process did is noticed within a second.
async fn until(what: &str, ask: impl AsyncFn() -> Told, is: impl Fn(&Told) -> bool) -> Told {
    let began = Instant::now();
    loop {
        let told = ask().await;
        if is(&told) {
            return told;
        }
        assert!(began.elapsed() < PATIENCE, "in vain: {what}: {told:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub async fn told(request: reqwest::RequestBuilder) -> Told {
    let response = request.send().await.unwrap();
    Told {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.unwrap(),
    }
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
