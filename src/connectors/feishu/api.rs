//! One call to Feishu's server API: where it goes, what it carries, and how its answer is judged.

use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::Url;

use super::errors::kind_of;
use crate::config::{Feishu, Secret};
use crate::connectors::http::{HttpClient, Reply};
use crate::connectors::{UpstreamError, UpstreamErrorKind};

/// Longest token believed; Feishu's page on user tokens asks to reserve 4 KiB.
const MAX_TOKEN: usize = 16 * 1024;

/// The app's settings and the way to Feishu.
pub(super) struct Api {
    pub(super) settings: Feishu,
    http: HttpClient,
}

/// An answer whose `code` is 0. No `Debug`: it may hold tokens.
pub(super) struct Accepted {
    fields: Map<String, Value>,
    reply: Reply,
}

/// `host` with `path`.
pub(super) fn at(host: &Url, path: &str) -> Url {
    let mut url = host.clone();
    url.set_path(path);
    url
}

/// A text field that is there and not empty.
pub(super) fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

impl Api {
    pub(super) fn new(settings: Feishu, http: HttpClient) -> Self {
        Self { settings, http }
    }

    /// A path on the open API host.
    pub(super) fn open(&self, path: &str) -> Url {
        at(&self.settings.hosts.open, path)
    }

    /// A path on the accounts host.
    pub(super) fn accounts(&self, path: &str) -> Url {
        at(&self.settings.hosts.accounts, path)
    }

    pub(super) async fn get(&self, url: Url, bearer: &Secret) -> Result<Accepted, UpstreamError> {
        self.call(self.http.get(url).bearer_auth(bearer.reveal())).await
    }

    pub(super) async fn post_form(
        &self,
        url: Url,
        form: &[(&'static str, &str)],
    ) -> Result<Accepted, UpstreamError> {
        self.call(self.http.post(url).form(form)).await
    }

    pub(super) async fn post_json(
        &self,
        url: Url,
        bearer: Option<&Secret>,
        fields: &[(&'static str, &str)],
    ) -> Result<Accepted, UpstreamError> {
        let body: Map<String, Value> =
            fields.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect();
        let mut request = self.http.post(url).header(CONTENT_TYPE, "application/json; charset=utf-8");
        if let Some(token) = bearer {
            request = request.bearer_auth(token.reveal());
        }
        self.call(request.json(&body)).await
    }

    async fn call(&self, request: RequestBuilder) -> Result<Accepted, UpstreamError> {
        judge(self.http.send(request, self.settings.timeout).await?)
    }
}

/// Feishu's `code` decides, not the status: 200 may fail, and only 0 is success. The exception is 429, which a gateway
/// sends with any body. `error` is a word on OAuth endpoints, and an object with hints elsewhere.
pub(super) fn judge(reply: Reply) -> Result<Accepted, UpstreamError> {
    let fields: Map<String, Value> = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = fields.get("code").and_then(Value::as_i64);
    match (code, text(&fields, "error")) {
        (Some(0), None) if reply.status != 429 => Ok(Accepted { fields, reply }),
        (code, word) => Err(reply.failure(kind_of(&reply, code, word), code)),
    }
}

impl Accepted {
    /// The fields beside `code`.
    pub(super) fn flat(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// The fields of the object `name`.
    pub(super) fn nested(&self, name: &str) -> Result<&Map<String, Value>, UpstreamError> {
        self.fields.get(name).and_then(Value::as_object).ok_or_else(|| self.malformed())
    }

    /// The token `name` among `fields`, if it can stand in a header.
    pub(super) fn token(&self, fields: &Map<String, Value>, name: &str) -> Result<Secret, UpstreamError> {
        text(fields, name)
            .filter(|token| token.len() <= MAX_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(Secret::new)
            .ok_or_else(|| self.malformed())
    }

    /// This answer, as one that lacks what it must have.
    pub(super) fn malformed(&self) -> UpstreamError {
        self.reply.failure(UpstreamErrorKind::Malformed, Some(0))
    }

    /// This answer, as one without a field that is left out for want of `permission`.
    pub(super) fn withheld(&self, permission: &str) -> UpstreamError {
        let failure = self.reply.failure(UpstreamErrorKind::Misconfigured, Some(0));
        UpstreamError { cause: Some(format!("the app needs {permission}")), ..failure }
    }
}
