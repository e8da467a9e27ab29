//! Applications behind reverse proxies: the way in and out through each proxy, what each face answers, and what is
//! refused.

mod attacks;
mod elsewhere;
mod faces;
mod freshness;
mod journeys;
mod tickets;

use serde_json::Value;

use crate::harness::Gate;

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
